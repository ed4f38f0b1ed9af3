import { loadMemberFacts } from '../../../db/queries/facts.ts';
import { mergeMembers } from '../../../db/queries/merge-members.ts';
import { rehearse } from '../../../db/rehearse.ts';
import { adminProcedure } from '../../trpc.ts';
import { notThere } from '../input.ts';
import { checkMerge, mergeAnswer, mergeInput } from './merging.ts';
import { namesOf } from './names.ts';
import { outlookOf } from './outlook.ts';

/** What a merge would move, drop and lead to; nothing is kept of it. */
export const previewMerge = adminProcedure.input(mergeInput).mutation(async ({ ctx, input }) => {
  const now = ctx.clock();
  return await rehearse(ctx.db, async (trx) => {
    const pair = await checkMerge(trx, input);
    const { merged, kept } = pair;
    const report = await mergeMembers(trx, { ...pair, by: ctx.login.id, now });
    const [facts, names] = [await loadMemberFacts(trx, kept.id), await namesOf(trx, kept.id)];
    if (facts === null) throw notThere('member');
    return {
      ...mergeAnswer(report),
      kept: { name: kept.display_name, email: kept.email },
      /** Of the merged member's own details, what the kept one does not take over. */
      dropped: {
        email: kept.email === '' || merged.email === '' ? null : merged.email,
        permanence: merged.is_permanent && !kept.is_permanent,
        accountChange: merged.account_change_required_at !== null && kept.account_change_required_at === null,
        discord: merged.discord_id !== null && kept.discord_id !== null,
      },
      outlook: outlookOf(facts, now.getTime(), names),
    };
  });
});
