import { LONGEST_EXTRA, type Rate, timeFor } from './time-for.ts';

/** Money that a gateway tells of, when it is decided whose time it becomes (product.md 3.5). */
export interface MoneyToMatch {
  /** Minor units. */
  readonly amount: bigint;
  readonly currency: string;
  readonly payerEmail: string | null;
}

export interface Payer {
  readonly memberId: string;
  /** The plan of the latest time that they have had; null: none. */
  readonly lastPlanId: string | null;
}

export interface PlanForMoney {
  readonly id: string;
  /** Minor units of the site's currency. */
  readonly cost: bigint;
  readonly isActive: boolean;
  readonly isTrial: boolean;
  /** Its money pays for several: only who has it already can have meant it. */
  readonly isLinked: boolean;
}

export interface MatchingGround {
  /** The site's; time is sold in no other. */
  readonly currency: string;
  /** Members whose address is the payer's, whatever its case. */
  readonly payers: readonly Payer[];
  /** In the order of the site. */
  readonly plans: readonly PlanForMoney[];
}

export interface PlanChoice {
  readonly planId: string;
  /** It costs exactly this; otherwise the money buys so much time of it as it is worth. */
  readonly isWhole: boolean;
}

export type Match =
  | ({ readonly kind: 'member'; readonly memberId: string } & PlanChoice)
  | { readonly kind: 'unmatched'; readonly reason: UnmatchedReason };

export type UnmatchedReason = 'otherCurrency' | 'noPayer' | 'unknownPayer' | 'severalMembers' | 'noPlanFits';

/** Exactly one member has the payer's address, and a plan fits; otherwise a person decides. */
export function matchPayment(money: MoneyToMatch, ground: MatchingGround): Match {
  const [payer, ...others] = ground.payers;
  if (money.currency !== ground.currency) return unmatched('otherCurrency');
  if (money.payerEmail === null) return unmatched('noPayer');
  if (payer === undefined) return unmatched('unknownPayer');
  if (others.length > 0) return unmatched('severalMembers');
  const choice = planForMoney(money.amount, { lastPlanId: payer.lastPlanId, plans: ground.plans });
  return choice === null ? unmatched('noPlanFits') : { kind: 'member', memberId: payer.memberId, ...choice };
}

/** An active plan that costs exactly this, the last one before others; else a part or a multiple of the last one. */
export function planForMoney(
  amount: bigint,
  { lastPlanId, plans }: { readonly lastPlanId: string | null; readonly plans: readonly PlanForMoney[] },
): PlanChoice | null {
  if (amount <= 0n) return null;
  const isLast = ({ id }: PlanForMoney) => id === lastPlanId;
  const fitting = plans.filter(
    (plan) => plan.isActive && !plan.isTrial && plan.cost === amount && (!plan.isLinked || isLast(plan)),
  );
  const whole = fitting.find(isLast) ?? fitting[0];
  if (whole !== undefined) return { planId: whole.id, isWhole: true };
  const last = plans.find(isLast);
  return last === undefined || last.isTrial || last.cost === 0n ? null : { planId: last.id, isWhole: false };
}

/** How long money lasts at the daily rate of a plan; null: longer than anybody plans for. */
export function timeAtRate(amount: bigint, rate: Rate): number | null {
  const ms = timeFor(amount, rate);
  return ms > LONGEST_EXTRA ? null : ms;
}

function unmatched(reason: UnmatchedReason): Match {
  return { kind: 'unmatched', reason };
}
