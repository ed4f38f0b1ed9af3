import { paymentForChange } from '../../../db/queries/void-payment.ts';
import { adminProcedure } from '../../trpc.ts';
import { change } from '../change.ts';
import { idInput, notThere } from '../input.ts';
import { endAsAsked } from './ending.ts';

/** Ends the time of money that went back; the member is looked at again at once. */
export const endTime = adminProcedure.input(idInput).mutation(async ({ ctx, input }) => {
  await change(ctx, async ({ trx, by, now, audit }) => {
    const payment = await paymentForChange(trx, input.id);
    if (payment === undefined) throw notThere('payment');
    const ended = await endAsAsked(trx, { paymentId: input.id, now, by });
    await audit({
      action: 'payments.endTime',
      subject: 'payment',
      subjectId: input.id,
      before: { until: new Date(Math.max(...ended.map(({ to }) => to))) },
      after: { until: new Date(Math.min(...ended.map(({ endedAt }) => endedAt))), windows: ended.length },
    });
  });
});
