import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changePlanNow, type PaidTime } from './plan-change.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = Date.UTC(2026, 0, 1);

interface Purchase {
  readonly afterMs: number;
  readonly price: bigint;
  readonly count: number;
  readonly unit: 'day' | 'month';
  readonly zone: string;
}

const purchases = fc.array(
  fc.record({
    afterMs: fc.integer({ min: 1, max: 60 * 24 * HOUR }),
    price: fc.bigInt({ min: 1n, max: 50_000n }),
    count: fc.integer({ min: 1, max: 45 }),
    unit: fc.constantFrom('day' as const, 'month' as const),
    zone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York'),
  }),
  { minLength: 1, maxLength: 6 },
);

const history = fc.array(
  fc.record({
    gapMs: fc.integer({ min: 0, max: 5 * 24 * HOUR }),
    lengthMs: fc.integer({ min: 1, max: 90 * 24 * HOUR }),
    amount: fc.bigInt({ min: 0n, max: 100_000n }),
    givesCredit: fc.boolean(),
  }),
  { maxLength: 8 },
);

type Stretch = Pick<PaidTime, 'amount' | 'givesCredit'> & { gapMs: number; lengthMs: number };

function asPayments(windows: readonly (Omit<Stretch, 'amount'> & { amount: bigint })[]): PaidTime[] {
  let at = START;
  return windows.map(({ gapMs, lengthMs, amount, givesCredit }, index) => {
    const from = at + gapMs;
    at = from + lengthMs;
    return {
      id: `p${index}`,
      planId: 'old',
      from,
      to: at,
      amount: { amount, currency: 'USD' },
      givesCredit,
    };
  });
}

interface Life {
  readonly payments: readonly PaidTime[];
  /** What is left on voided windows: only what gave no credit. */
  readonly voided: bigint;
  readonly received: bigint;
}

/** Makes one change; answers what stands afterwards, voided windows left out. */
function after(life: Life, now: number, { price, count, unit, zone }: Purchase): Life {
  const change = changePlanNow({
    payments: life.payments,
    duration: { count, unit },
    price: { amount: price, currency: 'USD' },
    now,
    zone,
  });
  if (change.kind === 'refused') return life;
  const fates = new Map(change.credited.map((part) => [part.paymentId, part]));
  for (const { amountLeft, credit } of fates.values()) {
    expect(amountLeft).toBeGreaterThanOrEqual(0n);
    expect(credit).toBeGreaterThanOrEqual(0n);
  }
  const kept = life.payments.flatMap((payment) => {
    const part = fates.get(payment.id);
    if (part === undefined) return [payment];
    if (part.fate === 'voided') return [];
    return [{ ...payment, amount: { amount: part.amountLeft, currency: 'USD' }, to: now }];
  });
  const voided = [...fates.values()].filter(({ fate }) => fate === 'voided');
  const { window, credit, extraMs } = change;
  const lengthMs = BigInt(window.to - window.from - extraMs);
  expect(BigInt(extraMs) * price).toBeGreaterThanOrEqual(credit.amount * lengthMs);
  expect(BigInt(extraMs - MINUTE) * price).toBeLessThan(credit.amount * lengthMs || 1n);
  const bought = {
    id: `n${now}`,
    planId: 'new',
    from: window.from,
    to: window.to,
    amount: { amount: price + credit.amount, currency: 'USD' },
    givesCredit: true,
  };
  return {
    payments: [...kept, bought],
    voided: voided.reduce((sum, { amountLeft }) => sum + amountLeft, life.voided),
    received: life.received + price,
  };
}

function total(payments: readonly PaidTime[]): bigint {
  return payments.reduce((sum, { amount }) => sum + amount.amount, 0n);
}

function hasOverlap(payments: readonly PaidTime[]): boolean {
  const windows = [...payments].sort((a, b) => a.from - b.from);
  return windows.some(({ to }, index) => to > (windows[index + 1]?.from ?? Number.POSITIVE_INFINITY));
}

describe('any number of plan changes in any life', () => {
  it('keep the sum of the amounts at the money received, without overlap, lost time or negative amounts', () => {
    fc.assert(
      fc.property(history, purchases, (windows, bought) => {
        const payments = asPayments(windows);
        let life: Life = { payments, voided: 0n, received: total(payments) };
        let now = START;
        for (const purchase of bought) {
          now += purchase.afterMs;
          life = after(life, now, purchase);
          expect(total(life.payments) + life.voided).toBe(life.received);
          expect(hasOverlap(life.payments)).toBe(false);
          expect(life.payments.every(({ amount }) => amount.amount >= 0n)).toBe(true);
        }
      }),
      { numRuns: 800 },
    );
  });

  it('leave what has ended as it is and begin the new window at once', () => {
    fc.assert(
      fc.property(history, fc.integer({ min: 0, max: 400 * 24 * HOUR }), (windows, later) => {
        const payments = asPayments(windows);
        const now = START + later;
        const change = changePlanNow({
          payments,
          duration: { count: 1, unit: 'month' },
          price: { amount: 1000n, currency: 'USD' },
          now,
          zone: 'UTC',
        });
        if (change.kind === 'refused') return;
        const touched = change.credited.map(({ paymentId }) => paymentId);
        expect(touched).toEqual(payments.filter(({ to }) => to > now).map(({ id }) => id));
        expect(change.window.from).toBe(now);
      }),
      { numRuns: 500 },
    );
  });
});
