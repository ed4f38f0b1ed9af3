import { offeredPlans } from '../../db/queries/pricing.ts';
import { isOfferedTo, UNLINKED } from '../../domain/linked/offer.ts';
import { publicProcedure } from '../trpc.ts';
import { moneyText } from '../wire.ts';

/** The plans everybody may see; none while the admin hides pricing. A linked plan is for those who are on one. */
export const pricing = publicProcedure.query(async ({ ctx }) => {
  const { site, payments } = await ctx.settings();
  const plans = site.showPricing ? await offeredPlans(ctx.db, 'paid', 'everybody') : [];
  return plans
    .filter((plan) => isOfferedTo(UNLINKED, plan.maxSubAccounts))
    .map(
      ({
        cost,
        groupIds: _groupIds,
        maxSubAccounts: _subs,
        requiresLocation: _requires,
        periodStart,
        ...plan
      }) => ({
        ...plan,
        startsWithPlayback: periodStart === 'first_playback',
        price: moneyText(cost, payments.currency),
      }),
    );
});
