import { adminProcedure } from '../../trpc.ts';
import { outlookAfter, suspendAsTyped, suspensionInput } from './suspending.ts';

export const previewSuspension = adminProcedure.input(suspensionInput).mutation(async ({ ctx, input }) => {
  const { site } = await ctx.settings();
  const ground = { by: ctx.login.id, zone: site.timeZone };
  return await outlookAfter(ctx, input.id, (trx, now) =>
    suspendAsTyped(trx, { ...input, why: '' }, { ...ground, now }),
  );
});
