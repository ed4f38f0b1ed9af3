import { z } from 'zod';
import { keepMemberClock } from '../../../db/queries/member-clock.ts';
import { memberForChange } from '../../../db/queries/member-edit.ts';
import { workflowId } from '../../../workflows/ids.ts';
import type { ApiContext } from '../../context.ts';
import { fastForward, type Moved } from '../../fast-forward.ts';
import { Refusal } from '../../refusal.ts';
import { adminProcedure } from '../../trpc.ts';
import { instant } from '../answer.ts';
import { change } from '../change.ts';
import { id, notThere, wholeText } from '../input.ts';
import { refusedByTemporal, temporalUnreachable } from './temporal-refusals.ts';

const DAY_MS = 86_400_000;

/**
 * Only on a site for trying out: the member's process runs ahead by so many days, and does on the way what it
 * would have done in that time. Everybody else stays where they are.
 */
export const moveClock = adminProcedure
  .input(z.object({ id, days: wholeText(1, 366) }))
  .mutation(async ({ ctx, input }) => {
    await requireSandbox(ctx);
    if (ctx.temporal === null) throw temporalUnreachable();
    await change(ctx, async ({ trx, audit }) => {
      const member = await memberForChange(trx, input.id);
      if (member === undefined) throw notThere('member');
      const after = { days: input.days };
      await audit({ action: 'members.moveClock', subject: 'member', subjectId: input.id, after });
    });
    const moved = await move(ctx, ctx.temporal, { memberId: input.id, days: input.days });
    if (moved === 'off' || moved === 'notRunning') throw refusalOf(moved);
    return { now: instant(await ctx.clockOf(input.id)), hasEnded: moved === 'ended' };
  });

async function move(
  { db, clock }: ApiContext,
  temporal: NonNullable<ApiContext['temporal']>,
  { memberId, days }: { memberId: string; days: number },
): Promise<Moved> {
  try {
    return await fastForward(temporal, {
      workflowId: workflowId('subscription', memberId),
      ms: days * DAY_MS,
      onProgress: (its) => keepMemberClock(db, { memberId, memberNow: its, now: clock() }),
    });
  } catch (error) {
    throw refusedByTemporal(error) ?? error;
  }
}

/** Real money and real accounts know only one clock. */
async function requireSandbox(ctx: ApiContext): Promise<void> {
  const { stripe } = await ctx.settings();
  if (ctx.isSandbox && !/^(sk|rk)_live_/.test(stripe.secretKey)) return;
  throw new Refusal('notPossible', {
    userMessage: 'Time can only be moved on a site for trying out, such as the demo, never on a live one.',
    reason: 'liveSite',
  });
}

function refusalOf(moved: 'off' | 'notRunning'): Refusal {
  return new Refusal('notPossible', {
    userMessage:
      moved === 'off'
        ? 'This Temporal server does not let processes run ahead of the clock.'
        : 'The process of this member does not run, so its clock cannot be moved.',
    reason: moved === 'off' ? 'noTimeSkipping' : 'notRunning',
  });
}
