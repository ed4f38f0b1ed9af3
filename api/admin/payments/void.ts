import { z } from 'zod';
import { paymentForChange, voidPayment } from '../../../db/queries/void-payment.ts';
import { Refusal } from '../../refusal.ts';
import { adminProcedure } from '../../trpc.ts';
import { change } from '../change.ts';
import { id, notThere, requiredText } from '../input.ts';

/** Takes the time of a payment away; the member is looked at again at once. */
export const voidOne = adminProcedure
  .input(z.object({ id, why: requiredText(400) }))
  .mutation(async ({ ctx, input }) => {
    await change(ctx, async ({ trx, by, audit }) => {
      const payment = await paymentForChange(trx, input.id);
      if (payment === undefined) throw notThere('payment');
      const now = await ctx.clockOf(payment.member_id);
      const result = await voidPayment(trx, { paymentId: input.id, why: input.why, by, now });
      if (result === 'not-live')
        throw new Refusal('conflict', {
          userMessage: 'This payment is void already.',
          reason: 'alreadyVoid',
        });
      await audit({
        action: 'payments.void',
        subject: 'payment',
        subjectId: input.id,
        before: { status: payment.status },
        after: { status: 'voided', why: input.why },
      });
    });
  });
