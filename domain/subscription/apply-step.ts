import { NONE, REMOVED } from '../access/access-key.ts';
import { isRemovalNews } from './expiry.ts';
import type { AccessKey, GrantFact, Instant, MemberFacts, PaymentFact, Step } from './facts.ts';
import type { LookForPlayback } from './first-playback.ts';
import { stepKey } from './step-key.ts';

/** Which libraries a server yet to be chosen will have is not known to a forecast. */
const FORESEEN_FULL: AccessKey = 'full:forecast:';
const FORESEEN_RESTRICTED: AccessKey = 'restricted:forecast';

/** What the facts look like once a step has worked. The opposite is `recordTrouble`. */
export function applyStep(facts: MemberFacts, step: Step, now: Instant): MemberFacts {
  const { [stepKey(step)]: _healed, ...troubles } = facts.troubles;
  return { ...effectOf(facts, step, now), troubles };
}

function effectOf(facts: MemberFacts, step: Step, now: Instant): MemberFacts {
  switch (step.kind) {
    case 'placeMember':
      return { ...facts, grants: [...facts.grants, foreseenGrant(facts, step.paymentId)] };
    case 'setAccess':
      return {
        ...facts,
        grants: facts.grants.flatMap((grant) => {
          if (grant.id !== step.grantId) return [grant];
          const isLeaving = step.access === REMOVED && !isRemovalNews(facts, grant, now);
          return isLeaving ? [] : [withAccess(grant, step.access)];
        }),
      };
    case 'askGateway':
      return { ...facts, ...asked(facts, now) };
    case 'lookForPlayback':
      return { ...facts, payments: facts.payments.map((payment) => lookedFor(payment, step, now)) };
    case 'readPayments':
      // That somebody has sent money is never foreseen.
      return facts.reading === undefined ? facts : { ...facts, reading: { readAt: now, askedAt: now } };
    case 'kickFromDiscord':
      return { ...facts, discord: { kickedAt: now } };
    case 'sendNotice':
      return {
        ...facts,
        notices: [...facts.notices, step.key],
        grants: facts.grants.flatMap((grant) => grantOnceTold(grant, step.key)),
      };
  }
}

/** That it has charged is never foreseen: then other facts follow. */
function asked({ recurring }: MemberFacts, now: Instant): Pick<MemberFacts, 'recurring'> {
  return recurring === undefined ? {} : { recurring: { ...recurring, askedAt: now } };
}

/** That something was watched is never foreseen: the clock starts by itself at the end of the wait. */
function lookedFor(payment: PaymentFact, { paymentId }: LookForPlayback, now: Instant): PaymentFact {
  const { clock, ...rest } = payment;
  if (payment.id !== paymentId || clock === undefined) return payment;
  return now < clock.startsBy
    ? { ...rest, clock: { ...clock, askedAt: now } }
    : { ...rest, countsFrom: clock.startsBy };
}

function foreseenGrant(facts: MemberFacts, paymentId: string | null): GrantFact {
  return {
    id: `forecast/${paymentId ?? 'permanent'}`,
    serverId: 'forecast',
    desired: FORESEEN_FULL,
    observed: NONE,
    wants: Object.fromEntries(facts.payments.map((payment) => [payment.id, FORESEEN_FULL])),
    wantsPermanent: FORESEEN_FULL,
    wantsRestricted: facts.settings.expiry.mode === 'restrict_then_remove' ? FORESEEN_RESTRICTED : null,
    hasCredentials: false,
    isHandedOver: false,
    ...(facts.grants.some(isMovedFrom) ? { isMove: true } : {}),
  };
}

/** What is on its way out already is gone before or after the new one is made; either way nobody is moved from it. */
function isMovedFrom({ moveTo, desired }: GrantFact): boolean {
  return moveTo !== undefined && desired !== REMOVED;
}

function withAccess({ lostSince: _found, ...grant }: GrantFact, access: AccessKey): GrantFact {
  const isNewAccount = grant.observed === NONE;
  return {
    ...grant,
    desired: access,
    observed: access,
    hasCredentials: grant.hasCredentials || isNewAccount,
    isHandedOver: false,
  };
}

/** An invitation hands the credentials over; the notice of a removal is the last word about a grant. */
function grantOnceTold(grant: GrantFact, key: string): readonly GrantFact[] {
  if (key === `removed/${grant.id}`) return [];
  return key === `invitation/${grant.id}` ? [{ ...grant, hasCredentials: false }] : [grant];
}
