import { REMOVED } from '../access/access-key.ts';
import { isFull, liveGrants } from '../subscription/access-decision.ts';
import type { GrantFact, Instant, MemberFacts, Trouble } from '../subscription/facts.ts';
import { needsPerson } from '../subscription/retry.ts';
import { situationAt } from '../subscription/situation.ts';
import { standingOf } from '../subscription/standing.ts';
import { accessStep, stepKey } from '../subscription/step-key.ts';
import type { MoveRoute, SkipReason } from './move-decision.ts';

export type MoveOutcome =
  | { readonly kind: 'waiting' }
  /** Access stands on the target; what is left on the source goes by the member's own process. */
  | { readonly kind: 'migrated' }
  /** The time ended meanwhile. */
  | { readonly kind: 'repointed' }
  | { readonly kind: 'skipped'; readonly reason: SkipReason }
  /** `type` is a failure type, as of a trouble. */
  | { readonly kind: 'failed'; readonly type: string };

/** A server that is down for a while comes back: giving up on everybody meanwhile helps nobody. */
const WAITED_FOR: ReadonlySet<string> = new Set(['GatewayUnreachable', 'GatewayRateLimited']);

const PLACING = stepKey({ kind: 'placeMember', paymentId: null });

/** What became of a move that was begun. */
export function moveOutcome(facts: MemberFacts, { targetId }: MoveRoute, now: Instant): MoveOutcome {
  if (facts.closed !== null || facts.isLeaving === true) return { kind: 'skipped', reason: 'leaving' };
  const target = liveGrants(facts).find((grant) => isTarget(grant, targetId));
  if (target !== undefined && isFull(target.observed)) return { kind: 'migrated' };
  const situation = situationAt(facts, now);
  const { kind } = situation.entitlement;
  if (kind === 'ended' || kind === 'never') return { kind: 'repointed' };
  const standing = standingOf(situation);
  if (standing === 'blocked') return { kind: 'skipped', reason: 'flagged' };
  if (standing === 'suspended') return { kind: 'skipped', reason: 'suspended' };
  const trouble = facts.troubles[target === undefined ? PLACING : accessStep(target.id)];
  return isHopeless(trouble) ? { kind: 'failed', type: trouble.type } : { kind: 'waiting' };
}

function isTarget({ serverId, desired, isReplaced }: GrantFact, targetId: string): boolean {
  return serverId === targetId && desired !== REMOVED && isReplaced !== true;
}

function isHopeless(trouble: Trouble | undefined): trouble is Trouble {
  return trouble !== undefined && needsPerson(trouble) && !WAITED_FOR.has(trouble.type);
}
