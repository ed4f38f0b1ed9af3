import { z } from 'zod';
import { flag, section } from './section.ts';

export const reminders = section({
  key: 'reminders',
  title: 'Reminders',
  help: 'Messages before the paid time ends.',
  schema: z.object({
    enabled: flag(true, { title: 'Send reminders' }),
    daysPrior: z
      .array(z.number().int('Whole days').min(1, 'At least 1').max(365, 'At most 365'))
      .max(12, 'At most 12')
      .refine((days) => new Set(days).size === days.length, 'Each number once')
      .default([1, 3])
      .meta({ title: 'Days before the end', widget: 'days', unit: 'days' }),
    includeTrials: flag(true, { title: 'Remind of the end of a trial too' }),
  }),
  check: (value) =>
    value.enabled && value.daysPrior.length === 0
      ? { daysPrior: 'At least one, or switch reminders off' }
      : {},
});
