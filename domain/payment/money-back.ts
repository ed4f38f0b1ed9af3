import type { Money } from '../money/money.ts';

/** What went back of a payment, in minor units of its currency. */
export interface WentBack {
  /** Given back by the group, at the gateway. */
  readonly refunded: bigint;
  /** Taken back by the payer's bank. */
  readonly chargedBack: bigint;
}

export const NOTHING_BACK: WentBack = { refunded: 0n, chargedBack: 0n };

/** One refund, or one chargeback: what a payer's bank takes back by itself (at Stripe: a dispute). */
export interface MoneyMove {
  readonly kind: 'refund' | 'chargeback';
  /** The gateway's id of it (Stripe: `re_...`, `du_...`). */
  readonly externalId: string;
  readonly amount: Money;
  /** Whether this money is away now. Null: a state that this version does not know, which counts as nothing. */
  readonly isGone: boolean | null;
  /** The gateway's own word for its state. */
  readonly state: string;
  /** When it began, in milliseconds since the epoch. */
  readonly at: number;
}

/** What is away by now: refunds that failed and disputes that were won have come back. */
export function wentBack(moves: readonly Pick<MoneyMove, 'kind' | 'amount' | 'isGone'>[]): WentBack {
  const sum = (kind: MoneyMove['kind']) =>
    moves
      .filter((move) => move.kind === kind && move.isGone === true)
      .reduce((total, { amount }) => total + amount.amount, 0n);
  return { refunded: sum('refund'), chargedBack: sum('chargeback') };
}

export type MoneyStanding = 'completed' | 'refunded' | 'charged_back';

/** A payment of which only a part was refunded is a completed one. */
export function moneyStanding(paid: bigint, { refunded, chargedBack }: WentBack): MoneyStanding {
  if (chargedBack > 0n) return 'charged_back';
  return refunded > 0n && refunded >= paid ? 'refunded' : 'completed';
}

export type MoneyBackPolicy = 'flag' | 'end_now';

export interface MoneyBackPolicies {
  readonly onRefund: MoneyBackPolicy;
  readonly onChargeback: MoneyBackPolicy;
}

export interface MoneyBackNews {
  /** What came in. */
  readonly paid: bigint;
  readonly before: WentBack;
  readonly after: WentBack;
}

/**
 * What the news leads to (product.md 3.11). `nothing`: it was known already. `flag`: a person is told. `endNow`:
 * the time ends as well. `restore`: the money is back, and so is the time that was ended for it.
 */
export type MoneyBackConsequence = 'nothing' | 'flag' | 'endNow' | 'restore';

export function consequenceOf(
  { paid, before, after }: MoneyBackNews,
  policies: MoneyBackPolicies,
): MoneyBackConsequence {
  if (before.refunded === after.refunded && before.chargedBack === after.chargedBack) return 'nothing';
  const was = moneyStanding(paid, before);
  const is = moneyStanding(paid, after);
  if (is === 'completed') return was === 'completed' ? 'flag' : 'restore';
  const isTaken = after.chargedBack > before.chargedBack;
  const isGiven = is === 'refunded' && was === 'completed';
  if (isTaken) return policies.onChargeback === 'end_now' ? 'endNow' : 'flag';
  return isGiven && policies.onRefund === 'end_now' ? 'endNow' : 'flag';
}

interface Window {
  readonly id: string;
  readonly from: number;
  readonly to: number;
}

/** Live time of a member that can be ended: not what a master gives, which is the master's. */
export interface TimeToEnd extends Window {
  /** Whether it was bought with the money that went back. */
  readonly isOfThisMoney: boolean;
}

export interface EndedWindow {
  readonly id: string;
  readonly fate: 'cut' | 'voided';
  /** When it ended before. */
  readonly to: number;
  /** When it ends since then, if it was cut. */
  readonly endedAt: number;
}

/**
 * Ends time for money that went back: the running window now, and those that begin later are void. A chargeback
 * ends everything; a refund ends what it paid for and what was to follow on it, so that time which other money
 * pays for now runs on.
 */
export function endedTime(
  windows: readonly TimeToEnd[],
  { standing, now }: { readonly standing: MoneyStanding; readonly now: number },
): readonly EndedWindow[] {
  const left = windows.filter(({ to }) => to > now);
  const own = left.filter(({ isOfThisMoney }) => isOfThisMoney).map(({ from }) => from);
  if (standing !== 'charged_back' && own.length === 0) return [];
  const from = standing === 'charged_back' ? now : Math.max(now, Math.min(...own));
  return left
    .filter(({ to }) => to > from)
    .map((window) => ({
      id: window.id,
      fate: window.from < from ? ('cut' as const) : ('voided' as const),
      to: window.to,
      endedAt: from,
    }));
}

export interface WindowNow extends Window {
  readonly isLive: boolean;
}

export interface Restored {
  readonly id: string;
  readonly to: number;
  readonly wasVoid: boolean;
}

/**
 * Which of the ended windows can be put back: those that nobody has changed since, and whose time nothing else
 * covers by now.
 */
export function restorable(
  ended: readonly EndedWindow[],
  windows: readonly WindowNow[],
): readonly Restored[] {
  const taken = new Map(windows.filter(({ isLive }) => isLive).map((window) => [window.id, window]));
  const restored: Restored[] = [];
  for (const { id, fate, to, endedAt } of ended) {
    const window = windows.find((one) => one.id === id);
    if (window === undefined) continue;
    const isUntouched = fate === 'cut' ? window.isLive && window.to === endedAt : !window.isLive;
    const isFree = [...taken.values()].every(
      (other) => other.id === id || other.to <= window.from || to <= other.from,
    );
    if (!isUntouched || !isFree) continue;
    taken.set(id, { ...window, to });
    restored.push({ id, to, wasVoid: fate === 'voided' });
  }
  return restored;
}
