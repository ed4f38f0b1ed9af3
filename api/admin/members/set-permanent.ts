import { adminProcedure } from '../../trpc.ts';
import { change } from '../change.ts';
import { changePermanence, permanenceInput } from './permanence.ts';

export const setPermanent = adminProcedure.input(permanenceInput).mutation(async ({ ctx, input }) => {
  const { site, payments } = await ctx.settings();
  const ground = { currency: payments.currency, zone: site.timeZone };
  const now = await ctx.clockOf(input.id);
  await change(ctx, async ({ trx, by, audit }) => {
    await changePermanence(trx, { asked: input, by, now, ...ground });
    await audit({
      action: 'members.setPermanent',
      subject: 'member',
      subjectId: input.id,
      before: { isPermanent: !input.isPermanent },
      after: {
        isPermanent: input.isPermanent,
        planId: input.planId,
        ...(input.payment === null ? {} : { paid: `${input.payment.amount} ${payments.currency}` }),
      },
    });
  });
});
