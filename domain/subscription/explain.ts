import { decideAccess, isFull, liveGrants } from './access-decision.ts';
import { endOf, type Entitlement, entitlementAt, type Stretch, stretchesOf } from './entitlement.ts';
import { deletionAt } from './expiry.ts';
import type { Instant, MemberFacts, Reason, Standing } from './facts.ts';
import { nextSteps } from './next-steps.ts';
import { graceAt, keptUntil } from './grace.ts';
import { holdReason, keptReason, paymentReason, sparedReason } from './standing.ts';
import { suspensionCuts, suspensionReason } from './suspension.ts';

export interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

/** A part of the time asked about, with the one reason that held throughout. */
export interface ExplainedSpan extends Span {
  readonly isEntitled: boolean;
  readonly reason: Reason;
}

const ENTITLES: ReadonlySet<Reason['code']> = new Set([
  'payment',
  'permanent',
  'keptAfterEnd',
  'chargeExpected',
  'paymentsBeingRead',
]);

/**
 * Why the member had or had not access in that time, part by part. It reaches as far back as
 * `facts.payments` does and speaks of what was due; what was done stands in the member's timeline.
 */
export function explain(facts: MemberFacts, day: Span): readonly ExplainedSpan[] {
  const cuts = [day.from, ...boundariesWithin(facts, day), day.to];
  return cuts.slice(0, -1).map((from, index) => {
    const reason = reasonAt(facts, from);
    return { from, to: cuts[index + 1] ?? day.to, isEntitled: ENTITLES.has(reason.code), reason };
  });
}

export interface PresentExplanation {
  /** Whether a media server was last seen to give full access. */
  readonly hasAccess: boolean;
  readonly standing: Standing;
  readonly because: readonly Reason[];
}

export function explainNow(facts: MemberFacts, now: Instant): PresentExplanation {
  const { standing, because } = nextSteps(facts, now);
  return { hasAccess: liveGrants(facts).some((grant) => isFull(grant.observed)), standing, because };
}

function reasonAt(facts: MemberFacts, at: Instant): Reason {
  if (facts.closed !== null) return { code: 'closed' };
  const entitlement = entitlementAt(facts, at);
  const obstacle = suspensionReason(facts, entitlement, at) ?? lostAt(facts, entitlement, at);
  if (obstacle !== null) return obstacle;
  switch (entitlement.kind) {
    case 'permanent':
      return { code: 'permanent' };
    case 'paid':
      return paymentReason(entitlement.payment, entitlement.payment.to, at);
    case 'grace':
      return keptReason(entitlement);
    case 'never':
      return facts.isLeaving
        ? { code: 'leaving' }
        : (keptAt(facts, entitlement, at) ?? { code: 'noPayment' });
    case 'ended':
      return keptAt(facts, entitlement, at) ?? reasonAfter(facts, entitlement.stretch, at);
  }
}

function reasonAfter(facts: MemberFacts, stretch: Stretch, at: Instant): Reason {
  const paymentId = stretch.last.id;
  const gone = deletionAt(stretch.to, facts.settings);
  if (at < gone) return { code: 'restrictedUntilDeleted', paymentId, until: gone };
  return { code: 'paymentEnded', paymentId, until: stretch.to };
}

/** What kept access standing then, although no paid time covers it. */
function keptAt(facts: MemberFacts, entitlement: Entitlement, at: Instant): Reason | null {
  const held = holdAt(facts, endOf(entitlement), at);
  if (held !== null) return held;
  const [spared] = decideAccess(facts, entitlement, at).spared;
  return spared === undefined ? null : sparedReason(spared);
}

/** The hold that kept access standing then, after the paid time that ended at `end`. */
function holdAt(facts: MemberFacts, end: Instant | null, at: Instant): Reason | null {
  const held = facts.grants.find(({ hold }) => hold?.timeEnded === end && hold.since <= at);
  return held?.hold === undefined ? null : holdReason(held.id, held.hold);
}

/** The account that was gone from its server then, where no other stands. */
function lostAt(facts: MemberFacts, entitlement: Entitlement, at: Instant): Reason | null {
  if (entitlement.kind === 'ended' || entitlement.kind === 'never') return null;
  // It ends with the time in which it was lost: whoever pays after a pause is placed anew.
  const from = entitlement.kind === 'permanent' ? 0 : entitlement.stretch.from;
  const live = liveGrants(facts);
  if (live.some(({ observed }) => isFull(observed))) return null;
  const lost = live.find(({ lostSince }) => lostSince !== undefined && from <= lostSince && lostSince <= at);
  return lost?.lostSince === undefined
    ? null
    : { code: 'accessLost', grantId: lost.id, since: lost.lostSince };
}

function boundariesWithin(facts: MemberFacts, day: Span): readonly Instant[] {
  if (facts.closed !== null) return [];
  const losses = facts.grants.flatMap(({ lostSince }) => lostSince ?? []);
  if (facts.isPermanent) return sortedWithin(losses, day);
  const windows = facts.payments.flatMap(({ from, to, clock }) => [
    from,
    to,
    ...(clock === undefined ? [] : [clock.startsBy]),
  ]);
  const goings = stretchesOf(facts.payments)
    .flatMap(({ to }) => goingsAfter(facts, to))
    .filter((at) => !['paid', 'never'].includes(entitlementAt(facts, at).kind));
  const holds = facts.grants.flatMap(({ hold }) => (hold === undefined ? [] : [hold.since]));
  return sortedWithin([...windows, ...goings, ...holds, ...losses, ...suspensionCuts(facts)], day);
}

/** The instants after an end at which what was left is taken, step by step. */
function goingsAfter(facts: MemberFacts, end: Instant): readonly Instant[] {
  const { settings } = facts;
  const kept = [graceAt(facts, end, end)?.until, keptUntil(end, settings)];
  return [deletionAt(end, settings), ...kept.filter((at) => at != null)];
}

function sortedWithin(cuts: readonly Instant[], day: Span): readonly Instant[] {
  const inside = cuts.filter((at) => day.from < at && at < day.to);
  return [...new Set(inside)].sort((a, b) => a - b);
}
