import { accountsOnServers } from '../../../db/queries/server-accounts.ts';
import { readSeenAccount } from '../../../domain/access/account-import.ts';
import { adminProcedure } from '../../trpc.ts';

/** How many accounts on the servers are nobody's here, for a line that leads to the import. */
export const unknown = adminProcedure.query(async ({ ctx }) => {
  const { media } = await ctx.settings();
  const accounts = await accountsOnServers(ctx.db);
  return accounts.filter((account) => readSeenAccount(account, media.templateUser) === 'new').length;
});
