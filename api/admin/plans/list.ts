import { listPlans } from '../../../db/queries/plans.ts';
import { adminProcedure } from '../../trpc.ts';
import { moneyText } from '../../wire.ts';

export const list = adminProcedure.query(async ({ ctx }) => {
  const { currency } = (await ctx.settings()).payments;
  const plans = await listPlans(ctx.db, ctx.clock());
  return plans.map((plan) => ({
    id: plan.id,
    name: plan.name,
    cost: moneyText(plan.cost, currency),
    durationCount: plan.duration_count,
    durationUnit: plan.duration_unit,
    maxStreams: plan.max_streams,
    isDefault: plan.is_default,
    isActive: plan.is_active,
    isTrial: plan.is_trial,
    periodStart: plan.period_start,
    allowDownloads: plan.allow_downloads,
    allowTranscoding: plan.allow_transcoding,
    visibility: plan.visibility,
    maxSubscribers: plan.max_subscribers,
    maxSubAccounts: plan.max_sub_accounts,
    requiresLocation: plan.requires_location,
    stripePriceId: plan.stripe_price_id ?? '',
    description: plan.description,
    features: plan.features,
    displayOrder: plan.display_order,
    groupIds: plan.group_ids,
    serverIds: plan.server_ids,
    subscribers: plan.subscribers,
    hasPayments: plan.has_payments,
  }));
});
