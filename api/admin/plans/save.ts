import { changedFields } from '../../../db/queries/audit.ts';
import type { planById, PlanToSave } from '../../../db/queries/plans.ts';
import { pokeMembersOfPlan, retryPlacements } from '../../../db/queries/wake.ts';
import { decimalText } from '../../../domain/money/currency.ts';
import { adminProcedure } from '../../trpc.ts';
import { change } from '../change.ts';
import { checkPrice } from './check-price.ts';
import { planInput, planToSave, storePlan } from './store.ts';

/** Payments keep the terms they were made with; only what is bought from now on follows the change, unless asked otherwise (S35). */
export const save = adminProcedure.input(planInput).mutation(async ({ ctx, input: typed }) => {
  const { currency } = (await ctx.settings()).payments;
  await checkPrice(ctx, typed, await planToSave(ctx.db, typed.id));
  return await change(ctx, async (made) => {
    const { planId, plan, before, names } = await storePlan(ctx, made.trx, typed);
    await pokeMembersOfPlan(made.trx, planId, 'plan edited');
    await retryPlacements(made.trx, made.now);
    await made.audit({
      action: typed.id === null ? 'plans.add' : 'plans.edit',
      subject: 'plan',
      subjectId: planId,
      ...auditedChange(before == null ? null : stored(before), plan, { currency, names }),
    });
    return { planId };
  });
});

function auditedChange(
  before: PlanToSave | null,
  after: PlanToSave,
  words: { readonly currency: string; readonly names: ReadonlyMap<string, string> },
) {
  const told = ({ groupIds, serverIds, cost, ...rest }: PlanToSave) => {
    const named = (ids: readonly string[]) => ids.map((part) => words.names.get(part) ?? part);
    const printed = `${decimalText({ amount: cost, currency: words.currency })} ${words.currency}`;
    return { ...rest, cost: printed, groups: named(groupIds).sort(), servers: named(serverIds) };
  };
  return before === null ? { after: told(after) } : changedFields(told(before), told(after));
}

function stored(plan: NonNullable<Awaited<ReturnType<typeof planById>>>): PlanToSave {
  return {
    name: plan.name,
    cost: plan.cost,
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
    stripePriceId: plan.stripe_price_id,
    description: plan.description,
    features: plan.features,
    displayOrder: plan.display_order,
    groupIds: plan.group_ids,
    serverIds: plan.server_ids,
  };
}
