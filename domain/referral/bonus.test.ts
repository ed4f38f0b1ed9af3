import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { currencies } from '../money/currency.ts';
import { sections } from '../settings/index.ts';
import { bonusFor, bonusRule, isInTime, isPaid, isSamePerson } from './bonus.ts';

const usd = (amount: bigint) => ({ amount, currency: 'USD' });

function settings(referral: Record<string, unknown>, currency = 'USD') {
  return {
    referral: sections.referral.schema.parse({ bonusEnabled: true, ...referral }),
    payments: sections.payments.schema.parse({ currency }),
  };
}

describe('a bonus', () => {
  it.each([
    [200n, 100n],
    [1000n, 200n],
    [5000n, 300n],
  ])('S15: of 20 percent between 1.00 and 3.00 is, for %d cents, %d cents', (paid, bonus) => {
    const rule = bonusRule(settings({ percentage: 20, minimum: '1.00', maximum: '3.00' }), usd(paid));
    if (rule === null) throw new Error('no rule');

    expect(bonusFor(usd(paid), rule)).toEqual(usd(bonus));
  });

  it.each([
    ['half a cent counts as one', { percentage: 1, minimum: 0n, maximum: null }, 150n, 2n],
    ['less than half a cent is nothing', { percentage: 1, minimum: 0n, maximum: null }, 49n, 0n],
    ['no percentage leaves the minimum', { percentage: 0, minimum: 50n, maximum: null }, 1000n, 50n],
    ['the maximum wins', { percentage: 100, minimum: 0n, maximum: 1n }, 1000n, 1n],
  ] as const)('%s', (_what, rule, paid, bonus) => {
    expect(bonusFor(usd(paid), rule)).toEqual(usd(bonus));
  });

  it('is never outside its bounds, and is the rounded share where neither is met', () => {
    const rules = fc
      .record({
        percentage: fc.integer({ min: 0, max: 100 }),
        minimum: fc.bigInt({ min: 0n, max: 10n ** 6n }),
        room: fc.option(fc.bigInt({ min: 0n, max: 10n ** 6n })),
      })
      .map(({ room, ...rule }) => ({ ...rule, maximum: room === null ? null : rule.minimum + room }));
    const paid = fc.record({
      amount: fc.bigInt({ min: 1n, max: 10n ** 12n }),
      currency: fc.constantFrom(...currencies()),
    });
    fc.assert(
      fc.property(paid, rules, (money, rule) => {
        const { amount, currency } = bonusFor(money, rule);
        expect(currency).toBe(money.currency);
        expect(amount).toBeGreaterThanOrEqual(rule.minimum);
        expect(amount).toBeLessThanOrEqual(rule.maximum ?? amount);
        const isBound = amount === rule.minimum || amount === rule.maximum;
        const excess = isBound ? 0n : amount * 100n - money.amount * BigInt(rule.percentage);
        expect(excess).toBeGreaterThan(-50n);
        expect(excess).toBeLessThanOrEqual(50n);
      }),
    );
  });

  it.each([
    ['bonuses are off', settings({ bonusEnabled: false })],
    ['a bound is no amount of the currency', settings({ maximum: '0.50' }, 'JPY')],
  ])('does not arise where %s', (_what, sectionValues) => {
    const { currency } = sectionValues.payments;
    expect(bonusRule(sectionValues, { amount: 1000n, currency })).toBeNull();
  });

  it('does not arise from money of another currency than the bounds', () => {
    expect(bonusRule(settings({}, 'EUR'), usd(1000n))).toBeNull();
  });

  it('is bounded in the minor units of the currency', () => {
    const rule = bonusRule(settings({ minimum: '5', maximum: '' }, 'JPY'), { amount: 1n, currency: 'JPY' });

    expect(rule).toEqual({ percentage: 20, minimum: 5n, maximum: null });
  });
});

describe('the payment that earns it', () => {
  it.each([
    [{ source: 'stripe', isTrial: false, amount: 1n }, true],
    [{ source: 'manual', isTrial: false, amount: 1n }, true],
    [{ source: 'stripe', isTrial: true, amount: 1n }, false],
    [{ source: 'manual', isTrial: false, amount: 0n }, false],
    [{ source: 'trial', isTrial: false, amount: 1n }, false],
    [{ source: 'import', isTrial: false, amount: 1n }, false],
    [{ source: 'bonus', isTrial: false, amount: 1n }, false],
    [{ source: 'linked', isTrial: false, amount: 1n }, false],
  ])('S60: %o is money for time: %s', (payment, isMoney) => {
    expect(isPaid(payment)).toBe(isMoney);
  });

  const robin = { payers: ['robin@example.org', 'cards@example.org'], accounts: ['s1/a1'] };
  it.each([
    ['another person', { payers: ['kim@example.org'], accounts: ['s1/a2', 's2/a1'] }, false],
    ['an address that paid for both', { payers: [' Cards@Example.org'], accounts: [] }, true],
    ['the same account on a media server', { payers: [], accounts: ['s1/a1'] }, true],
    ['nothing known of either address', { payers: [''], accounts: [] }, false],
  ])('comes from the referrer where there is %s', (_what, referred, isSame) => {
    expect(isSamePerson(referred, robin)).toBe(isSame);
    expect(isSamePerson({ ...robin, payers: [...robin.payers, ''] }, referred)).toBe(isSame);
  });

  it.each([
    [30, 30, true],
    [30, 30.001, false],
    [0, 0, true],
    [0, 0.001, false],
  ])('that goes back within %d days takes the bonus along: after %d days %s', (days, after, isTaken) => {
    expect(isInTime({ earnedAt: 0, now: after * 86_400_000, days })).toBe(isTaken);
  });
});
