import { listGroups } from '../../../db/queries/library-groups.ts';
import { listServers } from '../../../db/queries/servers-panel.ts';
import { adminProcedure } from '../../trpc.ts';

/** What a new site still lacks before somebody can subscribe, in the order in which it is done. */
export const firstSteps = adminProcedure.query(async ({ ctx }) => {
  const [settings, servers, groups] = await Promise.all([
    ctx.settings(),
    listServers(ctx.db),
    listGroups(ctx.db),
  ]);
  const isFiled = groups.some((group) => group.kind !== 'private' && group.libraries > 0);
  const isOpen = servers.some((server) => server.enabled && server.allow_new_subscriptions);
  return [
    { step: 'site', isDone: settings.site.name !== '' && settings.site.uri !== '' },
    { step: 'mail', isDone: settings.mail.enabled },
    { step: 'server', isDone: servers.length > 0 },
    { step: 'libraries', isDone: isFiled },
    { step: 'openServer', isDone: isOpen },
    { step: 'stripe', isDone: settings.stripe.enabled },
    { step: 'subscriptions', isDone: settings.subscriptions.enabled },
  ] as const;
});
