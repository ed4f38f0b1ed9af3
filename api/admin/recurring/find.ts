import { z } from 'zod';
import { planOfPrice } from '../../../db/queries/plan-for-money.ts';
import { isRecordedCharge } from '../../../db/queries/recurring.ts';
import { adminProcedure } from '../../trpc.ts';
import { moneyText } from '../../wire.ts';
import { lookUpForMember, subscriptionInput } from './look-up.ts';

/** What a subscription is at Stripe, before it is connected; nothing is kept of it. */
export const find = adminProcedure.input(z.object(subscriptionInput)).mutation(async ({ ctx, input }) => {
  const state = await lookUpForMember(ctx, input);
  const { payments } = await ctx.settings();
  const latest = state.charges.findLast(({ isForPeriod }) => isForPeriod);
  return {
    externalId: state.externalId,
    status: state.status,
    nextChargeAt: state.currentPeriodEnd,
    price: state.price === null ? null : moneyText(state.price.amount, state.price.currency),
    payerEmail: state.payerEmail,
    /** Money in another currency buys no time by itself. */
    isOtherCurrency: state.price !== null && state.price.currency !== payments.currency,
    /** The plan whose price it is, else an active one that costs as much; null: none does. */
    planId:
      state.price === null || state.price.currency !== payments.currency
        ? null
        : await planOfPrice(ctx.db, input.memberId, { cost: state.price.amount, priceId: state.priceId }),
    latest:
      latest === undefined
        ? null
        : {
            at: latest.at,
            paid: moneyText(latest.paid.amount, latest.paid.currency),
            isRecorded: await isRecordedCharge(ctx.db, latest.transactionId),
          },
  };
});
