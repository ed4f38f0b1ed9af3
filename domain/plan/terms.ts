import { z } from 'zod';
import type { Duration } from './duration.ts';

/** What a plan promises, as a payment keeps it: editing the plan later changes no payment (S35). */
export const planTerms = z.object({
  name: z.string().trim().min(1, 'A name').max(80, 'At most 80 characters'),
  /** Minor units, as digits: JSON has no bigint. */
  cost: z.string().regex(/^\d{1,15}$/, 'An amount of zero or more'),
  currency: z.string().regex(/^[A-Z]{3}$/, 'Three letters, such as USD'),
  durationCount: z.number().int('A whole number').min(1, 'At least 1').max(3650, 'At most 3650'),
  durationUnit: z.enum(['day', 'week', 'month', 'year']),
  maxStreams: z.number().int('A whole number').min(1, 'At least 1'),
  allowDownloads: z.boolean(),
  allowTranscoding: z.boolean(),
  groupIds: z.array(z.string().min(1)).min(1, 'At least one library group'),
});

export type PlanTerms = z.output<typeof planTerms>;

export function durationOf(terms: Pick<PlanTerms, 'durationCount' | 'durationUnit'>): Duration {
  return { count: terms.durationCount, unit: terms.durationUnit };
}
