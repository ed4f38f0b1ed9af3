import { describe, expect, it } from 'vitest';
import { DAY } from '../subscription/days.ts';
import { daysLeft, formatInstant } from './format.ts';

const HOUR = 3_600_000;
const evening = Date.UTC(2026, 11, 14, 17, 0);

describe('an instant for people', () => {
  it.each([
    ['Europe/Berlin', 'en-GB', '14 December 2026 at 18:00 CET'],
    ['UTC', 'en-GB', '14 December 2026 at 17:00 UTC'],
    ['America/New_York', 'en-US', 'December 14, 2026 at 12:00 PM EST'],
    ['Europe/Berlin', 'de-DE', '14. Dezember 2026 um 18:00 MEZ'],
  ])('in %s and %s reads %s', (zone, locale, text) => {
    expect(formatInstant(evening, zone, locale)).toBe(text);
  });

  it('has plain spaces only', () => {
    expect(formatInstant(evening, 'America/New_York', 'en-US')).not.toMatch(/[^\x20-\x7e]/);
  });
});

describe('the days left', () => {
  it.each([
    ['a reminder on time', 3 * DAY, 3],
    ['one that was a few seconds under way', 3 * DAY - 5000, 3],
    ['one that the mail server held up for a day', 2 * DAY - 5000, 2],
    ['half a day late', 2 * DAY + 11 * HOUR, 2],
    ['the last hours', 5 * HOUR, 0],
    ['after the end', -5 * HOUR, 0],
  ])('for %s are counted from now', (_what, untilEnd, days) => {
    expect(daysLeft(evening - untilEnd, evening)).toBe(days);
  });
});
