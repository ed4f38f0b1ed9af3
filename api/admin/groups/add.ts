import { z } from 'zod';
import { addGroup } from '../../../db/queries/library-groups.ts';
import { adminProcedure } from '../../trpc.ts';
import { change } from '../change.ts';
import { requiredText, wrongField } from '../input.ts';

export const add = adminProcedure
  .input(z.object({ name: requiredText(40) }))
  .mutation(async ({ ctx, input }) => {
    return await change(ctx, async ({ trx, now, audit }) => {
      const groupId = await addGroup(trx, { name: input.name, now });
      if (groupId === null) throw wrongField('name', 'Another group has this name');
      await audit({ action: 'groups.add', subject: 'libraryGroup', subjectId: groupId, after: input });
      return { groupId };
    });
  });
