import { z } from 'zod';
import { listMigrations } from '../../../db/queries/migrations-panel.ts';
import { adminProcedure } from '../../trpc.ts';
import { migrationAnswer } from './answer.ts';

export const list = adminProcedure
  .input(
    z.object({
      page: z.number().int().min(1).max(10_000),
      pageSize: z.number().int().min(1).max(100),
    }),
  )
  .query(async ({ ctx, input }) => {
    const { rows, hasMore } = await listMigrations(ctx.db, input);
    return { hasMore, rows: rows.map(migrationAnswer) };
  });
