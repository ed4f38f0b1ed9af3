import { mergeMembers } from '../../../db/queries/merge-members.ts';
import { adminProcedure } from '../../trpc.ts';
import { change } from '../change.ts';
import { checkMerge, mergeAnswer, mergeInput } from './merging.ts';

/** Makes one member of two: everything of `id` becomes that of `intoId`, and `id` is closed. */
export const merge = adminProcedure.input(mergeInput).mutation(async ({ ctx, input }) => {
  return await change(ctx, async ({ trx, now, by, audit }) => {
    const pair = await checkMerge(trx, input);
    const answer = mergeAnswer(await mergeMembers(trx, { ...pair, by, now }));
    const { payments, purchases, login } = answer;
    await audit({
      action: 'members.merge',
      subject: 'member',
      subjectId: input.id,
      before: { name: pair.merged.display_name, email: pair.merged.email },
      after: { mergedInto: input.intoId, payments, purchases, login: login?.fate ?? null },
    });
    return answer;
  });
});
