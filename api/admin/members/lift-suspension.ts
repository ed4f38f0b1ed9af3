import { liftSuspension } from '../../../db/queries/suspend-member.ts';
import { adminProcedure } from '../../trpc.ts';
import { change } from '../change.ts';
import { idInput } from '../input.ts';
import { outlookAfter, requireSuspended } from './suspending.ts';

export const lift = adminProcedure.input(idInput).mutation(async ({ ctx, input }) => {
  const now = await ctx.clockOf(input.id);
  await change(ctx, async ({ trx, by, audit }) => {
    await requireSuspended(trx, input.id, now);
    await liftSuspension(trx, { memberId: input.id, by, now });
    await audit({ action: 'members.liftSuspension', subject: 'member', subjectId: input.id });
  });
});

export const previewLift = adminProcedure.input(idInput).mutation(async ({ ctx, input }) => {
  return await outlookAfter(ctx, input.id, async (trx, now) => {
    await requireSuspended(trx, input.id, now);
    await liftSuspension(trx, { memberId: input.id, by: ctx.login.id, now });
  });
});
