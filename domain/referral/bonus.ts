import { parseMoney } from '../money/currency.ts';
import { type Money, roundedShare } from '../money/money.ts';
import type { Settings } from '../settings/index.ts';

/** How much of a first payment its referrer gets. */
export interface BonusRule {
  /** Whole, 0 to 100. */
  readonly percentage: number;
  /** Minor units. */
  readonly minimum: bigint;
  /** Minor units, at least the minimum; null: no limit. */
  readonly maximum: bigint | null;
}

/**
 * What the settings say; null: no bonus arises. The bounds are amounts of the site's currency: where they are
 * none, or the money is of another one, nothing could hold them.
 */
export function bonusRule(settings: Pick<Settings, 'referral' | 'payments'>, paid: Money): BonusRule | null {
  const { bonusEnabled, percentage, minimum, maximum } = settings.referral;
  const { currency } = settings.payments;
  if (!bonusEnabled || paid.currency !== currency) return null;
  const [least, most] = [parseMoney(minimum, currency), parseMoney(maximum, currency)];
  if (least === null || (most === null && maximum !== '')) return null;
  return { percentage, minimum: least.amount, maximum: most?.amount ?? null };
}

/** min(max(amount x percent, minimum), maximum), half a minor unit counting as one. */
export function bonusFor(paid: Money, { percentage, minimum, maximum }: BonusRule): Money {
  const share = roundedShare(paid.amount, { part: percentage, whole: 100 });
  const atLeast = share > minimum ? share : minimum;
  const amount = maximum !== null && atLeast > maximum ? maximum : atLeast;
  return { amount, currency: paid.currency };
}

export interface PaymentOfReferred {
  readonly source: string;
  readonly isTrial: boolean;
  /** The money that came in. */
  readonly amount: bigint;
}

/** Sources of time that nobody paid for here: given, taken over from elsewhere, or paid by a master. */
export const WITHOUT_MONEY: readonly string[] = ['import', 'trial', 'bonus', 'linked'];

/** Whether a payment is one of those of which the first earns a bonus. */
export function isPaid({ source, isTrial, amount }: PaymentOfReferred): boolean {
  return amount > 0n && !isTrial && !WITHOUT_MONEY.includes(source);
}

/** What tells that two members are one person: addresses that paid, and accounts on media servers. */
export interface Identity {
  readonly payers: readonly string[];
  /** One word per account, such as the server's id and the account's id there. */
  readonly accounts: readonly string[];
}

/** Nobody earns a bonus by bringing themselves. */
export function isSamePerson(one: Identity, other: Identity): boolean {
  const payers = one.payers.map(asAddress).filter((payer) => payer !== '');
  return (
    one.accounts.some((account) => other.accounts.includes(account)) ||
    other.payers.some((payer) => payers.includes(asAddress(payer)))
  );
}

function asAddress(payer: string): string {
  return payer.trim().toLowerCase();
}

/** Whether a bonus goes back with the money that earned it. */
export function isInTime({ earnedAt, now, days }: { earnedAt: number; now: number; days: number }): boolean {
  return now - earnedAt <= days * 86_400_000;
}
