import { isFull, liveGrants } from '../subscription/access-decision.ts';
import { DAY } from '../subscription/days.ts';
import type { Instant, MemberFacts } from '../subscription/facts.ts';
import { situationAt } from '../subscription/situation.ts';
import { lostAccess } from '../subscription/standing.ts';
import { isSuspended } from '../subscription/suspension.ts';

const HOUR = DAY / 24;
const COUNTED_DAYS = 30;

/** How often members may re-invite themselves. */
export interface ReInviteRules {
  readonly enabled: boolean;
  /** Hours from one to the next. */
  readonly cooldownHours: number;
  /** Within 30 days. */
  readonly most: number;
}

export type ReInviteRefusal =
  /** No payment covers now, so there is no access to give. */
  | { readonly code: 'noTime' }
  /** No account of theirs is known to be lost. */
  | { readonly code: 'notLost' }
  /** Another account of theirs works. */
  | { readonly code: 'hasAccess' }
  | { readonly code: 'accountChange' }
  | { readonly code: 'suspended'; readonly until: Instant }
  /** Members may not do it by themselves. */
  | { readonly code: 'off' }
  | { readonly code: 'tooSoon'; readonly until: Instant }
  | { readonly code: 'tooOften'; readonly until: Instant };

/** Why an admin cannot re-invite a member; null: nothing is in the way. */
export function reInviteRefusal(facts: MemberFacts, now: Instant): ReInviteRefusal | null {
  const situation = situationAt(facts, now);
  const { kind } = situation.entitlement;
  if (facts.closed !== null || kind === 'ended' || kind === 'never') return { code: 'noTime' };
  if (lostAccess(situation).length === 0) return { code: 'notLost' };
  if (facts.accountChangeRequiredAt !== undefined) return { code: 'accountChange' };
  if (facts.suspension !== undefined && kind !== 'permanent' && isSuspended(facts, now)) {
    return { code: 'suspended', until: facts.suspension.until };
  }
  return null;
}

export interface OwnReInvite {
  readonly facts: MemberFacts;
  readonly rules: ReInviteRules;
  /** When the member did it before, in any order. */
  readonly earlier: readonly Instant[];
  readonly now: Instant;
}

/** Why members cannot re-invite themselves; null: nothing is in the way. */
export function ownReInviteRefusal({ facts, rules, earlier, now }: OwnReInvite): ReInviteRefusal | null {
  const refusal = reInviteRefusal(facts, now);
  if (refusal !== null) return refusal;
  if (liveGrants(facts).some(({ observed }) => isFull(observed))) return { code: 'hasAccess' };
  if (!rules.enabled) return { code: 'off' };
  const counted = earlier.filter((at) => at > now - COUNTED_DAYS * DAY).sort((a, b) => b - a);
  const [last] = counted;
  // The one that has to be older than 30 days before there is room for another.
  const oldest = counted[rules.most - 1];
  if (oldest !== undefined) return { code: 'tooOften', until: oldest + COUNTED_DAYS * DAY };
  const free = last === undefined ? now : last + rules.cooldownHours * HOUR;
  return free > now ? { code: 'tooSoon', until: free } : null;
}
