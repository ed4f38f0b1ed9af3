import { accessLevel, LOST } from '../access/access-key.ts';
import type { GrantFact, Instant, MemberFacts } from '../subscription/facts.ts';
import { liveGrants } from '../subscription/access-decision.ts';
import type { Entitlement } from '../subscription/entitlement.ts';
import { situationAt } from '../subscription/situation.ts';
import { standingOf } from '../subscription/standing.ts';

export interface MoveRoute {
  readonly sourceId: string;
  readonly targetId: string;
}

export type SkipReason =
  /** Merged into another member, or being deleted. */
  | 'leaving'
  /** Has to change the media account first. */
  | 'flagged'
  | 'suspended'
  /** The account was removed on the source itself: whoever did it may have meant it. */
  | 'lost'
  /** No address of theirs is known, so nobody could tell them of the new account. */
  | 'noAddress'
  /** Has access on a third server as well. */
  | 'elsewhere'
  /** Has nothing on the source any more. */
  | 'notThere';

export type MoveDecision =
  /** Access on the target first, then nothing on the source. */
  | {
      readonly kind: 'move';
      readonly needsSeat: boolean;
      /** Whose terms the target has to accommodate; null: a permanent member's. */
      readonly paymentId: string | null;
    }
  /** No time is left: they come back on the target. */
  | { readonly kind: 'repoint' }
  | { readonly kind: 'skip'; readonly reason: SkipReason };

/** What a migration does about one member who has, or had last, a place on the source. */
export function decideMove(
  facts: MemberFacts,
  { sourceId, targetId }: MoveRoute,
  now: Instant,
): MoveDecision {
  if (facts.closed !== null || facts.isLeaving === true) return skip('leaving');
  const situation = situationAt(facts, now);
  const { kind } = situation.entitlement;
  if (kind === 'ended' || kind === 'never') return { kind: 'repoint' };
  const standing = standingOf(situation);
  if (standing === 'blocked') return skip('flagged');
  if (standing === 'suspended') return skip('suspended');
  if (facts.hasNoAddress === true) return skip('noAddress');
  const inUse = liveGrants(facts).filter(isInUse);
  const there = inUse.filter(({ serverId }) => serverId === sourceId);
  if (there.length === 0) return skip('notThere');
  if (there.every(({ observed }) => observed === LOST)) return skip('lost');
  if (inUse.some(({ serverId }) => serverId !== sourceId && serverId !== targetId)) return skip('elsewhere');
  const needsSeat = !inUse.some(({ serverId }) => serverId === targetId);
  return { kind: 'move', needsSeat, paymentId: paymentOf(situation.entitlement) };
}

function paymentOf(entitlement: Entitlement): string | null {
  if (entitlement.kind === 'paid') return entitlement.payment.id;
  return entitlement.kind === 'grace' ? entitlement.stretch.last.id : null;
}

/** Given, or to be given, and not on its way out. */
function isInUse(grant: GrantFact): boolean {
  return accessLevel(grant.desired) === 'full' && grant.isReplaced !== true;
}

function skip(reason: SkipReason): MoveDecision {
  return { kind: 'skip', reason };
}
