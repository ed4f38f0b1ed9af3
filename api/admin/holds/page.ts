import { z } from 'zod';
import { holdById, listHeld } from '../../../db/queries/holds-panel.ts';
import { adminProcedure } from '../../trpc.ts';
import { id, notThere, search } from '../input.ts';
import { heldAnswer, holdAnswer } from './answer.ts';

/** One hold with those on it, part by part. */
export const page = adminProcedure
  .input(
    z.object({
      id,
      state: z.enum(['waiting', 'released', 'kept', 'dropped']).nullable(),
      search,
      page: z.number().int().min(1).max(10_000),
      pageSize: z.number().int().min(1).max(500),
    }),
  )
  .query(async ({ ctx, input }) => {
    const { id: holdId, ...part } = input;
    const [hold, held] = await Promise.all([holdById(ctx.db, holdId), listHeld(ctx.db, { holdId, ...part })]);
    if (hold === undefined) throw notThere('hold');
    return { hold: holdAnswer(hold), hasMore: held.hasMore, rows: held.rows.map(heldAnswer) };
  });
