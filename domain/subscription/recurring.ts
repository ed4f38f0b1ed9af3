import type { Entitlement } from './entitlement.ts';
import type { Instant, MemberFacts, RecurringFact, Step } from './facts.ts';

const HOUR = 3_600_000;
/** After the end of the paid time; between them the gateway's own notices tell of a charge. */
const ASKED_AFTER_HOURS = [0, 1, 3, 6, 12, 24, 48, 72, 96, 120, 144] as const;

type AskGateway = Extract<Step, { kind: 'askGateway' }>;

/** Whether the gateway still charges, or tries to. */
export function isCharged({ status }: RecurringFact): boolean {
  return status === 'active' || status === 'past_due';
}

/** Whether the gateway was asked after the end of the paid time, had not charged, and may still do so. */
export function isUncharged({ recurring }: MemberFacts, entitlement: Entitlement): boolean {
  if (recurring === undefined || !isCharged(recurring) || recurring.askedAt === null) return false;
  const isOver = entitlement.kind === 'grace' || entitlement.kind === 'ended';
  return isOver && recurring.askedAt >= entitlement.stretch.to;
}

/** What has to be asked before access is taken for want of a payment. */
export function questionsDue(
  facts: MemberFacts,
  entitlement: Entitlement,
  now: Instant,
): readonly AskGateway[] {
  const slot = askSlots(entitlement).findLast((at) => at <= now);
  if (slot === undefined || facts.recurring === undefined) return [];
  const { id, askedAt } = facts.recurring;
  return askedAt !== null && askedAt >= slot ? [] : [{ kind: 'askGateway', subscriptionId: id }];
}

/** The instants at which the gateway is asked while a charge is awaited: from the end to the end of the grace. */
export function askSlots(entitlement: Entitlement): readonly Instant[] {
  if (entitlement.kind !== 'grace' || entitlement.grace.why !== 'charge') return [];
  const { stretch, grace } = entitlement;
  const until = grace.until ?? stretch.to;
  const slots = ASKED_AFTER_HOURS.map((hours) => stretch.to + hours * HOUR).filter((at) => at < until);
  return [...slots, until];
}
