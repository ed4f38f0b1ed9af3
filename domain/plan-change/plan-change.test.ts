import { describe, expect, it } from 'vitest';
import type { Duration } from '../plan/duration.ts';
import { changePlanNow, type ChangeRequest, type PaidTime, type PlanChange } from './plan-change.ts';

const DAY = 86_400_000;
const MINUTE = 60_000;
const NOW = Date.UTC(2026, 4, 10, 12);
const THIRTY_DAYS: Duration = { count: 30, unit: 'day' };

function usd(amount: bigint) {
  return { amount, currency: 'USD' };
}

/** Paid time for `[from, to)` in days from now. */
function paid(id: string, [from, to]: readonly [number, number], amount: bigint): PaidTime {
  return {
    id,
    planId: 'old',
    from: NOW + from * DAY,
    to: NOW + to * DAY,
    amount: usd(amount),
    givesCredit: true,
  };
}

function aRequest(payments: readonly PaidTime[], changes: Partial<ChangeRequest> = {}): ChangeRequest {
  return { payments, duration: THIRTY_DAYS, price: usd(1500n), now: NOW, zone: 'UTC', ...changes };
}

function changed(request: ChangeRequest): PlanChange {
  const change = changePlanNow(request);
  if (change.kind === 'refused') throw new Error(change.why);
  return change;
}

function inShort({ credited, credit, window }: PlanChange) {
  return {
    parts: credited.map((part) => `${part.paymentId} ${part.fate} ${part.credit}/${part.amountLeft}`),
    credit: credit.amount,
    days: (window.to - window.from) / DAY,
  };
}

describe('a change of plan now', () => {
  it('S13: from 30.00 for 30 days with 5 days left to 15.00 for 30 days leaves 25.00 and gives 40 days for 20.00', () => {
    const change = changed(aRequest([paid('old', [-25, 5], 3000n)]));

    expect(change.credited).toEqual([
      { paymentId: 'old', fate: 'cut', credit: 500n, amountLeft: 2500n, unusedMs: 5 * DAY },
    ]);
    expect(change.credit).toEqual(usd(500n));
    expect(change.extraMs).toBe(10 * DAY);
    expect(change.window).toEqual({ from: NOW, to: NOW + 40 * DAY, anchorAt: NOW, anchorCount: 30 });
  });

  it.each<[string, number, readonly [number, number], string]>([
    ['that waits is credited whole', 7, [0, 37], 'a voided 3000/0'],
    ['that waits since some days is credited whole', 4, [-3, 34], 'a cut 3000/0'],
    ['that has waited is credited by the time that has counted', -15, [-18, 15], 'a cut 1500/1500'],
    ['that was moved since then is credited by its window', -18, [-15, 15], 'a cut 1500/1500'],
  ])('time %s', (_what, clock, window, part) => {
    const payment = { ...paid('a', window, 3000n), clockFrom: NOW + clock * DAY };

    expect(inShort(changed(aRequest([payment]))).parts).toEqual([part]);
  });

  it('S57: with two future payments credits both whole and voids them', () => {
    const payments = [paid('a', [-15, 15], 3000n), paid('b', [15, 45], 3000n), paid('c', [45, 75], 2700n)];

    expect(inShort(changed(aRequest(payments)))).toEqual({
      parts: ['a cut 1500/1500', 'b voided 3000/0', 'c voided 2700/0'],
      credit: 7200n,
      days: 30 + 144,
    });
  });

  it.each([
    ['an upgrade buys less time than was left', 6000n, [-15, 15] as const, 3000n, 30 + 7.5],
    ['a downgrade buys more time than was left', 1000n, [-15, 15] as const, 3000n, 30 + 45],
    ['the same plan gets the time back that was left', 3000n, [-20, 10] as const, 3000n, 30 + 10],
    ['a free window gives no credit', 1500n, [-20, 10] as const, 0n, 30],
    ['a window that begins at this instant is credited whole', 1500n, [0, 30] as const, 3000n, 30 + 60],
  ])('%s', (_title, price, window, amount, days) => {
    expect(changed(aRequest([paid('old', window, amount)], { price: usd(price) })).window.to).toBe(
      NOW + days * DAY,
    );
  });

  it('takes the time of a trial without giving credit for it', () => {
    const trial = { ...paid('trial', [-2, 5], 700n), givesCredit: false };

    expect(inShort(changed(aRequest([trial])))).toEqual({
      parts: ['trial cut 0/700'],
      credit: 0n,
      days: 30,
    });
  });

  it('of somebody whose time is over is an ordinary start', () => {
    const change = changed(aRequest([paid('old', [-60, -30], 3000n), paid('newer', [-30, 0], 3000n)]));

    expect(change).toMatchObject({ credited: [], extraMs: 0, window: { from: NOW, to: NOW + 30 * DAY } });
  });

  it('counts the length and the amount of a payment itself, also where an earlier credit is in them', () => {
    const first = changed(aRequest([paid('old', [-25, 5], 3000n)]));
    const grown: PaidTime = { ...paid('grown', [0, 0], 2000n), from: NOW, to: first.window.to };
    const again = changed(aRequest([grown], { now: NOW + 20 * DAY, price: usd(1000n) }));

    expect(inShort(again)).toEqual({ parts: ['grown cut 1000/1000'], credit: 1000n, days: 60 });
  });

  it('rounds half a cent up and gives a minute that has begun', () => {
    const change = changed(aRequest([paid('old', [-1, 1], 25n)], { price: usd(7n) }));

    expect(change.credited[0]).toMatchObject({ credit: 13n, amountLeft: 12n });
    const exact = (13 * 30 * DAY) / 7;
    expect(change.extraMs).toBe(Math.ceil(exact / MINUTE) * MINUTE);
  });

  it('counts a month as long as it is from now', () => {
    const now = Date.UTC(2026, 0, 31, 12);
    const old = { ...paid('old', [0, 0], 2800n), from: now - 14 * DAY, to: now + 14 * DAY };
    const request = aRequest([old], { now, duration: { count: 1, unit: 'month' }, price: usd(1400n) });

    expect(inShort(changed(request))).toMatchObject({ credit: 1400n, days: 28 + 28 });
  });

  it('keeps an amount beyond what a floating number holds exact', () => {
    const huge = 9_007_199_254_740_993n * 2n;
    const change = changed(aRequest([paid('old', [-15, 15], huge)], { price: usd(huge) }));

    expect(change.credit.amount).toBe(9_007_199_254_740_993n);
  });

  it.each([
    ['to a free plan is refused', aRequest([paid('old', [-5, 5], 3000n)], { price: usd(0n) }), 'freePlan'],
    [
      'with credit in another currency is refused',
      aRequest([paid('old', [-5, 5], 3000n)], { price: { amount: 1500n, currency: 'EUR' } }),
      'otherCurrency',
    ],
    [
      'that would buy more than a hundred years is refused',
      aRequest([paid('old', [-5, 5], 300_000n)], { price: usd(1n) }),
      'tooLong',
    ],
  ])('%s', (_title, request, why) => {
    expect(changePlanNow(request)).toEqual({ kind: 'refused', why });
  });

  it('to a free plan is fine where no time is left, and so is another currency that gives no credit', () => {
    expect(changed(aRequest([paid('old', [-30, 0], 3000n)], { price: usd(0n) })).extraMs).toBe(0);
    const free = paid('old', [-5, 5], 0n);
    expect(changed(aRequest([free], { price: { amount: 1n, currency: 'EUR' } })).credit.amount).toBe(0n);
  });
});
