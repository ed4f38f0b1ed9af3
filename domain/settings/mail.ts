import { z } from 'zod';
import { flag, secret, section, text, whole } from './section.ts';

export const mail = section({
  key: 'mail',
  title: 'E-mail',
  help: 'The SMTP server that carries every message.',
  test: 'smtp',
  schema: z.object({
    enabled: flag(false, { title: 'Send e-mail' }),
    host: text(255, { title: 'Host' }),
    port: whole(
      { min: 1, max: 65_535, byDefault: 587 },
      { title: 'Port', help: '587 with STARTTLS, 465 with TLS from the start.' },
    ),
    security: z.enum(['none', 'starttls', 'tls']).default('starttls').meta({ title: 'Security' }),
    username: text(255, { title: 'User name' }),
    password: secret({ title: 'Password' }),
    fromName: text(80, { title: 'From, name', help: 'Blank: the site name.' }),
    fromAddress: z
      .union([z.literal(''), z.email('An e-mail address')])
      .default('')
      .meta({ title: 'From, address' }),
    replyTo: z
      .union([z.literal(''), z.email('An e-mail address')])
      .default('')
      .meta({ title: 'Reply to' }),
  }),
  check: (value) => ({
    ...(value.enabled && value.host === '' ? { host: 'Needed to send e-mail' } : {}),
    ...(value.enabled && value.fromAddress === '' ? { fromAddress: 'Needed to send e-mail' } : {}),
    ...(value.username === '' && value.password !== '' ? { username: 'Needed with a password' } : {}),
    ...(value.username !== '' && value.password === '' ? { password: 'Needed with a user name' } : {}),
  }),
});

export type MailSettings = z.output<typeof mail.schema>;
