import { z } from 'zod';
import { startMigration } from '../../../db/queries/migrations.ts';
import { lockSeats } from '../../../db/queries/placement.ts';
import { adminProcedure } from '../../trpc.ts';
import { change } from '../change.ts';
import { wholeText, wrongFields } from '../input.ts';
import { planInput, planOf } from './planning.ts';

/** Begins to move members to another server; where anything is in the way, every field says what, and nothing is stored. */
export const start = adminProcedure
  .input(z.object({ ...planInput, concurrency: wholeText(1, 10) }))
  .mutation(async ({ ctx, input }) => {
    return await change(ctx, async ({ trx, now, by, audit }) => {
      await lockSeats(trx);
      const { members, fields } = await planOf(trx, input, now);
      if (Object.keys(fields).length > 0) throw wrongFields(fields);
      const { sourceId, targetId, concurrency } = input;
      const memberIds = members.map(({ memberId }) => memberId);
      const id = await startMigration(trx, { sourceId, targetId, concurrency, memberIds, by, now });
      await audit({
        action: 'migrations.start',
        subject: 'migration',
        subjectId: id,
        after: { sourceId, targetId, concurrency, members: members.length, isAll: input.memberIds === null },
      });
      return { id };
    });
  });
