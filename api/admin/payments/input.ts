import { DateTime } from 'luxon';
import { z } from 'zod';
import { id, requiredText, search, text, wholeText, wrongField } from '../input.ts';

export const paymentFilter = {
  search,
  sources: z.array(z.string().max(20)).max(10),
  statuses: z.array(z.string().max(20)).max(10),
  planId: id.nullable(),
  period: z.enum(['any', 'past', 'current', 'future']),
};

/** Date and time as a person reads the clock in the site's zone. */
export const chosenTime = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/, 'A date and a time');

/** Blank: the next free instant. */
const localTime = z.union([z.literal(''), chosenTime]);

export const windowFields = {
  memberId: id,
  planId: id,
  /** At once with credit for what is left, or at the time below. */
  startMode: z.enum(['now', 'after']).default('after'),
  from: localTime,
  to: localTime,
};

export const recordFields = {
  ...windowFields,
  amount: requiredText(20),
  transactionId: text(255),
  sequenceNumber: wholeText(1, 1000),
  notes: text(4000),
  isAnnounced: z.boolean(),
};

/** The instant that this reading of the clock names in the zone; a reading that the zone skips is refused. */
export function instantIn(zone: string, reading: string, field: 'from' | 'to'): Date {
  const at = DateTime.fromISO(reading, { zone });
  if (!at.isValid || at.toFormat("yyyy-MM-dd'T'HH:mm") !== reading)
    throw wrongField(field, 'There is no such time here');
  return at.toJSDate();
}
