import { offeredPlans } from '../../db/queries/pricing.ts';
import { publicProcedure } from '../trpc.ts';
import { moneyText } from '../wire.ts';

/** The plans everybody may see; none while the admin hides pricing. */
export const pricing = publicProcedure.query(async ({ ctx }) => {
  const { site, payments } = await ctx.settings();
  const plans = site.showPricing ? await offeredPlans(ctx.db, 'paid', 'everybody') : [];
  return plans.map(({ cost, groupIds: _groupIds, ...plan }) => ({
    ...plan,
    price: moneyText(cost, payments.currency),
  }));
});
