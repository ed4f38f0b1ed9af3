import { loadMemberFacts } from '../../../db/queries/facts.ts';
import { rehearse } from '../../../db/rehearse.ts';
import { adminProcedure } from '../../trpc.ts';
import { moneyText } from '../../wire.ts';
import { idInput, notThere } from '../input.ts';
import { namesOf } from '../members/names.ts';
import { outlookOf } from '../members/outlook.ts';
import { reversed } from './reversing.ts';

/** What would be left to the referrer without a bonus; nothing of it is kept. */
export const previewReversal = adminProcedure.input(idInput).mutation(async ({ ctx, input }) => {
  const now = ctx.clock();
  const { bonus, taken, facts } = await rehearse(ctx.db, async (trx) => {
    const result = await reversed(trx, { bonusId: input.id, by: ctx.login.id, now });
    return { ...result, facts: await loadMemberFacts(trx, result.bonus.referrer_id) };
  });
  if (facts === null) throw notThere('member');
  return {
    status: bonus.status,
    amount: moneyText(bonus.amount, bonus.currency),
    /** Null: the referrer's time stays as it is. */
    taken: taken === null ? null : { amount: moneyText(taken.amount, bonus.currency), until: taken.to },
    outlook: outlookOf(facts, now.getTime(), await namesOf(ctx.db, bonus.referrer_id)),
  };
});
