import { loadMemberFacts } from '../../../db/queries/facts.ts';
import { paymentForChange } from '../../../db/queries/void-payment.ts';
import { rehearse } from '../../../db/rehearse.ts';
import { adminProcedure } from '../../trpc.ts';
import { moneyText } from '../../wire.ts';
import { notThere } from '../input.ts';
import { namesOf } from '../members/names.ts';
import { outlookOf } from '../members/outlook.ts';
import { accessChange } from './access-change.ts';
import { editAsTyped, editInput } from './edit-input.ts';

/** What an edit would do to money and access; nothing is kept of it. */
export const previewEdit = adminProcedure.input(editInput).mutation(async ({ ctx, input }) => {
  const payment = await paymentForChange(ctx.db, input.id);
  if (payment === undefined) throw notThere('payment');
  const { site } = await ctx.settings();
  const now = await ctx.clockOf(payment.member_id);
  const [names, was] = await Promise.all([
    namesOf(ctx.db, payment.member_id),
    loadMemberFacts(ctx.db, payment.member_id),
  ]);
  const { edited, facts } = await rehearse(ctx.db, async (trx) => {
    const editing = { trx, now, by: ctx.login.id, zone: site.timeZone };
    const rehearsed = await editAsTyped(editing, input);
    return { edited: rehearsed, facts: await loadMemberFacts(trx, payment.member_id) };
  });
  if (facts === null || was === null) throw notThere('member');
  const { before, after, isChanged } = edited;
  const difference = after.amount - before.amount;
  return {
    isChanged,
    /** What the ledger gets; null: the money stays as it is. */
    correction: difference === 0n ? null : moneyText(difference, before.currency),
    access: accessChange(was, facts, now.getTime()),
    outlook: outlookOf(facts, now.getTime(), names),
    timeZone: site.timeZone,
  };
});
