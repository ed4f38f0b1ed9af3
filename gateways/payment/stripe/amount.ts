import { minorDigits } from '../../../domain/money/currency.ts';
import type { Money } from '../../../domain/money/money.ts';
import { GatewayError } from '../../fault.ts';

export interface StripeAmount {
  readonly amount: number;
  /** In small letters, as Stripe writes it. */
  readonly currency: string;
}

/**
 * Stripe counts these two in hundredths for compatibility although they have no minor unit, and refuses
 * anything but multiples of 100. https://docs.stripe.com/currencies#special-cases, seen 2026-11.
 */
const countedInHundredths: ReadonlySet<string> = new Set(['ISK', 'UGX']);

/** The integer that Stripe wants for an amount. Throws `requestRejected` when Stripe cannot take it. */
export function toStripeAmount(money: Money): StripeAmount {
  const amount = countedInHundredths.has(money.currency) ? money.amount * 100n : money.amount;
  // Three-decimal currencies: the last digit must be 0, for Stripe's partners count in hundredths.
  if (minorDigits(money.currency) === 3 && amount % 10n !== 0n) {
    throw new GatewayError('requestRejected', {
      message: `Stripe takes amounts in ${money.currency} only in steps of 0.010. Choose a price that ends in 0.`,
    });
  }
  if (amount < 0n || amount > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new GatewayError('requestRejected', {
      message: `An amount of ${money.amount} ${money.currency} (minor units) cannot be sent to Stripe.`,
    });
  }
  return { amount: Number(amount), currency: money.currency.toLowerCase() };
}

/** What Stripe says was paid, in our minor units. Throws `badReply` when it is no amount of that currency. */
export function fromStripeAmount(paid: StripeAmount): Money {
  const currency = paid.currency.toUpperCase();
  if (!Number.isSafeInteger(paid.amount)) {
    throw new GatewayError('badReply', {
      message: `Stripe answered an amount in ${currency} that is no integer.`,
    });
  }
  const amount = BigInt(paid.amount);
  if (!countedInHundredths.has(currency)) {
    return { amount, currency };
  }
  if (amount % 100n !== 0n) {
    throw new GatewayError('badReply', {
      message: `Stripe answered a fraction of one ${currency}, which has none.`,
    });
  }
  return { amount: amount / 100n, currency };
}
