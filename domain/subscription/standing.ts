import { accessLevel } from '../access/access-key.ts';
import {
  type GrantTarget,
  isFull,
  isLost,
  liveGrants,
  PENDING,
  type SparedGrant,
} from './access-decision.ts';
import { kickAfterEnd, kicksDue } from './discord.ts';
import { deletionAt } from './expiry.ts';
import type { GrantFact, HoldFact, Instant, PaymentFact, Reason, Standing, Step } from './facts.ts';
import { isWaiting } from './first-playback.ts';
import type { Entitlement } from './entitlement.ts';
import type { Grace } from './grace.ts';
import { questionsDue } from './recurring.ts';
import type { Situation } from './situation.ts';
import { stepKey } from './step-key.ts';
import { isSuspended, suspensionReason } from './suspension.ts';

/** The one word for a member: what the money says, and whether the media servers have followed. */
export function standingOf(situation: Situation): Standing {
  const { facts, entitlement, now } = situation;
  if (facts.accountChangeRequiredAt !== undefined && !facts.isLeaving) return 'blocked';
  const live = liveGrants(facts);
  switch (entitlement.kind) {
    case 'permanent':
      return 'permanent';
    case 'paid':
    case 'grace':
      if (isSuspended(facts, now)) return 'suspended';
      if (live.some(stands) || situation.access.targets.some(isLost))
        return entitlement.kind === 'paid' ? 'active' : 'grace';
      return live.some((grant) => grant.observed === PENDING) ? 'invited' : 'provisioning';
    case 'ended':
      return situation.access.targets.some(isKept) ? 'restricted' : 'expired';
    case 'never':
      return live.length === 0 ? 'registered' : 'expired';
  }
}

/** Whoever has taken another account waits for that one, though the old one still opens the door. */
function stands(grant: GrantFact): boolean {
  return isFull(grant.observed) && grant.isReplaced !== true;
}

/** Why the member stands there, for people: what the money says first, then what is in the way. */
export function reasonsFor(situation: Situation): readonly Reason[] {
  return [
    ...moneyReasons(situation),
    ...restrictionReasons(situation),
    ...holdReasons(situation),
    ...sparedReasons(situation),
    ...lostAccess(situation).map(({ id, lostSince: since }) => ({
      code: 'accessLost' as const,
      grantId: id,
      ...(since === undefined ? {} : { since }),
    })),
    ...accessReasons(situation),
    ...discordReasons(situation),
    ...troubleReasons(situation),
  ];
}

function moneyReasons({ facts, entitlement, now }: Situation): readonly Reason[] {
  switch (entitlement.kind) {
    case 'permanent':
      return [{ code: 'permanent' }];
    case 'paid':
      return [paymentReason(entitlement.payment, entitlement.stretch.to, now)];
    case 'grace':
      return [keptReason(entitlement)];
    case 'ended':
      return [
        { code: 'paymentEnded', paymentId: entitlement.stretch.last.id, until: entitlement.stretch.to },
      ];
    case 'never':
      return [{ code: facts.isLeaving ? 'leaving' : 'noPayment' }];
  }
}

export function paymentReason(payment: PaymentFact, until: Instant, now: Instant): Reason {
  const waits = isWaiting(payment, now) ? { clockStartsBy: payment.clock.startsBy } : {};
  return { code: 'payment', paymentId: payment.id, until, ...waits };
}

const KEPT = {
  charge: 'chargeExpected',
  kept: 'keptAfterEnd',
  reading: 'paymentsBeingRead',
} as const satisfies Record<Grace['why'], Reason['code']>;

/** `until` is when it stops, absent where nothing ends it by itself. */
export function keptReason({ stretch, grace }: Extract<Entitlement, { kind: 'grace' }>): Reason {
  const until = grace.until === null ? {} : { until: grace.until };
  return { code: KEPT[grace.why], paymentId: stretch.last.id, since: stretch.to, ...until };
}

function restrictionReasons({ facts, entitlement, now }: Situation): readonly Reason[] {
  const { accountChangeRequiredAt: since } = facts;
  const suspended = suspensionReason(facts, entitlement, now);
  return [
    ...(since === undefined ? [] : [{ code: 'accountChangeRequired', since } as const]),
    ...(suspended === null ? [] : [suspended]),
  ];
}

function holdReasons({ access }: Situation): readonly Reason[] {
  return access.held.map(({ grant, hold }) => holdReason(grant.id, hold));
}

export function holdReason(grantId: string, { state, since }: HoldFact): Reason {
  return { code: state === 'waiting' ? 'held' : 'keptByPerson', grantId, since };
}

function sparedReasons({ access }: Situation): readonly Reason[] {
  return access.spared.map(sparedReason);
}

/** Nothing is taken away, since the site only observes. */
export function sparedReason({ grant, access, since }: SparedGrant): Reason {
  return { code: 'spared', grantId: grant.id, access, ...(since === null ? {} : { since }) };
}

/** Grants whose account was taken away on the server while the member has time. */
export function lostAccess({ entitlement, access }: Situation): readonly GrantFact[] {
  const hasTime = entitlement.kind !== 'ended' && entitlement.kind !== 'never';
  return hasTime ? access.targets.filter(isLost).map(({ grant }) => grant) : [];
}

function accessReasons(situation: Situation): readonly Reason[] {
  const { facts, entitlement, access } = situation;
  if (entitlement.kind === 'ended') {
    const until = deletionAt(entitlement.stretch.to, facts.settings);
    return access.targets
      .filter(isKept)
      .map(({ grant }) => ({ code: 'restrictedUntilDeleted', grantId: grant.id, until }));
  }
  if (entitlement.kind === 'never' || access.targets.some(standsOrIsLost)) return [];
  if (['suspended', 'blocked'].includes(standingOf(situation))) return [];
  return [
    {
      code: 'provisioning',
      ...(entitlement.kind === 'paid' ? { paymentId: entitlement.payment.id } : {}),
    },
  ];
}

function standsOrIsLost(target: GrantTarget): boolean {
  return stands(target.grant) || isLost(target);
}

function discordReasons(situation: Situation): readonly Reason[] {
  const kick = kickAfterEnd(situation);
  return kick === null ? [] : [{ code: 'leavesDiscord', since: kick.timeEnded, until: kick.at }];
}

function troubleReasons(situation: Situation): readonly Reason[] {
  const { facts, access, entitlement, now } = situation;
  const steps = [...access.steps, ...questionsDue(facts, entitlement, now), ...kicksDue(situation)];
  return steps.flatMap((step) => {
    const trouble = facts.troubles[stepKey(step)];
    if (trouble === undefined) return [];
    return [{ code: 'trouble', type: trouble.type, until: trouble.retryAt, ...grantOf(step) }] as const;
  });
}

function grantOf(step: Step): { readonly grantId?: string } {
  return step.kind === 'setAccess' ? { grantId: step.grantId } : {};
}

function isKept({ access }: GrantTarget): boolean {
  return ['disabled', 'restricted'].includes(accessLevel(access));
}
