import { z } from 'zod';
import { groupById, renameGroup } from '../../../db/queries/library-groups.ts';
import { Refusal } from '../../refusal.ts';
import { adminProcedure } from '../../trpc.ts';
import { change } from '../change.ts';
import { id, notThere, requiredText, wrongField } from '../input.ts';

export const rename = adminProcedure
  .input(z.object({ id, name: requiredText(40) }))
  .mutation(async ({ ctx, input }) => {
    await change(ctx, async ({ trx, audit }) => {
      const group = await groupById(trx, input.id);
      if (group === undefined) throw notThere('library group');
      if (group.kind !== 'custom') throw fixedGroup();
      if ((await renameGroup(trx, input.id, input.name)) === 'taken')
        throw wrongField('name', 'Another group has this name');
      await audit({
        action: 'groups.rename',
        subject: 'libraryGroup',
        subjectId: input.id,
        before: { name: group.name },
        after: { name: input.name },
      });
    });
  });

export function fixedGroup(): Refusal {
  return new Refusal('notPossible', { userMessage: 'This group is always there.', reason: 'fixedGroup' });
}
