import { z } from 'zod';
import { recordLibraries } from '../../../db/queries/record-libraries.ts';
import { addServer, askForSync } from '../../../db/queries/servers-panel.ts';
import { adminProcedure } from '../../trpc.ts';
import { change } from '../change.ts';
import { requiredText, webAddress } from '../input.ts';
import { failedTest, testAddress, wrongAddress } from './address.ts';

/** The test must pass here, whatever the page says (S37); the server is stored disabled, its libraries private. */
export const add = adminProcedure
  .input(z.object({ baseUrl: webAddress, apiKey: requiredText(500) }))
  .mutation(async ({ ctx, input }) => {
    const tested = await testAddress(ctx, { serverId: null, ...input });
    if (!tested.ok) throw failedTest(tested);
    return await change(ctx, async ({ trx, now, audit }) => {
      const { name, externalId, version } = tested.identity;
      const added = await addServer(trx, ctx.seal, { name, machineId: externalId, version, ...input, now });
      if (added.kind === 'known') throw wrongAddress('baseUrl', 'This server has been added already');
      const { serverId } = added;
      const recorded = await recordLibraries(trx, { serverId, listing: tested.libraries, now });
      await askForSync(trx, serverId);
      await audit({
        action: 'servers.add',
        subject: 'server',
        subjectId: serverId,
        after: { name, baseUrl: input.baseUrl, libraries: recorded.added },
      });
      return { serverId, name, libraries: recorded.added };
    });
  });
