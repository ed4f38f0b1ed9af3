import { z } from 'zod';
import { askDeletion } from '../../../db/queries/delete-member.ts';
import { adminProcedure } from '../../trpc.ts';
import { change } from '../change.ts';
import { id, text, wrongField } from '../input.ts';
import { checkDeletion } from './deleting.ts';

/** Begins the end of a membership; the name is typed, since nothing brings it back. */
export const remove = adminProcedure
  .input(z.object({ id, name: text(80) }))
  .mutation(async ({ ctx, input }) => {
    await change(ctx, async ({ trx, now, by, audit }) => {
      const member = await checkDeletion(trx, input.id);
      const name = member.display_name.trim();
      if (input.name !== name) throw wrongField('name', `Type the name exactly: ${name}`);
      await askDeletion(trx, { memberId: input.id, by, now });
      await audit({ action: 'members.delete', subject: 'member', subjectId: input.id, before: { name } });
    });
  });
