import { deletePlan, isPlanInUse, planById } from '../../../db/queries/plans.ts';
import { hasTrialPlan } from '../../../db/queries/trial-plans.ts';
import { Refusal } from '../../refusal.ts';
import { adminProcedure } from '../../trpc.ts';
import { change } from '../change.ts';
import { idInput, notThere } from '../input.ts';

export const remove = adminProcedure.input(idInput).mutation(async ({ ctx, input }) => {
  const { trial } = await ctx.settings();
  await change(ctx, async ({ trx, audit }) => {
    const plan = await planById(trx, input.id);
    if (plan === undefined) throw notThere('plan');
    if (plan.is_default)
      throw new Refusal('notPossible', {
        userMessage: 'This is the default plan. Make another one the default first.',
        reason: 'isDefault',
      });
    if (await isPlanInUse(trx, input.id))
      throw new Refusal('notPossible', {
        userMessage:
          'Payments, members or discount codes refer to this plan, so it can only be made inactive.',
        reason: 'inUse',
      });
    await deletePlan(trx, input.id);
    if (trial.enabled && !(await hasTrialPlan(trx)))
      throw new Refusal('notPossible', {
        userMessage: 'This is the last trial plan. Switch trials off first, or add another one.',
        reason: 'lastTrialPlan',
      });
    await audit({
      action: 'plans.remove',
      subject: 'plan',
      subjectId: input.id,
      before: { name: plan.name },
    });
  });
});
