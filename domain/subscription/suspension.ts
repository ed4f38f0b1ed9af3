import type { Instant, MemberFacts } from './facts.ts';

/** While it lasts no libraries are shared; payments, reminders and the end of the paid time go on. */
export function isSuspended({ suspension }: MemberFacts, now: Instant): boolean {
  return suspension !== undefined && suspension.from <= now && now < suspension.until;
}

export function suspensionCuts({ suspension }: MemberFacts): readonly Instant[] {
  return suspension === undefined ? [] : [suspension.from, suspension.until];
}
