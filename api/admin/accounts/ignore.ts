import { ignoreAccount, offerAccount } from '../../../db/queries/server-accounts.ts';
import { serverById } from '../../../db/queries/servers-panel.ts';
import { adminProcedure } from '../../trpc.ts';
import { change } from '../change.ts';
import { notThere } from '../input.ts';
import { accountName } from './input.ts';

/** From now on this account is offered to no import. */
export const ignore = adminProcedure.input(accountName).mutation(async ({ ctx, input }) => {
  await change(ctx, async ({ trx, by, now, audit }) => {
    if ((await serverById(trx, input.serverId)) === undefined) throw notThere('server');
    await ignoreAccount(trx, input, { by, now });
    const { serverId: subjectId, externalId: account } = input;
    await audit({ action: 'accounts.ignore', subject: 'server', subjectId, after: { account } });
  });
});

/** It is offered again. */
export const offerAgain = adminProcedure.input(accountName).mutation(async ({ ctx, input }) => {
  await change(ctx, async ({ trx, audit }) => {
    await offerAccount(trx, input);
    const { serverId: subjectId, externalId: account } = input;
    await audit({ action: 'accounts.offerAgain', subject: 'server', subjectId, after: { account } });
  });
});
