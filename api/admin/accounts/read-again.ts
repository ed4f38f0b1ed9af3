import { serversToImport } from '../../../db/queries/server-accounts.ts';
import { askForSync } from '../../../db/queries/servers-panel.ts';
import { adminProcedure } from '../../trpc.ts';
import { change } from '../change.ts';

/** Asks every server in use for its accounts; the page sees `listedAt` move, or that a server does not answer. */
export const readAgain = adminProcedure.mutation(async ({ ctx }) => {
  return await change(ctx, async ({ trx, now, audit }) => {
    const servers = await serversToImport(trx);
    for (const { id } of servers) {
      await askForSync(trx, id);
      await audit({ action: 'servers.sync', subject: 'server', subjectId: id });
    }
    return { askedAt: now.getTime() };
  });
});
