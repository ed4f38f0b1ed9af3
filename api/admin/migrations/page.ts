import { z } from 'zod';
import { listMoves, migrationById } from '../../../db/queries/migrations-panel.ts';
import { adminProcedure } from '../../trpc.ts';
import { instantOrNull } from '../answer.ts';
import { id, notThere, search } from '../input.ts';
import { migrationAnswer } from './answer.ts';

const moveState = z.enum(['waiting', 'moving', 'migrated', 'repointed', 'skipped', 'failed', 'cancelled']);

/** One migration with what became of each member, part by part. */
export const page = adminProcedure
  .input(
    z.object({
      id,
      state: moveState.nullable(),
      search,
      page: z.number().int().min(1).max(10_000),
      pageSize: z.number().int().min(1).max(500),
    }),
  )
  .query(async ({ ctx, input }) => {
    const { id: migrationId, ...part } = input;
    const [migration, moves] = await Promise.all([
      migrationById(ctx.db, migrationId),
      listMoves(ctx.db, { migrationId, ...part }),
    ]);
    if (migration === undefined) throw notThere('migration');
    return {
      migration: migrationAnswer(migration),
      hasMore: moves.hasMore,
      rows: moves.rows.map((row) => ({
        id: row.member_id,
        memberId: row.member_id,
        name: row.name,
        state: row.state,
        /** A code of domain/migration, or the type of a failure; blank: none. */
        reason: row.reason,
        /** Why the one under way does not come on: the type of a failure. */
        trouble: row.trouble,
        /** An account of theirs is still on the source. */
        isLeftOnSource: row.is_left,
        endedAt: instantOrNull(row.ended_at),
      })),
    };
  });
