import { z } from 'zod';
import { flag, section } from './section.ts';

export const referral = section({
  key: 'referral',
  title: 'Referrals',
  help: 'Members bring others.',
  schema: z.object({
    allowRegistration: flag(false, {
      title: 'Registration by a member’s link',
      help: 'Each member who shares a server sees a link on their account page. Whoever follows it may sign up, also while the site is not open to everybody.',
    }),
  }),
});
