import { acknowledgeMoneyBack } from '../../../db/queries/money-back-panel.ts';
import { Refusal } from '../../refusal.ts';
import { adminProcedure } from '../../trpc.ts';
import { change } from '../change.ts';
import { idInput } from '../input.ts';

/** Money that went back, or came back, has been seen; the time stays as it is. */
export const acknowledge = adminProcedure.input(idInput).mutation(async ({ ctx, input }) => {
  await change(ctx, async ({ trx, audit }) => {
    if (!(await acknowledgeMoneyBack(trx, input.id)))
      throw new Refusal('conflict', {
        userMessage: 'Somebody has seen to this already.',
        reason: 'alreadySeen',
      });
    await audit({ action: 'payments.acknowledge', subject: 'payment', subjectId: input.id });
  });
});
