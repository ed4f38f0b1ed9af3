import { DateTime } from 'luxon';
import { z } from 'zod';
import { parseMoney } from '../../domain/money/currency.ts';
import { Refusal } from '../refusal.ts';

export const id = z.uuid('An id');

export const idInput = z.object({ id });

/** What every list is asked with; pages count from 1. */
export function pageInput<const Sorts extends readonly [string, ...string[]]>(sorts: Sorts) {
  return {
    sort: z.enum(sorts),
    direction: z.enum(['asc', 'desc']),
    page: z.number().int().min(1).max(10_000),
    pageSize: z.number().int().min(1).max(100),
  };
}

export const search = z.string().trim().max(200, 'At most 200 characters').default('');

export function text(max: number) {
  return z.string().trim().max(max, `At most ${max} characters`);
}

export function requiredText(max: number) {
  return text(max).min(1, 'Please fill this in');
}

/** A whole number as a person typed it, so that a form can be told what is wrong with "two". */
export function wholeText(min: number, max: number) {
  return z
    .string()
    .trim()
    .regex(/^-?\d{1,9}$/, 'A whole number')
    .transform(Number)
    .refine((number) => number >= min, `At least ${min}`)
    .refine((number) => number <= max, `At most ${max}`);
}

/** The same, where blank means none. */
export function wholeTextOrNone(min: number, max: number) {
  return z.union([
    z
      .string()
      .trim()
      .length(0)
      .transform(() => null),
    wholeText(min, max),
  ]);
}

export const webAddress = z
  .string()
  .trim()
  .max(500, 'At most 500 characters')
  .regex(/^https?:\/\/[^\s/?#]+(\/[^\s?#]*)?$/, 'A web address, such as https://media.example.org')
  .transform((address) => address.replace(/\/+$/, ''));

/** Date and time as a person reads the clock in the site's zone. */
export const chosenTime = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/, 'A date and a time');

/** Blank: none is chosen. */
export const localTime = z.union([z.literal(''), chosenTime]);

/** The instant that this reading of the clock names in the zone; a reading that the zone skips is refused. */
export function instantIn(zone: string, reading: string, field: string): Date {
  const at = DateTime.fromISO(reading, { zone });
  if (!at.isValid || at.toFormat("yyyy-MM-dd'T'HH:mm") !== reading)
    throw wrongField(field, 'There is no such time here');
  return at.toJSDate();
}

/** An amount as somebody typed it; the refusal names the field. */
export function amountOf(typed: string, currency: string, field: string): bigint {
  const money = parseMoney(typed, currency);
  if (money === null) throw wrongField(field, `An amount in ${currency}, such as 10 or 10.50`);
  return money.amount;
}

export function wrongField(field: string, reason: string): Refusal {
  return wrongFields({ [field]: reason });
}

export function wrongFields(fields: Readonly<Record<string, string>>): Refusal {
  return new Refusal('badInput', {
    userMessage: 'Please look at the fields again.',
    fields,
    reason: 'badInput',
  });
}

export function notThere(what: string): Refusal {
  return new Refusal('notFound', { userMessage: `There is no such ${what}.`, reason: 'notFound' });
}
