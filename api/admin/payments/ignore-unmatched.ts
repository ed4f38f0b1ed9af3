import { ignoreUnmatched } from '../../../db/queries/unmatched.ts';
import { Refusal } from '../../refusal.ts';
import { adminProcedure } from '../../trpc.ts';
import { change } from '../change.ts';
import { idInput } from '../input.ts';

/** Money that is nobody's time: other income of the account, say. */
export const ignoreUnmatchedPayment = adminProcedure.input(idInput).mutation(async ({ ctx, input }) => {
  await change(ctx, async ({ trx, audit }) => {
    const ignored = await ignoreUnmatched(trx, input.id);
    if (ignored === null)
      throw new Refusal('conflict', {
        userMessage: 'Somebody has seen to this already.',
        reason: 'alreadySeen',
      });
    await audit({
      action: 'payments.ignoreUnmatched',
      subject: 'unmatchedPayment',
      subjectId: input.id,
      after: { transactionId: ignored },
    });
  });
});
