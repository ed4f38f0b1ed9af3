import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterDuration } from '../plan/duration.ts';
import { type AppliedBonus, growthFor, type LastPaid, takeBack } from './growth.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 4, 10, 12);
const ground = { now: NOW, zone: 'UTC' };
const usd = (amount: bigint) => ({ amount, currency: 'USD' });

/** 30.00 for 30 days, of which 20 are left. */
const month: LastPaid = {
  id: 'p1',
  from: NOW - 10 * DAY,
  to: NOW + 20 * DAY,
  amount: usd(3000n),
  source: 'stripe',
  isTrial: false,
  cost: 3000n,
  duration: { count: 30, unit: 'day' },
};

describe('a bonus of a referrer', () => {
  it('S60: is time at the daily rate of their plan behind what they have paid', () => {
    expect(growthFor(usd(200n), { isPermanent: false, last: month }, ground)).toEqual({
      kind: 'grows',
      paymentId: 'p1',
      to: NOW + 22 * DAY,
      extraMs: 2 * DAY,
    });
  });

  it('gives a minute that has begun whole', () => {
    const growth = growthFor(
      usd(1n),
      { isPermanent: false, last: { ...month, cost: 700n, duration: { count: 1, unit: 'day' } } },
      ground,
    );

    expect(growth).toMatchObject({ extraMs: 3 * 60_000 });
  });

  it.each([
    ['permanent', { isPermanent: true, last: month }],
    ['expired', { isPermanent: false, last: null }],
    ['expired', { isPermanent: false, last: { ...month, to: NOW } }],
    ['notOwn', { isPermanent: false, last: { ...month, source: 'linked' } }],
    ['notOwn', { isPermanent: false, last: { ...month, isTrial: true } }],
    ['clockWaits', { isPermanent: false, last: { ...month, isWaiting: true } }],
    ['freePlan', { isPermanent: false, last: { ...month, cost: 0n } }],
    ['otherCurrency', { isPermanent: false, last: { ...month, amount: { amount: 1n, currency: 'EUR' } } }],
    ['tooLong', { isPermanent: false, last: { ...month, cost: 1n, amount: usd(1n) } }],
  ] as const)('S61: waits for their next payment where they are: %s', (why, referrer) => {
    expect(growthFor(usd(2000n), referrer, ground)).toEqual({ kind: 'pending', why });
  });
});

function applied(amount: bigint, extraMs: number, paymentId = 'p1'): AppliedBonus {
  return { amount: usd(amount), extraMs, paymentId };
}

describe('a bonus that is taken back', () => {
  const grown = { ...month, to: month.to + 2 * DAY, amount: usd(3200n) };

  it('S61: takes what it gave', () => {
    expect(takeBack(applied(200n, 2 * DAY), grown, ground)).toEqual({
      paymentId: 'p1',
      to: month.to,
      amount: 200n,
    });
  });

  it('takes only what is not used yet, and what that is worth', () => {
    const late = { now: grown.to - DAY / 2, zone: 'UTC' };

    expect(takeBack(applied(200n, 2 * DAY), grown, late)).toEqual({
      paymentId: 'p1',
      to: late.now,
      amount: 50n,
    });
  });

  it('takes its worth from a later payment of another plan', () => {
    const dear = { ...month, id: 'p2', from: grown.to, to: grown.to + 30 * DAY, cost: 6000n };

    expect(takeBack(applied(200n, 2 * DAY), dear, ground)).toEqual({
      paymentId: 'p2',
      to: dear.to - DAY,
      amount: 200n,
    });
  });

  it.each([
    ['there is no time', null],
    ['the time is over', { ...grown, to: NOW - 1 }],
    ['the plan costs nothing', { ...grown, cost: 0n }],
    ['somebody else gives the time', { ...grown, source: 'linked' }],
    ['the money is another one', { ...grown, amount: { amount: 1n, currency: 'EUR' } }],
  ])('takes nothing where %s', (_what, last) => {
    expect(takeBack(applied(200n, 2 * DAY), last, ground)).toBeNull();
  });
});

describe('for any referrer', () => {
  const lasts = fc
    .record({
      startedAgo: fc.integer({ min: -400 * DAY, max: 400 * DAY }),
      count: fc.integer({ min: 1, max: 24 }),
      unit: fc.constantFrom('day' as const, 'week' as const, 'month' as const, 'year' as const),
      cost: fc.bigInt({ min: 0n, max: 10n ** 6n }),
      amount: fc.bigInt({ min: 0n, max: 10n ** 6n }),
      source: fc.constantFrom('stripe', 'manual', 'import', 'trial', 'linked'),
    })
    .map(
      ({ startedAgo, count, unit, cost, amount, source }): LastPaid => ({
        id: 'p1',
        from: NOW - startedAgo,
        to: afterDuration(NOW - startedAgo, { count, unit }, 'Europe/Berlin'),
        amount: usd(amount),
        source,
        isTrial: source === 'trial',
        cost,
        duration: { count, unit },
      }),
    );
  const bonuses = fc.bigInt({ min: 1n, max: 10n ** 6n });
  const zone = 'Europe/Berlin';

  it('a bonus moves the end only, forwards, and taking it back at once leaves what there was', () => {
    fc.assert(
      fc.property(lasts, bonuses, fc.boolean(), (last, bonus, isPermanent) => {
        const growth = growthFor(usd(bonus), { isPermanent, last }, { now: NOW, zone });
        if (growth.kind === 'pending') return;
        expect(growth.to).toBe(last.to + growth.extraMs);
        expect(growth.extraMs).toBeGreaterThan(0);
        const grown = { ...last, to: growth.to, amount: usd(last.amount.amount + bonus) };
        const taken = takeBack(applied(bonus, growth.extraMs), grown, { now: NOW, zone });
        expect(taken).toEqual({ paymentId: 'p1', to: last.to, amount: bonus });
      }),
      { numRuns: 300 },
    );
  });

  it('taking back, whenever and from whatever, never takes used time, a whole window, or more than there is', () => {
    const times = fc.integer({ min: NOW - 500 * DAY, max: NOW + 500 * DAY });
    const given = fc.integer({ min: 60_000, max: 400 * DAY });
    fc.assert(
      fc.property(fc.tuple(lasts, bonuses, times, given, fc.boolean()), ([last, bonus, now, ms, isThere]) => {
        const taken = takeBack(applied(bonus, ms, isThere ? 'p1' : 'p0'), last, { now, zone });
        if (taken === null) return;
        expect(taken.to).toBeLessThan(last.to);
        expect(taken.to).toBeGreaterThanOrEqual(now);
        expect(taken.to).toBeGreaterThan(last.from);
        expect(taken.amount).toBeGreaterThanOrEqual(0n);
        expect(taken.amount).toBeLessThanOrEqual(bonus);
        expect(taken.amount).toBeLessThanOrEqual(last.amount.amount);
      }),
      { numRuns: 300 },
    );
  });
});
