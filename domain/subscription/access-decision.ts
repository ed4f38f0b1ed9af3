import { accessLevel, DISABLED, isLess, LOST, REMOVED } from '../access/access-key.ts';
import { takesAway } from '../hold/mass-removal.ts';
import { endOf, type Entitlement } from './entitlement.ts';
import { accessAfterEnd, deletionAt, hasAccount, isDeletionDue, isGone } from './expiry.ts';
import type { AccessKey, GrantFact, HoldFact, Instant, MemberFacts, PaymentFact, Step } from './facts.ts';
import { isSuspended } from './suspension.ts';

/** Observed while an invitation waits to be accepted: nothing to do but wait. */
export const PENDING: AccessKey = 'pending';

export interface AccessDecision {
  /** All that differs from what should be, whether or not an earlier failure holds it back. */
  readonly steps: readonly Step[];
  /** Every live grant and what it should become; a grant that waits for its successor is left out. */
  readonly targets: readonly GrantTarget[];
  /** What would be taken away but for a hold, and the step that waits for it. */
  readonly held: readonly HeldGrant[];
  /** What would be taken away if the site did not only observe. */
  readonly spared: readonly SparedGrant[];
  /** Since when the present decision holds: a failure from before it belongs to an older decision. */
  readonly since: Instant | null;
}

export interface GrantTarget {
  readonly grant: GrantFact;
  readonly access: AccessKey;
}

export interface HeldGrant {
  readonly grant: GrantFact;
  readonly hold: HoldFact;
  readonly step: Step;
}

export interface SparedGrant {
  readonly grant: GrantFact;
  /** What would be left. */
  readonly access: AccessKey;
  /** Since when it would be due; null: no paid time ended. */
  readonly since: Instant | null;
}

interface Offer {
  readonly paymentId: string | null;
  readonly since: Instant | null;
  /** Null where the grant's server does not fit. */
  readonly accessOn: (grant: GrantFact) => AccessKey | null;
}

export function decideAccess(facts: MemberFacts, entitlement: Entitlement, now: Instant): AccessDecision {
  switch (entitlement.kind) {
    case 'permanent':
      return giveUnlessBlocked(facts, {
        paymentId: null,
        since: null,
        accessOn: (grant) => grant.wantsPermanent,
      });
    case 'paid':
    case 'grace': {
      if (isSuspended(facts, now)) return withhold(facts);
      const payment = entitlement.kind === 'paid' ? entitlement.payment : entitlement.stretch.last;
      return giveUnlessBlocked(facts, offerOf(payment));
    }
    case 'ended':
    case 'never':
      return endAccess(facts, entitlement, now);
  }
}

function offerOf({ id, from }: PaymentFact): Offer {
  return { paymentId: id, since: from, accessOn: (grant) => grant.wants[id] ?? null };
}

export function liveGrants(facts: MemberFacts): readonly GrantFact[] {
  return facts.grants.filter((grant) => !isGone(grant));
}

export function isFull(key: AccessKey): boolean {
  return accessLevel(key) === 'full';
}

/** Somebody took the account away on the server itself; the member keeps the paid time, and the place. */
export function isLost({ grant, access }: GrantTarget): boolean {
  return grant.observed === LOST && access !== REMOVED;
}

/**
 * Who has to change the account keeps what is in use, is given nothing new, and nothing is brought back. What
 * is on its way out goes on.
 */
function giveUnlessBlocked(facts: MemberFacts, offer: Offer): AccessDecision {
  if (facts.accountChangeRequiredAt === undefined) return giveAccess(facts, offer);
  const inUse = { ...facts, grants: facts.grants.filter((grant) => isFull(grant.desired)) };
  const decision = giveAccess(inUse, offer);
  const going = liveGrants(facts)
    .filter((grant) => grant.desired === REMOVED)
    .map((grant) => ({ grant, access: REMOVED }));
  return {
    ...decision,
    targets: [...decision.targets, ...going],
    steps: [...decision.steps.filter((step) => step.kind !== 'placeMember'), ...changes(going, null)],
  };
}

/** The account stays and opens nothing; one that is not made yet is not made meanwhile, a replaced one goes. */
function withhold(facts: MemberFacts): AccessDecision {
  const targets = liveGrants(facts).map((grant) => ({
    grant,
    access: isKept(grant) ? DISABLED : REMOVED,
  }));
  return {
    steps: changes(targets, null),
    targets,
    held: [],
    spared: [],
    since: facts.suspension?.from ?? null,
  };
}

function isKept(grant: GrantFact): boolean {
  if (grant.desired === REMOVED || grant.isReplaced === true) return false;
  return hasAccount(grant) || grant.observed === LOST;
}

function giveAccess(facts: MemberFacts, offer: Offer): AccessDecision {
  const live = liveGrants(facts);
  const kept = grantsToKeep(live, offer);
  const stands = kept.some(({ grant }) => isFull(grant.observed));
  const surplus = live
    .filter((grant) => kept.every((target) => target.grant !== grant))
    .filter((grant) => stands || grant.desired === REMOVED)
    .map((grant) => ({ grant, access: REMOVED }));
  const { going, spared, staying } = spare(facts, surplus, null);
  const placing: Step[] = kept.length === 0 ? [{ kind: 'placeMember', paymentId: offer.paymentId }] : [];
  return {
    steps: [...placing, ...changes(kept, offer.paymentId), ...changes(going, null)],
    targets: [...kept, ...going, ...staying],
    held: [],
    spared,
    since: offer.since,
  };
}

/** Those in use where they fit; else one from before the end, which a renewal brings back. */
function grantsToKeep(live: readonly GrantFact[], offer: Offer): readonly GrantTarget[] {
  const fitting = live.flatMap((grant) => {
    const access = offer.accessOn(grant);
    return access === null ? [] : [{ grant, access }];
  });
  const inUse = fitting.filter(({ grant }) => isFull(grant.desired));
  if (inUse.length > 0) return inUse;
  const best = fitting.find(({ grant }) => grant.desired !== REMOVED) ?? fitting[0];
  return best === undefined ? [] : [best];
}

function endAccess(facts: MemberFacts, entitlement: Entitlement, now: Instant): AccessDecision {
  const isDue = isDeletionDue(facts, entitlement, now);
  const wanted = liveGrants(facts).map((grant) => ({
    grant,
    access: accessAfterEnd(grant, facts.settings, isDue),
  }));
  const end = endOf(entitlement);
  const since = end !== null && isDue ? dueSince(facts, end) : end;
  const held = facts.isLeaving ? [] : wanted.flatMap((target) => heldBack(target, end));
  const free = wanted.filter(({ grant }) => held.every((one) => one.grant !== grant));
  const { going, spared, staying } = spare(facts, free, since);
  const waiting = held.map(({ grant }) => ({ grant, access: grant.desired }));
  return {
    steps: changes(going, null),
    targets: [...going, ...waiting, ...staying],
    held,
    spared,
    since,
  };
}

function dueSince({ accountChangeRequiredAt, settings }: MemberFacts, end: Instant): Instant {
  return accountChangeRequiredAt === undefined
    ? deletionAt(end, settings)
    : Math.max(end, accountChangeRequiredAt);
}

interface Sparing {
  readonly going: readonly GrantTarget[];
  readonly spared: readonly SparedGrant[];
  /** The grants that are spared, with what they keep. */
  readonly staying: readonly GrantTarget[];
}

/** While the site only observes, what would be taken away stays as it is and is named instead. */
function spare(facts: MemberFacts, targets: readonly GrantTarget[], since: Instant | null): Sparing {
  const isStaying = (target: GrantTarget) => isSpared(facts, target);
  const kept = targets.filter(isStaying);
  return {
    going: targets.filter((target) => !isStaying(target)),
    spared: kept.map((target) => ({ ...target, since })),
    staying: kept.map(({ grant }) => ({ grant, access: grant.desired })),
  };
}

/** What a person does to one member is done: a deletion, and the account that was changed for another. */
function isSpared({ settings, isLeaving }: MemberFacts, { grant, access }: GrantTarget): boolean {
  if (settings.observeOnly !== true || isLeaving === true || grant.isReplaced === true) return false;
  return hasAccount(grant) && isLess(access, grant.desired) && isLess(access, grant.observed);
}

/** A hold is about one end of paid time, and about what is still to be taken away after it. */
function heldBack(target: GrantTarget, end: Instant | null): readonly HeldGrant[] {
  const { grant, access } = target;
  const { hold } = grant;
  if (hold === undefined || hold.timeEnded !== end || !takesAway(grant.desired, access)) return [];
  return changes([target], null).map((step) => ({ grant, hold, step }));
}

/** A lost account is not made again by itself: whoever took it away may have meant it. It can only end. */
function changes(targets: readonly GrantTarget[], paymentId: string | null): readonly Step[] {
  return targets
    .filter((target) => !isLost(target))
    .filter(({ grant, access }) => grant.desired !== access || !isSeen(grant, access))
    .map(({ grant, access }) => ({ kind: 'setAccess', grantId: grant.id, access, paymentId }));
}

function isSeen(grant: GrantFact, access: AccessKey): boolean {
  return grant.observed === access || (grant.observed === PENDING && isFull(access));
}
