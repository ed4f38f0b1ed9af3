import type { Transaction } from 'kysely';
import { z } from 'zod';
import { keepAnswer } from '../../../db/queries/keep-answer.ts';
import { planById } from '../../../db/queries/plans.ts';
import { connectRecurring } from '../../../db/queries/recurring.ts';
import type { DB } from '../../../db/schema.ts';
import { adminProcedure } from '../../trpc.ts';
import { change } from '../change.ts';
import { id, wrongField } from '../input.ts';
import { type LivingState, lookUpForMember, refuseKnown, subscriptionInput } from './look-up.ts';

const connectInput = z.object({
  ...subscriptionInput,
  planId: id,
  /** Whether the latest charge becomes time too; those before it never do. */
  recordLatest: z.boolean(),
});

/** From here on what Stripe charges by this subscription is the member's time. */
export const connect = adminProcedure.input(connectInput).mutation(async ({ ctx, input }) => {
  const state = await lookUpForMember(ctx, input);
  const { site, payments } = await ctx.settings();
  await change(ctx, async ({ trx, now, by, audit }) => {
    await checkPlan(trx, input.planId);
    await refuseKnown({ db: trx }, input);
    const connected = await connectRecurring(trx, {
      gateway: 'stripe',
      externalId: input.externalId,
      memberId: input.memberId,
      planId: input.planId,
      status: state.status,
      currentPeriodEnd: state.currentPeriodEnd === null ? null : new Date(state.currentPeriodEnd),
      price: state.price,
      chargesSince: chargesSince(state, input.recordLatest),
      now,
      by,
    });
    if (connected.kind === 'hasLiving')
      throw wrongField('externalId', `This member has another one that runs: ${connected.externalId}`);
    if (connected.kind === 'known') throw wrongField('externalId', 'It was connected just now');
    const kept = { answer: state, now, zone: site.timeZone, currency: payments.currency };
    await keepAnswer(trx, { recurringId: connected.id, ...kept });
    await audit({
      action: 'recurring.connect',
      subject: 'member',
      subjectId: input.memberId,
      after: { subscription: input.externalId, planId: input.planId, recordLatest: input.recordLatest },
    });
  });
});

async function checkPlan(trx: Transaction<DB>, planId: string): Promise<void> {
  const plan = await planById(trx, planId);
  if (plan === undefined) throw wrongField('planId', 'There is no such plan');
  if (plan.is_trial) throw wrongField('planId', 'A trial plan is not paid for');
}

/** Stripe counts in whole seconds: the one after the latest charge is the first that counts. */
function chargesSince({ charges }: LivingState, withLatest: boolean): Date {
  const latest = charges.findLast(({ isForPeriod }) => isForPeriod)?.at ?? charges.at(-1)?.at;
  if (latest === undefined) return new Date(0);
  return new Date(withLatest ? latest : Math.max(latest, charges.at(-1)?.at ?? latest) + 1_000);
}
