import { loadMemberFacts } from '../../../db/queries/facts.ts';
import { writePermanence } from '../../../db/queries/member-edit.ts';
import { rehearse } from '../../../db/rehearse.ts';
import { adminProcedure } from '../../trpc.ts';
import { notThere } from '../input.ts';
import { namesOf } from './names.ts';
import { outlookOf } from './outlook.ts';
import { checkPermanence, permanenceInput } from './permanence.ts';

/** What would follow from making a member permanent or normal; nothing is kept of it. */
export const previewPermanence = adminProcedure.input(permanenceInput).mutation(async ({ ctx, input }) => {
  const names = await namesOf(ctx.db, input.id);
  const facts = await rehearse(ctx.db, async (trx) => {
    await writePermanence(trx, await checkPermanence(trx, input));
    return await loadMemberFacts(trx, input.id);
  });
  if (facts === null) throw notThere('member');
  return outlookOf(facts, ctx.clock().getTime(), names);
});
