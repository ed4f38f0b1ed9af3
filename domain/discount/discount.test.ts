import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DiscountTerms, type DiscountWish, tryDiscount } from './discount.ts';

const NOW = Date.UTC(2026, 10, 27);

function aCode(changes: Partial<DiscountTerms> = {}): DiscountTerms {
  return {
    isActive: true,
    memberEmail: null,
    maxUses: null,
    expiresAt: null,
    value: { kind: 'percent', percent: 20 },
    planIds: [],
    ...changes,
  };
}

function aWish(changes: Partial<DiscountWish> = {}): DiscountWish {
  return {
    planId: 'monthly',
    price: { amount: 1000n, currency: 'USD' },
    emails: ['robin@example.org'],
    uses: 0,
    isUsedByBuyer: false,
    minimumCharge: 0n,
    now: NOW,
    ...changes,
  };
}

const percent = (value: number) => aCode({ value: { kind: 'percent', percent: value } });
const amount = (value: bigint) => aCode({ value: { kind: 'amount', amount: value } });

describe('the price with a code', () => {
  it.each([
    ['20 percent of 10.00', percent(20), 1000n, 200n, 800n],
    ['100 percent', percent(100), 1000n, 1000n, 0n],
    ['1 percent of a cent', percent(1), 1n, 0n, 1n],
    ['half of 9.99, of which half a cent is kept', percent(50), 999n, 499n, 500n],
    ['a third of 0.10', percent(33), 10n, 3n, 7n],
    ['2.50 off', amount(250n), 1000n, 250n, 750n],
    ['all but the last cent', amount(999n), 1000n, 999n, 1n],
  ])('is right for %s', (_what, code, price, discount, total) => {
    const tried = tryDiscount(code, aWish({ price: { amount: price, currency: 'USD' } }));

    expect(tried).toEqual({ kind: 'applies', discount, total });
  });

  it('is never negative, never above the price, and adds up with the discount', () => {
    const anyValue = fc.oneof(
      fc.record({ kind: fc.constant('percent' as const), percent: fc.integer({ min: 1, max: 100 }) }),
      fc.record({ kind: fc.constant('amount' as const), amount: fc.bigInt({ min: 1n, max: 10n ** 9n }) }),
    );
    fc.assert(
      fc.property(
        anyValue,
        fc.bigInt({ min: 0n, max: 10n ** 9n }),
        fc.bigInt({ min: 0n, max: 1000n }),
        (value, price, minimumCharge) => {
          const tried = tryDiscount(
            aCode({ value }),
            aWish({ price: { amount: price, currency: 'USD' }, minimumCharge }),
          );
          if (tried.kind === 'refused') return;
          expect(tried.total).toBeGreaterThanOrEqual(0n);
          expect(tried.discount).toBeGreaterThanOrEqual(0n);
          expect(tried.total + tried.discount).toBe(price);
          expect(tried.total === 0n || tried.total >= minimumCharge).toBe(true);
        },
      ),
    );
  });
});

describe('a code', () => {
  it.each<[string, DiscountTerms, DiscountWish, string]>([
    ['that is switched off', aCode({ isActive: false }), aWish(), 'codeInactive'],
    [
      'of another person (S58)',
      aCode({ memberEmail: 'kim@example.org', maxUses: 5 }),
      aWish(),
      'codeOtherPerson',
    ],
    [
      'of this person, used already although five uses were allowed (S58)',
      aCode({ memberEmail: 'robin@example.org', maxUses: 5 }),
      aWish({ uses: 1 }),
      'codeUsedUp',
    ],
    ['used by this person before (S14)', aCode(), aWish({ uses: 1, isUsedByBuyer: true }), 'codeUsed'],
    ['whose uses are all taken', aCode({ maxUses: 5 }), aWish({ uses: 5 }), 'codeUsedUp'],
    ['at the instant it expires', aCode({ expiresAt: NOW }), aWish(), 'codeExpired'],
    ['for other plans', aCode({ planIds: ['yearly'] }), aWish(), 'codeOtherPlan'],
    ['for what costs nothing', aCode(), aWish({ price: { amount: 0n, currency: 'USD' } }), 'codeNotNeeded'],
    ['of as much as the price (S14)', amount(1000n), aWish(), 'codeTooMuch'],
    ['of more than the price (S14)', amount(1001n), aWish(), 'codeTooMuch'],
    [
      'that leaves less than the site charges',
      amount(970n),
      aWish({ minimumCharge: 50n }),
      'codeBelowMinimum',
    ],
  ])('%s is refused', (_what, code, wish, why) => {
    expect(tryDiscount(code, wish)).toEqual({ kind: 'refused', why });
  });

  it.each<[string, DiscountTerms, DiscountWish]>([
    [
      'of this person, whatever the case of the letters',
      aCode({ memberEmail: 'Robin@Example.org' }),
      aWish(),
    ],
    [
      'of the address that the admins know',
      aCode({ memberEmail: 'b@x.org' }),
      aWish({ emails: ['a@x.org', 'b@x.org'] }),
    ],
    ['a millisecond before it expires', aCode({ expiresAt: NOW + 1 }), aWish()],
    ['with one use left', aCode({ maxUses: 5 }), aWish({ uses: 4 })],
    ['for this plan among others', aCode({ planIds: ['yearly', 'monthly'] }), aWish()],
    ['that leaves just what the site charges', amount(950n), aWish({ minimumCharge: 50n })],
    ['that leaves nothing at all', percent(100), aWish({ minimumCharge: 50n })],
  ])('%s applies', (_what, code, wish) => {
    expect(tryDiscount(code, wish).kind).toBe('applies');
  });
});
