import { restrictedAccess } from '../../domain/access/access-key.ts';
import { aGrant, aPayment, aSubscriber, day, expiring, inShort, settled } from './a-member.ts';
import type { GrantFact, MemberFacts, RecurringFact, Standing } from '../../domain/subscription/facts.ts';
import { nextSteps } from '../../domain/subscription/next-steps.ts';

export const month = aPayment('p1', 0, 30);
export const next = aPayment('p2', 30, 60);
export const RESTRICTED = restrictedAccess(['a']);
export const charged: RecurringFact = { id: 'r1', status: 'active', statusAt: day(0), askedAt: null };
export const standingAt = (facts: MemberFacts, at: number): Standing => nextSteps(facts, at).standing;
export const doneAt = (facts: MemberFacts, at: number) => settled(facts, at).done.map(inShort);
export const withGrant = (changes: Partial<GrantFact>, facts: Partial<MemberFacts> = {}) =>
  aSubscriber([month], { grants: [aGrant(['p1', 'p2'], changes)], ...facts });
export const silent = (settings: MemberFacts['settings']) => ({
  ...settings,
  reminders: { enabled: false, daysPrior: [] },
});
export const ending = (
  mode: Parameters<typeof expiring>[0],
  days: number,
  changes: Partial<GrantFact> = {},
) => withGrant(changes, { settings: silent(expiring(mode, days)) });
