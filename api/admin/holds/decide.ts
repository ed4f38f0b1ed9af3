import { z } from 'zod';
import { decideHold } from '../../../db/queries/holds.ts';
import { holdById } from '../../../db/queries/holds-panel.ts';
import { Refusal } from '../../refusal.ts';
import { adminProcedure } from '../../trpc.ts';
import { change } from '../change.ts';
import { id, notThere } from '../input.ts';

/**
 * Releases those who wait, so that they lose access now, or keeps them. Named ones who were kept may be released
 * after all. Answers how many members it was about.
 */
export const decide = adminProcedure
  .input(
    z.object({
      id,
      decision: z.enum(['release', 'keep']),
      /** Null: everybody who waits. */
      memberIds: z.array(id).min(1, 'At least one').max(2000, 'At most 2000 at once').nullable(),
    }),
  )
  .mutation(async ({ ctx, input }) => {
    return await change(ctx, async ({ trx, now, by, audit }) => {
      if ((await holdById(trx, input.id)) === undefined) throw notThere('hold');
      const state = input.decision === 'release' ? 'released' : 'kept';
      const members = await decideHold(trx, {
        holdId: input.id,
        memberIds: input.memberIds,
        state,
        by,
        now,
      });
      if (members.length === 0)
        throw new Refusal('conflict', {
          userMessage: 'Nobody of them waits any more.',
          reason: 'nobodyWaits',
        });
      await audit({
        action: `holds.${input.decision}`,
        subject: 'hold',
        subjectId: input.id,
        after: { members: members.length, isAll: input.memberIds === null },
      });
      return { members: members.length };
    });
  });
