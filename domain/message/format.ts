import { DateTime } from 'luxon';
import { DAY } from '../subscription/days.ts';
import type { Instant } from '../subscription/facts.ts';

/** An instant for people: "14 December 2026 at 18:00 CET". The zone stands in it, for mails travel. */
export function formatInstant(instant: Instant, zone: string, locale: string): string {
  const text = DateTime.fromMillis(instant, { zone, locale }).toLocaleString(DateTime.DATETIME_FULL);
  // Language data puts narrow no-break spaces into times; plain-text programs show them as boxes.
  return text.replace(/[\u00a0\u2009\u202f]/g, ' ');
}

/**
 * Days from now to the end, to the nearest whole one: a reminder that leaves 3 x 24 hours before the end says
 * 3 although seconds have passed since, and one that was held up for a day says 2. Never below 0.
 */
export function daysLeft(now: Instant, end: Instant): number {
  return Math.max(0, Math.round((end - now) / DAY));
}
