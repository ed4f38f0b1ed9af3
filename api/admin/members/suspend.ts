import { adminProcedure } from '../../trpc.ts';
import { instant } from '../answer.ts';
import { change } from '../change.ts';
import { requiredText } from '../input.ts';
import { suspendAsTyped, suspensionInput } from './suspending.ts';

/** Withholds every library until then; the paid time runs on. */
export const suspend = adminProcedure
  .input(suspensionInput.extend({ why: requiredText(400) }))
  .mutation(async ({ ctx, input }) => {
    const { site } = await ctx.settings();
    const now = await ctx.clockOf(input.id);
    return await change(ctx, async ({ trx, by, audit }) => {
      const until = await suspendAsTyped(trx, input, { by, now, zone: site.timeZone });
      await audit({
        action: 'members.suspend',
        subject: 'member',
        subjectId: input.id,
        after: { until: until.toISOString(), why: input.why },
      });
      return { until: instant(until) };
    });
  });
