import { isFull } from './access-decision.ts';
import type { Instant, PaymentFact, Step } from './facts.ts';
import type { Situation } from './situation.ts';

const HOUR = 3_600_000;

export interface WaitingClock {
  /** Then it starts although nothing was watched. */
  readonly startsBy: Instant;
  /** When a media server last answered that nothing was watched; null: never. */
  readonly askedAt: Instant | null;
}

export type LookForPlayback = Extract<Step, { kind: 'lookForPlayback' }>;

/**
 * How long after one look the next one follows, by the hours since the payment. It decides only how soon the end
 * is known: the clock starts with what was watched, not with who saw it. Shorter than any plan lasts.
 */
const SPACINGS = [
  { untilHour: 6, hours: 1 },
  { untilHour: 24, hours: 2 },
  { untilHour: Number.POSITIVE_INFINITY, hours: 6 },
] as const;

/** Whether its time begins with the first playback, and that has not been seen. */
export function isWaiting(
  payment: PaymentFact,
  now: Instant,
): payment is PaymentFact & Required<Pick<PaymentFact, 'clock'>> {
  return payment.clock !== undefined && now < payment.clock.startsBy;
}

/** Looks that are due: the last one after the wait is over, so that what was watched to its end counts. */
export function looksDue({ facts, entitlement, now }: Situation): readonly LookForPlayback[] {
  if (entitlement.kind !== 'paid') return [];
  const { payment } = entitlement;
  const slot = lookSlots(payment).findLast((at) => at <= now);
  // Whoever has never had an account cannot have watched.
  if (slot === undefined || !facts.grants.some(({ observed }) => isFull(observed))) return [];
  const askedAt = payment.clock?.askedAt ?? null;
  return askedAt !== null && askedAt >= slot ? [] : [{ kind: 'lookForPlayback', paymentId: payment.id }];
}

/** The instants at which the media servers are asked whether the member has watched something. */
export function lookSlots({ from, clock }: PaymentFact): readonly Instant[] {
  if (clock === undefined) return [];
  const slots: Instant[] = [];
  for (let hour = 1; from + hour * HOUR < clock.startsBy; hour += spacingAfter(hour)) {
    slots.push(from + hour * HOUR);
  }
  return [...slots, clock.startsBy];
}

function spacingAfter(hour: number): number {
  return SPACINGS.find(({ untilHour }) => hour < untilHour)?.hours ?? 1;
}
