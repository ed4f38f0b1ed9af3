import { IANAZone } from 'luxon';
import { z } from 'zod';
import { flag, section, text } from './section.ts';

export const site = section({
  key: 'site',
  title: 'General',
  help: 'Who you are and where the site is reached.',
  schema: z.object({
    name: text(80, { title: 'Site name', help: 'Shown on every page and in every message.' }),
    uri: z
      .string()
      .trim()
      .refine(
        (value) => value === '' || /^https?:\/\/[^\s/]+(\/[^\s]*)?$/.test(value),
        'A web address, such as https://watch.example.org',
      )
      .default('')
      .meta({
        title: 'Site address',
        help: 'Links in messages and the way back from a payment page use it.',
      }),
    timeZone: z
      .string()
      .refine((zone) => IANAZone.isValidZone(zone), 'A time zone, such as Europe/Berlin')
      .default('UTC')
      .meta({
        title: 'Time zone',
        widget: 'timeZone',
        help: 'Months are counted and times are shown in it. Changing it moves no existing period.',
      }),
    adminEmail: z
      .union([z.literal(''), z.email('An e-mail address')])
      .default('')
      .meta({ title: 'Admin e-mail', help: 'Receives messages meant for admins.' }),
    showPricing: flag(true, { title: 'Show pricing on the home page' }),
    homeText: text(4000, {
      title: 'Welcome text',
      widget: 'textarea',
      help: 'Shown on the home page, as plain text.',
    }),
  }),
});
