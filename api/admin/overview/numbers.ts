import { membersByStanding, seatsByServer } from '../../../db/queries/overview.ts';
import { adminProcedure } from '../../trpc.ts';

/** Members by standing, and places by server. */
export const numbers = adminProcedure.query(async ({ ctx }) => {
  const [standings, servers] = await Promise.all([membersByStanding(ctx.db), seatsByServer(ctx.db)]);
  return { standings, servers };
});
