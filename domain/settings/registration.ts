import { z } from 'zod';
import { flag, section } from './section.ts';

export const registration = section({
  key: 'registration',
  title: 'Registration',
  help: 'Who may make a login on this site.',
  schema: z.object({
    enabled: flag(true, { title: 'Allow registration' }),
    open: flag(true, {
      title: 'Open to everybody',
      help: 'Off: only people whose e-mail address belongs to a member already.',
    }),
  }),
});
