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
      .enum([
        'remove_now',
        'unshare_then_remove',
        'restrict_then_remove',
        'warn_then_remove',
        'warn_only',
        'none',
      ])
      .default('remove_now')
      .meta({
        title: 'When the time ends',
        help: 'The account goes at once, or is disabled and deleted later, or keeps only the groups below and is deleted later; or the member is warned and keeps access for a while or until you decide, or nothing happens.',
      }),
    expiryGroups: z.array(z.string()).default([]).meta({
      title: 'Groups that stay',
      widget: 'libraryGroups',
      help: 'Where some groups are kept. None: the account is disabled instead.',
    }),
    deleteAfterDays: whole(
      { min: 0, max: 3650, byDefault: 0 },
      {
        title: 'Delete after',
        unit: 'days',
        help: 'Where the account is disabled or limited first. 0: at once.',
      },
    ),
    recurringGraceHours: whole(
      { min: 0, max: 168, byDefault: 48 },
      {
        title: 'Wait for a charge for',
        unit: 'hours',
        help: 'A member whom a gateway charges by itself keeps access for so long after the end. The gateway is asked before anything is taken.',
      },
    ),
    warnDays: whole(
      { min: 0, max: 3650, byDefault: 0 },
      {
        title: 'Warn for',
        unit: 'days',
        help: 'Where the member is warned before access goes. 0: no time at all.',
      },
    ),
  }),
});
