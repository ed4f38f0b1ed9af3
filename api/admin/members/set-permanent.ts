import { setPermanence } from '../../../db/queries/member-edit.ts';
import { adminProcedure } from '../../trpc.ts';
import { change } from '../change.ts';
import { checkPermanence, permanenceInput } from './permanence.ts';

export const setPermanent = adminProcedure.input(permanenceInput).mutation(async ({ ctx, input }) => {
  await change(ctx, async ({ trx, now, by, audit }) => {
    const permanence = await checkPermanence(trx, input);
    await setPermanence(trx, { ...permanence, by, now });
    await audit({
      action: 'members.setPermanent',
      subject: 'member',
      subjectId: input.id,
      before: { isPermanent: !input.isPermanent },
      after: { isPermanent: input.isPermanent, planId: input.planId },
    });
  });
});
