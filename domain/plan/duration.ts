import { DateTime } from 'luxon';

export type DurationUnit = 'day' | 'week' | 'month' | 'year';

export interface Duration {
  readonly count: number;
  readonly unit: DurationUnit;
}

/**
 * Calendar steps in a zone: days and weeks keep the time on the clock over a change of it, months and years
 * end on the last day where the month is too short.
 */
export function afterDuration(at: number, duration: Duration, zone: string): number {
  const start = DateTime.fromMillis(at, { zone });
  if (!start.isValid) throw new RangeError(`No such time zone or instant: ${zone}, ${at}`);
  return start.plus({ [duration.unit]: duration.count }).toMillis();
}
