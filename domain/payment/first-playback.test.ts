import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY } from '../subscription/days.ts';
import type { DurationUnit } from '../plan/duration.ts';
import { type PeriodStart, startedWindow, windowOnPlan } from './first-playback.ts';
import type { LastWindow } from './window.ts';

const zone = 'Europe/Berlin';
const now = Date.parse('2026-03-10T12:00:00Z');
const month = { count: 1, unit: 'month' } as const;

function endedAt(to: number): LastWindow {
  return { to, anchorAt: to, anchorCount: 0, unit: 'month' };
}

const shown = (at: number) => new Date(at).toISOString().slice(0, 16);

describe('the window of a payment whose plan starts with the first playback', () => {
  it.each<[string, PeriodStart, LastWindow | null, { from: string; to: string; startsBy: string | null }]>([
    [
      'waits up to seven days for somebody new',
      'first_playback',
      null,
      { from: '2026-03-10T12:00', to: '2026-04-17T11:00', startsBy: '2026-03-17T12:00' },
    ],
    [
      'waits for somebody who comes back',
      'first_playback',
      endedAt(now - DAY),
      { from: '2026-03-10T12:00', to: '2026-04-17T11:00', startsBy: '2026-03-17T12:00' },
    ],
    [
      'does not wait behind time that is paid for',
      'first_playback',
      endedAt(now + DAY),
      { from: '2026-03-11T12:00', to: '2026-04-11T11:00', startsBy: null },
    ],
    [
      'does not wait on any other plan',
      'at_payment',
      null,
      { from: '2026-03-10T12:00', to: '2026-04-10T11:00', startsBy: null },
    ],
  ])('%s', (_what, start, last, window) => {
    const { from, to, clockStartsBy } = windowOnPlan({ start, duration: month, zone, now, last });

    expect({
      from: shown(from),
      to: shown(to),
      startsBy: clockStartsBy === undefined ? null : shown(clockStartsBy),
    }).toEqual(window);
  });
});

function aWait(duration: { count: number; unit: DurationUnit }) {
  const window = windowOnPlan({ start: 'first_playback', duration, zone, now, last: null });
  return { ...window, clockStartsBy: window.clockStartsBy ?? 0, duration, zone };
}

describe('the clock of paid time', () => {
  it.each<[string, { at: number; now: number }, number]>([
    ['S41: ends a duration after the playback of day 3', { at: now + 3 * DAY, now: now + 3.2 * DAY }, 17],
    ['starts with the payment where something is said to have played before it', { at: now - DAY, now }, 14],
    ['starts when the wait is over at the latest', { at: now + 9 * DAY, now: now + 9 * DAY }, 21],
    ['leaves time that went by with access paid', { at: now + DAY, now: now + 18 * DAY }, 18],
  ])('%s', (_what, start, days) => {
    const { from, to } = startedWindow(aWait({ count: 14, unit: 'day' }), start);

    // 29 March has 23 hours there.
    const clocksChange = days > 18 ? DAY / 24 : 0;
    expect({ from, days: (to - now + clocksChange) / DAY }).toEqual({ from: now, days });
  });

  it('counts months from the day of the playback', () => {
    const { to, anchorAt, anchorCount } = startedWindow(aWait(month), {
      at: now + 3 * DAY,
      now: now + 3 * DAY,
    });

    expect([shown(to), shown(anchorAt), anchorCount]).toEqual(['2026-04-13T11:00', '2026-03-13T12:00', 1]);
  });

  it('never ends before it began, in the past, or later than the wait and the duration allow', () => {
    const hours = (max: number) => fc.integer({ min: -50, max }).map((count) => (count * DAY) / 24);
    const durations = fc.record({
      count: fc.integer({ min: 1, max: 40 }),
      unit: fc.constantFrom('day' as const, 'week' as const, 'month' as const, 'year' as const),
    });
    fc.assert(
      fc.property(durations, hours(400), hours(400), (duration, played, learned) => {
        const waiting = aWait(duration);
        const at = now + played;
        const seenAt = Math.min(Math.max(at, now) + Math.max(learned, 0), waiting.to - 1);
        const window = startedWindow(waiting, { at, now: seenAt });
        return (
          window.from === now &&
          window.to > window.from &&
          window.to >= seenAt &&
          window.to <= waiting.to &&
          window.anchorAt >= now &&
          window.anchorAt <= waiting.clockStartsBy
        );
      }),
    );
  });
});
