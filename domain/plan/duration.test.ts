import { describe, expect, it } from 'vitest';
import { afterDuration, type Duration } from './duration.ts';

describe('a duration', () => {
  it.each([
    ['2026-01-31T12:00Z', { count: 1, unit: 'month' }, '2026-02-28T12:00:00.000Z'],
    ['2028-01-31T12:00Z', { count: 1, unit: 'month' }, '2028-02-29T12:00:00.000Z'],
    ['2028-02-29T12:00Z', { count: 1, unit: 'year' }, '2029-02-28T12:00:00.000Z'],
    ['2026-01-01T12:00Z', { count: 30, unit: 'day' }, '2026-01-31T12:00:00.000Z'],
    ['2026-01-01T12:00Z', { count: 2, unit: 'week' }, '2026-01-15T12:00:00.000Z'],
  ] as const)('from %s by %o ends at %s', (from, duration, end) => {
    expect(new Date(afterDuration(Date.parse(from), duration, 'UTC')).toISOString()).toBe(end);
  });

  it.each([
    { unit: 'day', from: '2026-03-28T11:00Z', end: '2026-03-29T10:00:00.000Z' },
    { unit: 'week', from: '2026-10-20T10:00Z', end: '2026-10-27T11:00:00.000Z' },
    { unit: 'month', from: '2026-03-10T11:00Z', end: '2026-04-10T10:00:00.000Z' },
  ] as const)('of a $unit keeps the time on the clock over its change', ({ unit, from, end }) => {
    const reached = afterDuration(Date.parse(from), { count: 1, unit }, 'Europe/Berlin');

    expect(new Date(reached).toISOString()).toBe(end);
  });

  it('is counted in the zone: the same instant can lie in two months', () => {
    const at = Date.parse('2026-02-28T23:30Z');
    const month: Duration = { count: 1, unit: 'month' };

    expect(new Date(afterDuration(at, month, 'UTC')).toISOString()).toBe('2026-03-28T23:30:00.000Z');
    expect(new Date(afterDuration(at, month, 'Asia/Tokyo')).toISOString()).toBe('2026-03-31T23:30:00.000Z');
  });

  it('in a zone that does not exist is refused, not guessed', () => {
    expect(() => afterDuration(0, { count: 1, unit: 'day' }, 'Mars/Base')).toThrow(RangeError);
  });
});
