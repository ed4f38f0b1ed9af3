import { trialOptions } from '../../db/queries/trial-options.ts';
import { loginProcedure } from '../trpc.ts';
import { moneyText } from '../wire.ts';

/** Which trials this login can start, until when each would reach, and why not where it cannot. */
export const options = loginProcedure.query(async ({ ctx }) => {
  const settings = await ctx.settings();
  const found = await trialOptions(ctx.db, { loginId: ctx.login.id, now: ctx.clock(), settings });
  return {
    refusal: found.refusal,
    asksUsername: found.asksUsername,
    plans: found.plans.map(({ cost, groupIds: _groupIds, periodStart: _start, window, ...plan }) => ({
      ...plan,
      price: moneyText(cost, settings.payments.currency),
      until: window.to,
    })),
  };
});
