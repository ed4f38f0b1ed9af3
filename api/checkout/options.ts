import { checkoutOptions } from '../../db/queries/checkout-options.ts';
import { memberOfLogin } from '../../db/queries/my-account.ts';
import { loginProcedure } from '../trpc.ts';
import { moneyText } from '../wire.ts';

/** What this login can buy, until when it would reach, and why not where it cannot. */
export const options = loginProcedure.query(async ({ ctx }) => {
  const settings = await ctx.settings();
  const member = await memberOfLogin(ctx.db, ctx.login.id);
  const found = await checkoutOptions(ctx.db, {
    loginId: ctx.login.id,
    memberId: member?.id ?? null,
    now: ctx.clock(),
    settings,
  });
  return {
    asksUsername: found.asksUsername,
    terms: settings.payments.checkoutTerms,
    reservationMinutes: settings.payments.reservationMinutes,
    plans: found.plans.map(({ cost, groupIds: _groupIds, window, ...plan }) => ({
      ...plan,
      price: moneyText(cost, settings.payments.currency),
      window: { from: window.from, to: window.to },
    })),
  };
});
