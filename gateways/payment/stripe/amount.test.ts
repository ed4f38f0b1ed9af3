import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { currencies, minorDigits } from '../../../domain/money/currency.ts';
import { GatewayError } from '../../fault.ts';
import { fromStripeAmount, toStripeAmount } from './amount.ts';

const table = [
  [
    { amount: 1500n, currency: 'USD' },
    { amount: 1500, currency: 'usd' },
  ],
  [
    { amount: 500n, currency: 'JPY' },
    { amount: 500, currency: 'jpy' },
  ],
  [
    { amount: 12_340n, currency: 'KWD' },
    { amount: 12_340, currency: 'kwd' },
  ],
  [
    { amount: 5n, currency: 'ISK' },
    { amount: 500, currency: 'isk' },
  ],
  [
    { amount: 20_000n, currency: 'UGX' },
    { amount: 2_000_000, currency: 'ugx' },
  ],
  [
    { amount: 1045n, currency: 'HUF' },
    { amount: 1045, currency: 'huf' },
  ],
  [
    { amount: 30_000n, currency: 'TWD' },
    { amount: 30_000, currency: 'twd' },
  ],
  [
    { amount: 7000n, currency: 'MGA' },
    { amount: 7000, currency: 'mga' },
  ],
] as const;

function faultOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return error instanceof GatewayError ? error.fault : String(error);
  }
  return 'none';
}

describe("Stripe's integer for an amount", () => {
  it.each(table)('%o is sent as %o', (money, sent) => {
    expect(toStripeAmount(money)).toEqual(sent);
  });

  it.each(table)('%o is what comes back from %o', (money, sent) => {
    expect(fromStripeAmount(sent)).toEqual(money);
  });

  it('an amount sent and read back is the same in every currency', () => {
    const inSteps = fc
      .tuple(fc.bigInt({ min: 0n, max: 10n ** 11n }), fc.constantFrom(...currencies()))
      .map(([amount, currency]) => ({
        amount: minorDigits(currency) === 3 ? amount * 10n : amount,
        currency,
      }));
    fc.assert(
      fc.property(inSteps, (money) => {
        expect(fromStripeAmount(toStripeAmount(money))).toEqual(money);
      }),
    );
  });

  it.each([
    { amount: 12_345n, currency: 'KWD' },
    { amount: -1n, currency: 'USD' },
    { amount: 10n ** 17n, currency: 'USD' },
  ])('%o is refused before anything is sent', (money) => {
    expect(faultOf(() => toStripeAmount(money))).toBe('requestRejected');
  });

  it.each([
    { amount: 550, currency: 'isk' },
    { amount: 1.5, currency: 'usd' },
  ])('%o is an answer nobody can read', (paid) => {
    expect(faultOf(() => fromStripeAmount(paid))).toBe('badReply');
  });
});
