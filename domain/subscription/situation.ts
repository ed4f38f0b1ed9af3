import { type AccessDecision, decideAccess } from './access-decision.ts';
import { type Entitlement, entitlementAt } from './entitlement.ts';
import type { Instant, MemberFacts } from './facts.ts';

/** The facts at one instant and what follows from them: read by every rule about standing and notices. */
export interface Situation {
  readonly facts: MemberFacts;
  readonly now: Instant;
  readonly entitlement: Entitlement;
  readonly access: AccessDecision;
}

export function situationAt(facts: MemberFacts, now: Instant): Situation {
  const entitlement = entitlementAt(facts, now);
  return { facts, now, entitlement, access: decideAccess(facts, entitlement, now) };
}
