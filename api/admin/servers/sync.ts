import { askForSync, serverById } from '../../../db/queries/servers-panel.ts';
import { adminProcedure } from '../../trpc.ts';
import { change } from '../change.ts';
import { idInput, notThere } from '../input.ts';

/** Asks the server's own process to compare; the page sees `lastSyncedAt` move once it has. */
export const sync = adminProcedure.input(idInput).mutation(async ({ ctx, input }) => {
  await change(ctx, async ({ trx, audit }) => {
    if ((await serverById(trx, input.id)) === undefined) throw notThere('server');
    await askForSync(trx, input.id);
    await audit({ action: 'servers.sync', subject: 'server', subjectId: input.id });
  });
});
