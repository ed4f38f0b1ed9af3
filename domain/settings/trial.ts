import { z } from 'zod';
import { flag, section, whole } from './section.ts';

export const trial = section({
  key: 'trial',
  title: 'Trials',
  help: 'A time that costs nothing, once for each person.',
  schema: z.object({
    enabled: flag(false, {
      title: 'Offer trials',
      help: 'Needs an active trial plan, and a server that accepts trials.',
    }),
    force: flag(false, {
      title: 'A trial comes first',
      help: 'Whoever never had access takes a trial before they can buy.',
    }),
    maxMembers: whole(
      { min: 0, max: 1_000_000, byDefault: 0 },
      { title: 'At most', unit: 'running trials', help: '0: no limit.' },
    ),
    remainder: z.enum(['drop', 'keep']).default('drop').meta({
      title: 'What is left of a trial when somebody buys',
      help: 'Ends at once, and the paid time begins; or runs to its end first.',
    }),
  }),
  check: ({ enabled, force }) => (force && !enabled ? { force: 'Only while trials are offered' } : {}),
});
