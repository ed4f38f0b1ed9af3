import { membersByStanding, seatsByServer } from '../../../db/queries/overview.ts';
import { may } from '../../../domain/login/rights.ts';
import { adminProcedure } from '../../trpc.ts';

/** Members by standing, and places by server. */
export const numbers = adminProcedure.query(async ({ ctx }) => {
  const unseen: Awaited<ReturnType<typeof membersByStanding>> = {};
  const [standings, servers] = await Promise.all([
    may(ctx.rights, 'members.view') ? membersByStanding(ctx.db) : unseen,
    may(ctx.rights, 'servers.view') ? seatsByServer(ctx.db) : [],
  ]);
  return { standings, servers };
});
