import { type Money, roundedShare } from '../money/money.ts';
import { isAlwaysFree } from '../payment/source.ts';
import { LONGEST_EXTRA, MINUTE, timeFor } from '../payment/time-for.ts';
import { afterDuration, type Duration } from '../plan/duration.ts';

/** The window of a referrer that ends last, and the plan it is of. */
export interface LastPaid {
  readonly id: string;
  readonly from: number;
  readonly to: number;
  readonly amount: Money;
  readonly source: string;
  readonly isTrial: boolean;
  /** Its clock waits for the first playback: the end is not known yet. Absent: no. */
  readonly isWaiting?: boolean;
  /** What the plan cost when it was paid, in minor units. */
  readonly cost: bigint;
  readonly duration: Duration;
}

export interface Referrer {
  readonly isPermanent: boolean;
  /** Null: nothing was ever paid, or all of it is void. */
  readonly last: LastPaid | null;
}

export interface Ground {
  readonly now: number;
  /** The site's zone, in which days and months are counted. */
  readonly zone: string;
}

/** Why a bonus waits for the referrer's next payment, or for the clock of the last one. */
export type WhyPending =
  | 'permanent'
  | 'expired'
  | 'notOwn'
  | 'clockWaits'
  | 'freePlan'
  | 'otherCurrency'
  | 'tooLong';

export type Growth =
  | { readonly kind: 'grows'; readonly paymentId: string; readonly to: number; readonly extraMs: number }
  | { readonly kind: 'pending'; readonly why: WhyPending };

/** A bonus is time at the end of what the referrer has paid, at the daily rate of that plan (product.md 3.8). */
export function growthFor(bonus: Money, { isPermanent, last }: Referrer, ground: Ground): Growth {
  if (isPermanent) return pending('permanent');
  if (last === null || last.to <= ground.now) return pending('expired');
  if (last.isTrial || isAlwaysFree(last.source)) return pending('notOwn');
  if (last.isWaiting) return pending('clockWaits');
  if (last.cost === 0n) return pending('freePlan');
  if (last.amount.currency !== bonus.currency) return pending('otherCurrency');
  const extraMs = timeAtRateOf(last, bonus.amount, ground.zone);
  if (extraMs > LONGEST_EXTRA) return pending('tooLong');
  return { kind: 'grows', paymentId: last.id, to: last.to + extraMs, extraMs };
}

function pending(why: WhyPending): Growth {
  return { kind: 'pending', why };
}

function timeAtRateOf({ to, cost, duration }: LastPaid, amount: bigint, zone: string): number {
  return timeFor(amount, { price: cost, lengthMs: afterDuration(to, duration, zone) - to });
}

export interface AppliedBonus {
  readonly amount: Money;
  readonly paymentId: string;
  readonly extraMs: number;
}

export interface TakenBack {
  readonly paymentId: string;
  readonly to: number;
  /** Of the bonus, in minor units; what the used time was worth stays. */
  readonly amount: bigint;
}

/**
 * What a reversed bonus takes from the end of the referrer's time: as much as it gave, where the payment that
 * grew is still the last one, else as much as it is worth in the plan that is. Time that is used stays used, a
 * payment keeps at least a minute, and its amount never falls below zero. Null: nothing is left to take.
 */
export function takeBack(bonus: AppliedBonus, last: LastPaid | null, ground: Ground): TakenBack | null {
  if (last === null || last.cost === 0n || last.isTrial || isAlwaysFree(last.source)) return null;
  if (last.amount.currency !== bonus.amount.currency) return null;
  const isThere = last.id === bonus.paymentId;
  const wholeMs = isThere ? bonus.extraMs : timeAtRateOf(last, bonus.amount.amount, ground.zone);
  const leftMs = last.to - Math.max(ground.now, last.from + MINUTE);
  const ms = Math.min(wholeMs, leftMs);
  if (ms <= 0) return null;
  const worth = roundedShare(bonus.amount.amount, { part: ms, whole: wholeMs });
  const { amount } = last.amount;
  return { paymentId: last.id, to: last.to - ms, amount: worth < amount ? worth : amount };
}
