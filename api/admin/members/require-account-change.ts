import { flagAccountChange } from '../../../db/queries/account-change.ts';
import { adminProcedure } from '../../trpc.ts';
import { change } from '../change.ts';
import { accountChangeInput } from './account-changing.ts';

/** Flags one member or many to change their media account, or clears the flag. */
export const requireAccountChange = adminProcedure
  .input(accountChangeInput)
  .mutation(async ({ ctx, input }) => {
    return await change(ctx, async ({ trx, now, by, audit }) => {
      const changed = await flagAccountChange(trx, { ...input, by, now });
      const { memberIds, isRequired } = input;
      if (changed.length > 0)
        await audit({
          action: isRequired ? 'members.requireAccountChange' : 'members.clearAccountChange',
          subject: 'member',
          subjectId: memberIds.length === 1 ? (memberIds[0] ?? null) : null,
          after: { members: changed.length },
        });
      return { changed: changed.length, leftOut: memberIds.length - changed.length };
    });
  });
