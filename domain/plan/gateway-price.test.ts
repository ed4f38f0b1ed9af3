import { describe, expect, it } from 'vitest';
import { differencesOf, faultOfPrice, type GatewayPrice } from './gateway-price.ts';

const month = { count: 1, unit: 'month' } as const;
const plan = { cost: { amount: 1000n, currency: 'USD' }, duration: month };
const same: GatewayPrice = { isActive: true, every: month, amount: plan.cost };

describe('a price at the gateway', () => {
  it.each([
    ['is of use when it is active and charged again', same, null],
    ['is of none once it is archived', { ...same, isActive: false }, 'inactive'],
    ['is of none when it is charged once', { ...same, every: null }, 'chargedOnce'],
  ] as const)('%s', (_what, price, expected) => {
    expect(faultOfPrice(price)).toBe(expected);
  });

  it.each([
    ['the same', {}, []],
    ['another amount', { amount: { amount: 1200n, currency: 'USD' } }, ['amount']],
    ['an amount that differs', { amount: null }, ['amount']],
    [
      'another currency, whose amount says nothing',
      { amount: { amount: 1000n, currency: 'EUR' } },
      ['currency'],
    ],
    ['another interval', { every: { count: 30, unit: 'day' } }, ['interval']],
    [
      'another of both',
      { amount: { amount: 10_000n, currency: 'USD' }, every: { count: 1, unit: 'year' } },
      ['amount', 'interval'],
    ],
  ] as const)('that is %s is told from the plan’s', (_what, changes, expected) => {
    expect(differencesOf({ ...same, ...changes }, plan)).toEqual(expected);
  });

  it.each([
    [{ count: 1, unit: 'year' }, { count: 12, unit: 'month' }, true],
    [{ count: 2, unit: 'week' }, { count: 14, unit: 'day' }, true],
    [{ count: 3, unit: 'month' }, { count: 3, unit: 'month' }, true],
    [{ count: 12, unit: 'week' }, { count: 12, unit: 'month' }, false],
    [{ count: 52, unit: 'week' }, { count: 1, unit: 'year' }, false],
  ] as const)('each %j is as long as %j: %s', (every, duration, isSame) => {
    expect(differencesOf({ ...same, every }, { ...plan, duration })).toEqual(isSame ? [] : ['interval']);
  });
});
