import { DateTime } from 'luxon';

export interface SiteDays {
  /** Each day with its first instant. */
  readonly days: readonly { readonly date: string; readonly at: number }[];
  /** The first instant after the last day. */
  readonly end: number;
  /** The day of an instant; the nearest one for an instant outside. */
  dayOf(at: number): string;
}

/** Calendar days of the site's zone from today on: worked out once, since a fleet's calendar asks for thousands. */
export function siteDays(now: Date, timeZone: string, count: number): SiteDays {
  const today = DateTime.fromJSDate(now, { zone: timeZone }).startOf('day');
  const starts = Array.from({ length: count + 1 }, (_none, index) => today.plus({ days: index }));
  const days = starts.slice(0, count).map((day) => ({ date: day.toISODate() ?? '', at: day.toMillis() }));
  return {
    days,
    end: starts.at(-1)?.toMillis() ?? now.getTime(),
    dayOf: (at) => (days.findLast((day) => day.at <= at) ?? days[0])?.date ?? '',
  };
}
