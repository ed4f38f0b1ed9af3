import { z } from 'zod';
import { checkSetupToken } from '../../db/queries/setup.ts';
import { publicProcedure } from '../trpc.ts';

/** Whether the link that was printed at the first start still opens the set-up page. */
export const checkToken = publicProcedure
  .meta({ limit: { max: 20, seconds: 60 } })
  .input(z.object({ token: z.string().max(200) }))
  .query(async ({ ctx, input }) => ({ isValid: await checkSetupToken(ctx.db, ctx.seal, input.token) }));
