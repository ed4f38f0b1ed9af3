import type { Duration } from '../../../domain/plan/duration.ts';
import { GatewayError } from '../../fault.ts';
import type { RecurringPrice } from '../payment-gateway.ts';
import { fromStripeAmount } from './amount.ts';
import type { StripeDesk } from './checkout.ts';
import { asking } from './faults.ts';
import type { StripeMode } from './keys.ts';
import { read, type StripePrice, wholePrice } from './wire.ts';

/** A key sees the prices of its own mode alone, so one of the other mode is notFound. */
export async function lookUpPrice(
  desk: StripeDesk,
  externalId: string,
  mode: StripeMode,
): Promise<RecurringPrice> {
  if (!/^price_\w+$/.test(externalId)) {
    throw new GatewayError('requestRejected', {
      message: 'That is not the id of a Stripe price; it begins with price_.',
    });
  }
  try {
    const reply = await asking('read', () => desk.api.prices.retrieve(externalId));
    return priceOf(read(wholePrice, reply));
  } catch (error) {
    if (!(error instanceof GatewayError) || error.fault !== 'notFound') {
      throw error;
    }
    throw new GatewayError('notFound', {
      message: `Stripe has no such price in ${mode} mode, for which the secret key is.`,
      cause: error,
    });
  }
}

function priceOf(price: StripePrice): RecurringPrice {
  const { id: externalId, active: isActive, currency, unit_amount: amount, recurring } = price;
  return {
    externalId,
    isActive,
    every: recurring === null ? null : intervalOf(recurring),
    amount: amount === null ? null : fromStripeAmount({ amount, currency }),
  };
}

function intervalOf({ interval, interval_count: count }: NonNullable<StripePrice['recurring']>): Duration {
  return { count, unit: interval };
}
