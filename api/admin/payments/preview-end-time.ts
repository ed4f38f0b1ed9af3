import { loadMemberFacts } from '../../../db/queries/facts.ts';
import { paymentForChange } from '../../../db/queries/void-payment.ts';
import { rehearse } from '../../../db/rehearse.ts';
import { adminProcedure } from '../../trpc.ts';
import { idInput, notThere } from '../input.ts';
import { namesOf } from '../members/names.ts';
import { outlookOf } from '../members/outlook.ts';
import { endAsAsked } from './ending.ts';

/** What ending the time would lead to; nothing is kept of it. */
export const previewEndTime = adminProcedure.input(idInput).mutation(async ({ ctx, input }) => {
  const payment = await paymentForChange(ctx.db, input.id);
  if (payment === undefined) throw notThere('payment');
  const { member_id: memberId } = payment;
  const names = await namesOf(ctx.db, memberId);
  const { ended, facts } = await rehearse(ctx.db, async (trx) => ({
    ended: await endAsAsked(trx, { paymentId: input.id, now: ctx.clock(), by: ctx.login.id }),
    facts: await loadMemberFacts(trx, memberId),
  }));
  if (facts === null) throw notThere('member');
  return {
    memberName: payment.display_name,
    cut: ended.filter(({ fate }) => fate === 'cut').length,
    voided: ended.filter(({ fate }) => fate === 'voided').length,
    outlook: outlookOf(facts, (await ctx.clockOf(memberId)).getTime(), names),
  };
});
