import type { Entitlement } from './entitlement.ts';
import type { Instant, MemberFacts, Reason } from './facts.ts';

/** While it lasts no libraries are shared; payments, reminders and the end of the paid time go on. */
export function isSuspended({ suspension }: MemberFacts, now: Instant): boolean {
  return suspension !== undefined && suspension.from <= now && now < suspension.until;
}

/** Why somebody who has time has no libraries then; null: they are not withheld. Permanent members are exempt. */
export function suspensionReason(facts: MemberFacts, entitlement: Entitlement, at: Instant): Reason | null {
  const hasTime = entitlement.kind === 'paid' || entitlement.kind === 'grace';
  if (facts.suspension === undefined || !hasTime || !isSuspended(facts, at)) return null;
  return { code: 'suspended', since: facts.suspension.from, until: facts.suspension.until };
}

export function suspensionCuts({ suspension }: MemberFacts): readonly Instant[] {
  return suspension === undefined ? [] : [suspension.from, suspension.until];
}
