import { isOver, type RecurringStatus } from './recurring-status.ts';

/** What decides when the gateway is asked about a subscription. Instants in milliseconds since the epoch. */
export interface BillingFacts {
  readonly status: RecurringStatus;
  /** When the gateway charges next, or stops. */
  readonly currentPeriodEnd: number | null;
  /** End of the time that its charges have paid for here. */
  readonly paidUntil: number | null;
  /** When it last answered. */
  readonly askedAt: number | null;
  /** Somebody wants it stopped, and the gateway has not said yes. */
  readonly isCancelAsked: boolean;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/**
 * Around an instant at which it charges: some charge at once, Stripe about an hour later. Where no notice of
 * a gateway arrives, as behind NAT, these find the charge.
 */
const AFTER_END = [
  5 * SECOND,
  MINUTE,
  5 * MINUTE,
  20 * MINUTE,
  HOUR + 5 * MINUTE,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
] as const;

/** So that a cancellation there is known before reminders are due. */
const QUIET = 24 * HOUR;
/** While a charge is tried again, or the first one is awaited. */
const RESTLESS = 6 * HOUR;
/** While it is to be stopped. */
const INSISTENT = 5 * MINUTE;

/** The next instant at which the gateway is asked without being told; null: never again. */
export function nextQuestion(facts: BillingFacts): number | null {
  const { status, askedAt } = facts;
  if (isOver(status)) return null;
  if (askedAt === null) return Number.NEGATIVE_INFINITY;
  const regular = askedAt + usualWait(facts);
  // The gateway moves its period on before the charge of it has come: the time paid here shows what is missing.
  const ends = [facts.currentPeriodEnd, facts.paidUntil].filter((end) => end !== null);
  const slots = ends.flatMap((end) => AFTER_END.map((later) => end + later)).filter((at) => at > askedAt);
  return Math.min(regular, ...slots);
}

function usualWait({ status, isCancelAsked }: BillingFacts): number {
  if (isCancelAsked) return INSISTENT;
  return status === 'past_due' || status === 'pending_approval' ? RESTLESS : QUIET;
}
