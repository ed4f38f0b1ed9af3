import { z } from 'zod';
import { countSpared, listSpared } from '../../../db/queries/spared.ts';
import { accessLevel } from '../../../domain/access/access-key.ts';
import { adminProcedure } from '../../trpc.ts';

/** Whose access would be taken away if the site did not only observe: who, what and since when. */
export const list = adminProcedure
  .input(
    z.object({
      page: z.number().int().min(1).max(10_000),
      pageSize: z.number().int().min(1).max(500),
    }),
  )
  .query(async ({ ctx, input }) => {
    const [{ media }, members, { rows, hasMore }] = await Promise.all([
      ctx.settings(),
      countSpared(ctx.db),
      listSpared(ctx.db, input),
    ]);
    return {
      isOn: media.observeOnly,
      members,
      hasMore,
      rows: rows.map((row) => ({
        id: row.grant_id,
        memberId: row.member_id,
        name: row.name,
        email: row.email,
        server: row.server,
        wanted: accessLevel(row.access),
        since: row.since,
      })),
    };
  });
