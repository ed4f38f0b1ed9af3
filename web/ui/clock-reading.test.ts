import { describe, expect, it } from 'vitest';
import { clockReading } from './clock-reading.ts';

describe('an instant as a field for date and time holds it', () => {
  it.each([
    ['2026-11-24T17:30:59.999Z', 'Europe/Berlin', '2026-11-24T18:30'],
    ['2026-07-01T22:05:00Z', 'Europe/Berlin', '2026-07-02T00:05'],
    ['2026-01-01T04:59:00Z', 'America/New_York', '2025-12-31T23:59'],
    ['2026-01-01T00:00:00Z', 'UTC', '2026-01-01T00:00'],
  ])('%s reads on a clock of %s: %s', (at, zone, reading) => {
    expect(clockReading(Date.parse(at), zone)).toBe(reading);
  });
});
