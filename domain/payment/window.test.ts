import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterDuration, type Duration, type DurationUnit } from '../plan/duration.ts';
import { type LastWindow, type Window, windowFor } from './window.ts';

const MONTH: Duration = { count: 1, unit: 'month' };

function at(text: string): number {
  return Date.parse(text);
}

function asLast(window: Window, unit: DurationUnit): LastWindow {
  return { to: window.to, anchorAt: window.anchorAt, anchorCount: window.anchorCount, unit };
}

/** Windows bought one after another, each at the instant that `boughtAt` says, given the end so far. */
function chain(purchases: readonly Duration[], start: number, zone: string): readonly Window[] {
  const windows: Window[] = [];
  for (const [index, duration] of purchases.entries()) {
    const before = windows.at(-1);
    const last = before === undefined ? null : asLast(before, purchases[index - 1]?.unit ?? duration.unit);
    windows.push(windowFor({ duration, zone, now: start, last }));
  }
  return windows;
}

describe('the window of a payment', () => {
  it('S43: begins now for somebody without paid time', () => {
    const window = windowFor({ duration: MONTH, zone: 'UTC', now: at('2026-05-10T08:00Z'), last: null });

    expect(window).toEqual({
      from: at('2026-05-10T08:00Z'),
      to: at('2026-06-10T08:00Z'),
      anchorAt: at('2026-05-10T08:00Z'),
      anchorCount: 1,
    });
  });

  it('S43: begins at the end of the paid time for an active member', () => {
    const first = windowFor({ duration: MONTH, zone: 'UTC', now: at('2026-05-10T08:00Z'), last: null });
    const second = windowFor({
      duration: MONTH,
      zone: 'UTC',
      now: at('2026-05-20T00:00Z'),
      last: asLast(first, 'month'),
    });

    expect([second.from, second.to]).toEqual([at('2026-06-10T08:00Z'), at('2026-07-10T08:00Z')]);
  });

  it('S55: begins now for an expired member, whatever was paid before', () => {
    const first = windowFor({ duration: MONTH, zone: 'UTC', now: at('2026-01-31T08:00Z'), last: null });
    const back = at('2026-05-02T10:00Z');
    const second = windowFor({ duration: MONTH, zone: 'UTC', now: back, last: asLast(first, 'month') });

    expect(second).toEqual({ from: back, to: at('2026-06-02T10:00Z'), anchorAt: back, anchorCount: 1 });
  });

  it('Twelve monthly renewals from Jan 31 end on Jan 31', () => {
    const windows = chain(Array(12).fill(MONTH), at('2026-01-31T12:00Z'), 'UTC');

    expect(windows.map(({ to }) => new Date(to).toISOString().slice(0, 10))).toEqual([
      '2026-02-28',
      '2026-03-31',
      '2026-04-30',
      '2026-05-31',
      '2026-06-30',
      '2026-07-31',
      '2026-08-31',
      '2026-09-30',
      '2026-10-31',
      '2026-11-30',
      '2026-12-31',
      '2027-01-31',
    ]);
  });

  it('a period across a change of the clock keeps its time of day', () => {
    const days = windowFor({
      duration: { count: 30, unit: 'day' },
      zone: 'America/New_York',
      now: at('2026-02-20T17:00Z'),
      last: null,
    });

    expect(new Date(days.to).toISOString()).toBe('2026-03-22T16:00:00.000Z');
  });

  it('a time of day that one day does not have moves that day only', () => {
    const daily: Duration = { count: 1, unit: 'day' };

    const windows = chain([daily, daily, daily], at('2026-03-27T01:30Z'), 'Europe/Berlin');

    expect(windows.map(({ to }) => new Date(to).toISOString())).toEqual([
      '2026-03-28T01:30:00.000Z',
      '2026-03-29T01:30:00.000Z',
      '2026-03-30T00:30:00.000Z',
    ]);
  });

  it('changing the site zone moves no existing period and begins a new count', () => {
    const first = windowFor({ duration: MONTH, zone: 'UTC', now: at('2026-02-28T23:30Z'), last: null });

    const second = windowFor({
      duration: MONTH,
      zone: 'Asia/Tokyo',
      now: at('2026-03-01T00:00Z'),
      last: asLast(first, 'month'),
    });

    expect(second.from).toBe(first.to);
    expect(second.to).toBe(afterDuration(first.to, MONTH, 'Asia/Tokyo'));
    expect(second).toMatchObject({ anchorAt: first.to, anchorCount: 1 });
  });

  it('a plan of another unit is counted from the end of the paid time', () => {
    const [, weeks] = chain([MONTH, { count: 2, unit: 'week' }], at('2026-01-31T12:00Z'), 'UTC');

    expect(weeks).toEqual({
      from: at('2026-02-28T12:00Z'),
      to: at('2026-03-14T12:00Z'),
      anchorAt: at('2026-02-28T12:00Z'),
      anchorCount: 2,
    });
  });

  it.each([
    ['later', '2026-03-20T12:00Z'],
    ['earlier', '2026-02-20T12:00Z'],
  ])('an end that was set by hand to a %s day is what the next one counts from', (_title, end) => {
    const edited: LastWindow = {
      to: at(end),
      anchorAt: at('2026-01-31T12:00Z'),
      anchorCount: 1,
      unit: 'month',
    };

    const next = windowFor({ duration: MONTH, zone: 'UTC', now: at('2026-02-10T00:00Z'), last: edited });

    expect(next.from).toBe(at(end));
    expect(next.to).toBe(afterDuration(at(end), MONTH, 'UTC'));
  });

  it('a payment at the very end of the last one continues it', () => {
    const first = windowFor({ duration: MONTH, zone: 'UTC', now: at('2026-01-31T12:00Z'), last: null });
    const second = windowFor({ duration: MONTH, zone: 'UTC', now: first.to, last: asLast(first, 'month') });

    expect(second).toMatchObject({ from: first.to, to: at('2026-03-31T12:00Z'), anchorCount: 2 });
  });
});

describe('for any payments', () => {
  const zone = fc.constantFrom(
    'UTC',
    'Europe/Berlin',
    'America/New_York',
    'Asia/Kolkata',
    'Australia/Lord_Howe',
  );
  const unit = fc.constantFrom<DurationUnit>('day', 'week', 'month', 'year');
  const duration = fc.record({ count: fc.integer({ min: 1, max: 13 }), unit });
  const instant = fc.integer({ min: at('2020-01-01T00:00Z'), max: at('2035-01-01T00:00Z') });

  it('windows never overlap, never stand empty, and leave a gap only where somebody paid late', () => {
    const purchase = fc.record({ duration, delayDays: fc.integer({ min: 0, max: 60 }) });
    const property = fc.property(
      zone,
      instant,
      fc.array(purchase, { minLength: 1, maxLength: 6 }),
      (where, start, purchases) => {
        let now = start;
        let last: LastWindow | null = null;
        for (const { duration: bought, delayDays } of purchases) {
          now += delayDays * 86_400_000;
          const window: Window = windowFor({ duration: bought, zone: where, now, last });

          expect(window.to).toBeGreaterThan(window.from);
          expect(window.from).toBe(Math.max(now, last?.to ?? now));
          last = asLast(window, bought.unit);
        }
      },
    );
    fc.assert(property, { numRuns: 200 });
  });

  it('renewing early loses no time: however early, the end is the same', () => {
    const property = fc.property(
      zone,
      instant,
      fc.tuple(duration, fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 5 })),
      (where, start, [bought, earliness]) => {
        let last = asLast(windowFor({ duration: bought, zone: where, now: start, last: null }), bought.unit);
        for (const part of earliness) {
          const now = Math.floor(start + (last.to - start) * part);
          last = asLast(windowFor({ duration: bought, zone: where, now, last }), bought.unit);
        }
        const total = { count: bought.count * (earliness.length + 1), unit: bought.unit };

        expect(last.to).toBe(afterDuration(start, total, where));
      },
    );
    fc.assert(property, { numRuns: 200 });
  });
});
