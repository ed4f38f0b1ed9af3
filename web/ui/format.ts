import { decimalText } from './decimal.ts';
import { locale } from './language.ts';

export { decimalText };

/** As the API sends it: minor units in digits. */
export interface MoneyText {
  readonly amount: string | bigint;
  readonly currency: string;
}

type InstantLike = number | string | Date;

export function formatMoney(money: MoneyText): string {
  const format = new Intl.NumberFormat(locale(), { style: 'currency', currency: money.currency });
  const decimals = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(decimalText(String(money.amount), decimals) as Intl.StringNumericLiteral);
}

export function formatDay(at: InstantLike, timeZone?: string): string {
  return dateFormat({ dateStyle: 'long' }, timeZone).format(new Date(at));
}

export function formatInstant(at: InstantLike, timeZone?: string): string {
  return dateFormat({ dateStyle: 'medium', timeStyle: 'short' }, timeZone).format(new Date(at));
}

/** To the second and with its zone: what stands behind a relative time. */
export function formatExact(at: InstantLike, timeZone?: string): string {
  return dateFormat({ dateStyle: 'full', timeStyle: 'long' }, timeZone).format(new Date(at));
}

const steps: ReadonlyArray<[Intl.RelativeTimeFormatUnit, number]> = [
  ['year', 31_557_600_000],
  ['month', 2_629_800_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

export function formatRelative(at: InstantLike, now: number = Date.now()): string {
  const distance = new Date(at).getTime() - now;
  const format = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' });
  const step = steps.find(([, size]) => Math.abs(distance) >= size);
  if (step === undefined) return format.format(Math.round(distance / 1000), 'second');
  return format.format(Math.trunc(distance / step[1]), step[0]);
}

/** A country in the reader's language, by its two letters. */
export function formatCountry(code: string): string {
  return new Intl.DisplayNames(locale(), { type: 'region' }).of(code) ?? code;
}

export interface PlaceName {
  readonly name: string;
  readonly countryCode: string | null;
}

/** "Frankfurt, Germany"; a place that is called as its country is named once. */
export function formatPlace({ name, countryCode }: PlaceName): string {
  const country = countryCode === null ? '' : formatCountry(countryCode);
  const isNamed = country === '' || name.toLowerCase().includes(country.toLowerCase());
  return isNamed ? name : `${name}, ${country}`;
}

/** How long something lasts, to the hour: "9 days, 14 hours". */
export function formatLasting(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60)];
  const parts = [
    ...(days > 0 ? [formatUnit(days, 'day')] : []),
    ...(hours > 0 ? [formatUnit(hours, 'hour')] : []),
    ...(days === 0 && hours === 0 ? [formatUnit(minutes, 'minute')] : []),
  ];
  return new Intl.ListFormat(locale(), { type: 'unit', style: 'long' }).format(parts);
}

/** "A, B and C" */
export function formatList(parts: readonly string[]): string {
  return new Intl.ListFormat(locale(), { type: 'conjunction' }).format(parts);
}

function formatUnit(count: number, unit: 'day' | 'hour' | 'minute'): string {
  return new Intl.NumberFormat(locale(), { style: 'unit', unit, unitDisplay: 'long' }).format(count);
}

export function formatNumber(value: number): string {
  return new Intl.NumberFormat(locale()).format(value);
}

function dateFormat(options: Intl.DateTimeFormatOptions, timeZone?: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(locale(), timeZone === undefined ? options : { ...options, timeZone });
}
