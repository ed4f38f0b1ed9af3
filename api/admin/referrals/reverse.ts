import { adminProcedure } from '../../trpc.ts';
import { change } from '../change.ts';
import { idInput } from '../input.ts';
import { reversed } from './reversing.ts';

/** Takes a bonus back; the referrer is looked at again at once. */
export const reverse = adminProcedure.input(idInput).mutation(async ({ ctx, input }) => {
  await change(ctx, async ({ trx, now, by, audit }) => {
    const { bonus, taken } = await reversed(trx, { bonusId: input.id, by, now });
    await audit({
      action: 'referrals.reverse',
      subject: 'referralBonus',
      subjectId: input.id,
      before: { status: bonus.status },
      after: { status: 'reversed', takenBack: (taken?.amount ?? 0n).toString() },
    });
  });
});
