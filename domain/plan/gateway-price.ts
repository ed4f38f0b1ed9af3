import type { Money } from '../money/money.ts';
import type { Duration } from './duration.ts';

/** A price as its gateway keeps it. */
export interface GatewayPrice {
  /** False: archived; nobody can begin to pay it any more. */
  readonly isActive: boolean;
  /** Null: it is not charged again. */
  readonly every: Duration | null;
  /** What is charged at a time; null: it differs. */
  readonly amount: Money | null;
}

export interface PlanPrice {
  readonly cost: Money;
  readonly duration: Duration;
}

/** What makes a price useless for any plan. */
export type PriceFault = 'inactive' | 'chargedOnce';

/** In what it is another than the plan's. */
export type PriceDifference = 'amount' | 'currency' | 'interval';

export function faultOfPrice({ isActive, every }: GatewayPrice): PriceFault | null {
  if (!isActive) return 'inactive';
  return every === null ? 'chargedOnce' : null;
}

/** Those that an admin has to have seen before the plan goes with this price. */
export function differencesOf(price: GatewayPrice, plan: PlanPrice): readonly PriceDifference[] {
  const isSameCurrency = price.amount === null || price.amount.currency === plan.cost.currency;
  const isSameAmount = price.amount !== null && price.amount.amount === plan.cost.amount;
  const isSameInterval = price.every !== null && isSameLength(price.every, plan.duration);
  return [
    ...(isSameCurrency ? [] : (['currency'] as const)),
    ...(isSameAmount || !isSameCurrency ? [] : (['amount'] as const)),
    ...(isSameInterval ? [] : (['interval'] as const)),
  ];
}

/** Twelve months are a year and seven days a week; thirty days are no month. */
function isSameLength(one: Duration, other: Duration): boolean {
  const [first, second] = [smallest(one), smallest(other)];
  return first.unit === second.unit && first.count === second.count;
}

function smallest({ count, unit }: Duration): Duration {
  if (unit === 'year') return { count: count * 12, unit: 'month' };
  return unit === 'week' ? { count: count * 7, unit: 'day' } : { count, unit };
}
