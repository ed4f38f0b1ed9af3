import { z } from 'zod';
import { flag, section } from './section.ts';

export const features = section({
  key: 'features',
  title: 'Features',
  help: 'What this site makes use of. What is switched off is hidden and does nothing; its data stays.',
  schema: z.object({
    discounts: flag(true, {
      title: 'Discount codes',
      help: 'Whoever pays for a plan may give a code that makes it cheaper.',
    }),
    linkedMembers: flag(true, {
      title: 'Linked members',
      help: 'One member may pay for several others.',
    }),
    customRoles: flag(true, {
      title: 'Custom roles',
      help: 'Helpers may do in the panel what their role says. While off, only administrators may do anything there.',
    }),
  }),
});
