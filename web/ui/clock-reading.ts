/** As a field for date and time holds it: the clock of that zone, `2026-11-24T18:30`. */
export function clockReading(at: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-u-ca-iso8601-hc-h23', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
  }).formatToParts(new Date(at));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`;
}
