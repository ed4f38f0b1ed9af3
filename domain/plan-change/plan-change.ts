import { type Money, roundedShare } from '../money/money.ts';
import { LONGEST_EXTRA, timeFor } from '../payment/time-for.ts';
import type { Window } from '../payment/window.ts';
import { afterDuration, type Duration } from '../plan/duration.ts';

/** A window of the member that is not voided, with what it is worth. */
export interface PaidTime {
  readonly id: string;
  readonly planId: string;
  readonly from: number;
  readonly to: number;
  readonly amount: Money;
  /** Time that nobody bought: a purchase ends it or waits for it, as the site has it. */
  readonly isTrial?: boolean;
  /** Since when its money is used, where that is not `from`: its time waited, or waits still, for the first playback. */
  readonly clockFrom?: number;
  /** False where there is nothing to give back: a trial, or money that has gone back already. */
  readonly givesCredit: boolean;
}

export interface ChangeRequest {
  /** In any order; what has ended by now is left alone. */
  readonly payments: readonly PaidTime[];
  readonly duration: Duration;
  /** What the chosen plan costs: credit buys time at this price. */
  readonly price: Money;
  readonly now: number;
  /** The site's zone, in which days and months are counted. */
  readonly zone: string;
}

/** What becomes of one window that has time left. */
export interface Credited {
  readonly paymentId: string;
  /** Voided where it has not begun; otherwise it ends now. */
  readonly fate: 'cut' | 'voided';
  /** The part of its amount that moves to the new payment, in minor units. */
  readonly credit: bigint;
  /** The rest, which paid for the time that was used. */
  readonly amountLeft: bigint;
  /** Time that was left of it. */
  readonly unusedMs: number;
}

export interface PlanChange {
  readonly kind: 'change';
  readonly credited: readonly Credited[];
  /** All that is credited; the new payment is worth this and what is paid for it. */
  readonly credit: Money;
  /** Time that the credit buys, in whole minutes. */
  readonly extraMs: number;
  readonly window: Window;
}

export type RefusedChange = {
  readonly kind: 'refused';
  readonly why: 'freePlan' | 'otherCurrency' | 'tooLong';
};

/**
 * A change of plan at once (product.md 3.6): what is left of every window becomes credit, and the credit
 * becomes time of the new plan at its price. Only value moves: the amounts add up to the money that came in.
 */
export function changePlanNow(request: ChangeRequest): PlanChange | RefusedChange {
  const { payments, price, now } = request;
  const unfinished = unfinishedAt(payments, now);
  const credited = unfinished.map((payment) => creditFor(payment, now));
  const credit = credited.reduce((sum, part) => sum + part.credit, 0n);
  if (unfinished.length > 0 && price.amount === 0n) return { kind: 'refused', why: 'freePlan' };
  if (unfinished.some((payment) => isForeign(payment, price.currency)))
    return { kind: 'refused', why: 'otherCurrency' };
  const bought = boughtWindow(request);
  const extraMs = timeFor(credit, { price: price.amount, lengthMs: bought.to - bought.from });
  if (extraMs > LONGEST_EXTRA) return { kind: 'refused', why: 'tooLong' };
  return {
    kind: 'change',
    credited,
    credit: { amount: credit, currency: price.currency },
    extraMs,
    window: { ...bought, to: bought.to + extraMs },
  };
}

/** Windows with time left, the one in force among them, in the order of time. */
export function unfinishedAt<Time extends Pick<PaidTime, 'from' | 'to'>>(
  payments: readonly Time[],
  now: number,
): readonly Time[] {
  return payments.filter(({ to }) => to > now).sort((a, b) => a.from - b.from);
}

function isForeign({ amount, givesCredit }: PaidTime, currency: string): boolean {
  return givesCredit && amount.amount > 0n && amount.currency !== currency;
}

function creditFor(payment: PaidTime, now: number): Credited {
  const hasBegun = payment.from < now;
  const begin = clockOf(payment);
  const unusedMs = payment.to - Math.max(begin, now);
  const { amount } = payment.amount;
  const share = roundedShare(amount, { part: unusedMs, whole: payment.to - begin });
  const credit = payment.givesCredit ? share : 0n;
  return {
    paymentId: payment.id,
    fate: hasBegun ? 'cut' : 'voided',
    credit,
    amountLeft: amount - credit,
    unusedMs,
  };
}

/** An instant outside of the window is from before somebody moved it. */
function clockOf({ from, to, clockFrom = from }: PaidTime): number {
  return from < clockFrom && clockFrom < to ? clockFrom : from;
}

/** What the price alone buys, from now. */
function boughtWindow({ duration, now, zone }: ChangeRequest): Window {
  const to = afterDuration(now, duration, zone);
  return { from: now, to, anchorAt: now, anchorCount: duration.count };
}
