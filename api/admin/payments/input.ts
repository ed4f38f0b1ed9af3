import { z } from 'zod';
import { id, localTime, requiredText, search, text, wholeText } from '../input.ts';

export const paymentFilter = {
  search,
  sources: z.array(z.string().max(20)).max(10),
  statuses: z.array(z.string().max(20)).max(10),
  planId: id.nullable(),
  period: z.enum(['any', 'past', 'current', 'future']),
};

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
