import { z } from 'zod';
import { flag, section, whole } from './section.ts';

export const subscriptions = section({
  key: 'subscriptions',
  title: 'Subscriptions',
  help: 'Whether people can subscribe, and what happens when their time ends.',
  schema: z.object({
    enabled: flag(false, {
      title: 'Offer subscriptions',
      help: 'Needs an active plan, a server with a free place and a way to pay.',
    }),
    expiryMode: z
      .enum(['remove_now', 'unshare_then_remove', 'restrict_then_remove'])
      .default('remove_now')
      .meta({
        title: 'When the time ends',
        help: 'The account goes at once, or is disabled and deleted later, or keeps only the groups below and is deleted later.',
      }),
    expiryGroups: z.array(z.string()).default([]).meta({
      title: 'Groups that stay',
      widget: 'libraryGroups',
      help: 'Where some groups are kept. None: the account is disabled instead.',
    }),
    deleteAfterDays: whole(
      { min: 0, max: 3650, byDefault: 0 },
      { title: 'Delete after', unit: 'days', help: '0: at once.' },
    ),
  }),
});
