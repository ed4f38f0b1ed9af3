import { DateTime } from 'luxon';

/** A day ends at its midnight: until the 31st includes the 31st. */
const DAYS = ['yyyy-MM-dd', 'd.M.yyyy'];
const CLOCKS = [
  'yyyy-MM-dd HH:mm',
  'yyyy-MM-dd HH:mm:ss',
  "yyyy-MM-dd'T'HH:mm",
  "yyyy-MM-dd'T'HH:mm:ss",
  'd.M.yyyy HH:mm',
];
/** An instant that says its own zone, as exports of this panel write it. */
const EXACT = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/;

/**
 * The end that a cell names: a date (to its last moment) or a date and a time on the clock of the zone, or an
 * instant with a zone of its own. Null: it is none of these, or a time that the clock skips.
 */
export function readUntil(text: string, zone: string): number | null {
  if (EXACT.test(text)) return millis(DateTime.fromISO(text.replace(' ', 'T')));
  const day = readWith(DAYS, text, zone);
  if (day !== null) return millis(day.plus({ days: 1 }).startOf('day'));
  const clock = readWith(CLOCKS, text, zone);
  return clock === null ? null : millis(clock);
}

function readWith(formats: readonly string[], text: string, zone: string): DateTime | null {
  for (const format of formats) {
    const read = DateTime.fromFormat(text, format, { zone });
    if (read.isValid && isOnClock(read, { format, text })) return read;
  }
  return null;
}

/** Where the clock skips an hour, a reading of it is moved silently: such a time is nobody's choice. */
function isOnClock(read: DateTime, { format, text }: { format: string; text: string }): boolean {
  const digits = (reading: string) => reading.split(/\D+/).map(Number).join(' ');
  return digits(read.toFormat(format)) === digits(text);
}

function millis(at: DateTime): number | null {
  return at.isValid ? at.toMillis() : null;
}
