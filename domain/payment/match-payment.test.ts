import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type MatchingGround,
  matchPayment,
  type MoneyToMatch,
  type Payer,
  type PlanForMoney,
  planForMoney,
  timeAtRate,
} from './match-payment.ts';
import { LONGEST_EXTRA } from './time-for.ts';

const DAY = 86_400_000;

function plan(id: string, cost: bigint, about: Partial<PlanForMoney> = {}): PlanForMoney {
  return { id, cost, isActive: true, isTrial: false, isLinked: false, ...about };
}

const plans = [
  plan('small', 1000n),
  plan('twin', 1000n),
  plan('large', 2000n),
  plan('old', 1500n, { isActive: false }),
  plan('trial', 0n, { isTrial: true }),
  plan('family', 3000n, { isLinked: true }),
];

function payer(memberId: string, lastPlanId: string | null = null): Payer {
  return { memberId, lastPlanId };
}

function match(money: Partial<MoneyToMatch>, payers: readonly Payer[], about: Partial<MatchingGround> = {}) {
  return matchPayment(
    { amount: 1000n, currency: 'USD', payerEmail: 'ada@example.org', ...money },
    { currency: 'USD', payers, plans, ...about },
  );
}

describe('whose money is', () => {
  it('is told by the address of exactly one member', () => {
    expect(match({}, [payer('ada')])).toEqual({
      kind: 'member',
      memberId: 'ada',
      planId: 'small',
      isWhole: true,
    });
  });

  it.each<[string, Partial<MoneyToMatch>, readonly Payer[], string]>([
    ['whose payer left no address', { payerEmail: null }, [], 'noPayer'],
    ['whose payer is no member', {}, [], 'unknownPayer'],
    ['of two members with one address (S12)', {}, [payer('ada'), payer('bob')], 'severalMembers'],
    ['in another currency', { currency: 'EUR' }, [payer('ada')], 'otherCurrency'],
    ['that no plan costs, of somebody who had none', { amount: 1234n }, [payer('ada')], 'noPlanFits'],
    ['of nothing', { amount: 0n }, [payer('ada', 'small')], 'noPlanFits'],
  ])('is left to a person with money %s', (_what, money, payers, reason) => {
    expect(match(money, payers)).toEqual({ kind: 'unmatched', reason });
  });
});

describe('the plan that money buys', () => {
  it.each<[bigint, string | null, { planId: string; isWhole: boolean } | null]>([
    [1000n, null, { planId: 'small', isWhole: true }],
    [1000n, 'twin', { planId: 'twin', isWhole: true }],
    [2000n, 'small', { planId: 'large', isWhole: true }],
    [1700n, 'small', { planId: 'small', isWhole: false }],
    // Not sold any more: its price is no whole of it, but its rate is still the last one agreed on.
    [1500n, null, null],
    [1500n, 'old', { planId: 'old', isWhole: false }],
    [3000n, null, null],
    [3000n, 'small', { planId: 'small', isWhole: false }],
    [3000n, 'family', { planId: 'family', isWhole: true }],
    [500n, 'trial', null],
    [500n, 'gone', null],
    [0n, 'small', null],
  ])('with %s and the last plan %s is %j', (amount, lastPlanId, choice) => {
    expect(planForMoney(amount, { lastPlanId, plans })).toEqual(choice);
  });

  it.each<[bigint, bigint, number]>([
    [1500n, 3000n, 15],
    [3000n, 3000n, 30],
    [9000n, 3000n, 90],
    [100n, 3000n, 1],
  ])('%s of a plan that costs %s for 30 days lasts %i days', (amount, price, days) => {
    expect(timeAtRate(amount, { price, lengthMs: 30 * DAY })).toBe(days * DAY);
  });

  it('is none where it would last longer than anybody plans for', () => {
    expect(timeAtRate(10n ** 9n, { price: 1n, lengthMs: 30 * DAY })).toBeNull();
  });

  it('lasts the longer the more it is, and never less than its share of the price', () => {
    const amounts = fc.bigInt({ min: 1n, max: 1_000_000n });
    fc.assert(
      fc.property(amounts, amounts, fc.bigInt({ min: 1n, max: 1_000_000n }), (a, b, price) => {
        const [less, more] = a < b ? [a, b] : [b, a];
        const lasts = (amount: bigint) => timeAtRate(amount, { price, lengthMs: 30 * DAY }) ?? LONGEST_EXTRA;

        expect(lasts(less)).toBeLessThanOrEqual(lasts(more));
        const isCut = lasts(less) === LONGEST_EXTRA;
        expect(isCut || BigInt(lasts(less)) * price >= less * BigInt(30 * DAY)).toBe(true);
      }),
    );
  });
});
