import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LastWindow, windowFor } from '../payment/window.ts';
import { afterDuration } from '../plan/duration.ts';
import { endedTrials, latestThatStays, type TrialRemainder, type TrialWindow } from './remainder.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 0, 31, 12);

type Bought = TrialWindow & LastWindow;

interface Purchase {
  readonly now: number;
  readonly count: number;
  readonly unit: 'day' | 'month';
  readonly zone: string;
  readonly remainder: TrialRemainder;
  readonly isTrial: boolean;
}

/** As recording a payment does it: the window after all that stays, and no trial in it. */
function after(windows: readonly Bought[], { isTrial, ...purchase }: Purchase): readonly Bought[] {
  const last = latestThatStays(windows, { isTrial }, purchase.remainder) ?? null;
  const { count, unit, zone, now } = purchase;
  const window = windowFor({ duration: { count, unit }, zone, now, last });
  const bought = { ...window, isTrial };
  const fates = new Map(
    endedTrials(windows, bought, purchase.remainder).map(({ paymentId, fate }) => [paymentId, fate]),
  );
  const kept = windows
    .filter(({ id }) => fates.get(id) !== 'voided')
    .map((one) => (fates.has(one.id) ? { ...one, to: window.from } : one));
  return [...kept, { ...window, id: `b${now}`, unit, isTrial }];
}

function aTrial(from: number, to: number): Bought {
  const [start, end] = [START + from * DAY, START + to * DAY];
  return { id: 'trial', from: start, to: end, isTrial: true, anchorAt: start, anchorCount: 7, unit: 'day' };
}

function bought(windows: readonly Bought[], remainder: TrialRemainder): readonly string[] {
  const purchase = { now: START, count: 30, unit: 'day', zone: 'UTC', remainder, isTrial: false } as const;
  const days = (at: number) => (at - START) / DAY;
  return after(windows, purchase).map(
    ({ from, to, isTrial }) => `${isTrial ? 'trial ' : ''}${days(from)}..${days(to)}`,
  );
}

describe('the rest of a trial', () => {
  it.each([
    ['is dropped: paid time begins now', 'drop', [aTrial(-2, 5)], ['trial -2..0', '0..30']],
    ['is kept: paid time begins at its end', 'keep', [aTrial(-2, 5)], ['trial -2..5', '5..35']],
    ['is none once it is over', 'drop', [aTrial(-9, -2)], ['trial -9..-2', '0..30']],
    ['that has not begun is dropped whole', 'drop', [aTrial(0, 7)], ['0..30']],
  ] as const)('%s', (_title, remainder, windows, expected) => {
    expect(bought(windows, remainder)).toEqual(expected);
  });

  it('does not matter any more to who bought while it was kept', () => {
    const paid: Bought = { ...aTrial(5, 35), id: 'paid', isTrial: false, anchorCount: 30 };

    expect(bought([aTrial(-2, 5), paid], 'drop')).toEqual(['trial -2..5', '5..35', '35..65']);
  });

  it('makes no room for another trial', () => {
    const windows = [aTrial(-2, 5)];

    expect(latestThatStays(windows, { isTrial: true }, 'drop')).toBe(windows[0]);
  });
});

describe('whatever is bought during and after a trial', () => {
  const purchases = fc.array(
    fc.record({
      laterMs: fc.integer({ min: 1, max: 40 * DAY }),
      count: fc.integer({ min: 1, max: 12 }),
      unit: fc.constantFrom('day' as const, 'month' as const),
      zone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York'),
      remainder: fc.constantFrom('drop' as const, 'keep' as const),
    }),
    { minLength: 1, maxLength: 8 },
  );

  it('loses no paid time, overlaps nowhere and begins as the site has it', () => {
    const property = fc.property(purchases, fc.integer({ min: 1, max: 60 }), (wishes, trialDays) => {
      let windows: readonly Bought[] = [aTrial(0, trialDays)];
      let now = START;
      for (const { laterMs, ...wish } of wishes) {
        now += laterMs;
        const before = windows;
        windows = after(before, { ...wish, now, isTrial: false });
        const made = windows.at(-1);
        const paidBefore = before.filter(({ isTrial }) => !isTrial);
        const paidUntil = Math.max(now, ...paidBefore.map(({ to }) => to));
        const kept = Math.max(paidUntil, ...before.map(({ to }) => to));

        expect(windows.slice(0, -1).filter(({ isTrial }) => !isTrial)).toEqual(paidBefore);
        expect(made?.from).toBe(wish.remainder === 'drop' ? paidUntil : kept);
        const whole = { count: made?.anchorCount ?? 0, unit: wish.unit };
        expect(made?.to).toBe(afterDuration(made?.anchorAt ?? 0, whole, wish.zone));
        expect(hasOverlap(windows)).toBe(false);
        expect(windows.every(({ from, to }) => from < to)).toBe(true);
      }
    });
    fc.assert(property, { numRuns: 600 });
  });
});

function hasOverlap(windows: readonly Bought[]): boolean {
  const ordered = [...windows].sort((a, b) => a.from - b.from);
  return ordered.some(({ to }, index) => to > (ordered[index + 1]?.from ?? Number.POSITIVE_INFINITY));
}
