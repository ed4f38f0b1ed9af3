import { z } from 'zod';
import { changedFields } from '../../../db/queries/audit.ts';
import { listGroups } from '../../../db/queries/library-groups.ts';
import { planById, type PlanToSave, savePlan } from '../../../db/queries/plans.ts';
import { hasTrialPlan } from '../../../db/queries/trial-plans.ts';
import { listServers } from '../../../db/queries/servers-panel.ts';
import { pokeMembersOfPlan, retryPlacements } from '../../../db/queries/wake.ts';
import { decimalText } from '../../../domain/money/currency.ts';
import type { Refusal } from '../../refusal.ts';
import { adminProcedure } from '../../trpc.ts';
import { type Change, change } from '../change.ts';
import {
  amountOf,
  id,
  notThere,
  requiredText,
  text,
  wholeText,
  wholeTextOrNone,
  wrongField,
} from '../input.ts';

const input = z.object({
  /** Null: a new plan. */
  id: id.nullable(),
  name: requiredText(80),
  cost: requiredText(20),
  durationCount: wholeText(1, 3650),
  durationUnit: z.enum(['day', 'week', 'month', 'year']),
  maxStreams: wholeText(1, 1000),
  isDefault: z.boolean(),
  isActive: z.boolean(),
  isTrial: z.boolean(),
  allowDownloads: z.boolean(),
  allowTranscoding: z.boolean(),
  visibility: z.enum(['public', 'existing_members', 'hidden']),
  maxSubscribers: wholeTextOrNone(1, 1_000_000),
  description: text(2000),
  features: z
    .array(text(120))
    .max(20, 'At most 20')
    .transform((lines) => lines.filter((line) => line !== '')),
  displayOrder: wholeText(-10_000, 10_000),
  groupIds: z.array(id).min(1, 'At least one library group').max(50),
  serverIds: z.array(id).max(50),
});

/** Payments keep the terms they were made with; only what is bought from now on follows the change (S35). */
export const save = adminProcedure.input(input).mutation(async ({ ctx, input: typed }) => {
  const { payments, trial } = await ctx.settings();
  const { currency } = payments;
  const cost = amountOf(typed.cost, currency, 'cost');
  return await change(ctx, async (made) => {
    const { id: planId, ...fields } = typed;
    const before = planId === null ? null : await planById(made.trx, planId);
    if (before === undefined) throw notThere('plan');
    const plan: PlanToSave = { ...fields, cost };
    checkDefault(plan, before?.is_default ?? false);
    checkTrial(plan);
    const names = await checkParts(made, plan);
    const saved = await savePlan(made.trx, planId, { ...plan, now: made.now });
    if (saved.kind === 'nameTaken') throw wrongField('name', 'Another plan has this name');
    if (trial.enabled && !(await hasTrialPlan(made.trx))) throw lastTrialPlan(plan);
    await pokeMembersOfPlan(made.trx, saved.planId, 'plan edited');
    await retryPlacements(made.trx, made.now);
    await made.audit({
      action: planId === null ? 'plans.add' : 'plans.edit',
      subject: 'plan',
      subjectId: saved.planId,
      ...auditedChange(before === null ? null : stored(before), plan, { currency, names }),
    });
    return { planId: saved.planId };
  });
});

/** Exactly one plan is the default, and it can be bought: another one takes it over, nothing else does (S32). */
function checkDefault(plan: PlanToSave, wasDefault: boolean): void {
  if (wasDefault && !plan.isDefault)
    throw wrongField('isDefault', 'Make another plan the default instead; there is always one');
  if (plan.isDefault && !plan.isActive) throw wrongField('isActive', 'The default plan stays active');
}

function checkTrial(plan: PlanToSave): void {
  if (!plan.isTrial) return;
  if (plan.cost > 0n) throw wrongField('cost', 'A trial costs 0');
  if (plan.isDefault) throw wrongField('isDefault', 'A trial is never the default plan');
}

/** While trials are on, one can be started. */
function lastTrialPlan({ isTrial, isActive }: PlanToSave): Refusal {
  const why = 'The last trial plan that is offered stays so while trials are switched on';
  if (!isTrial) return wrongField('isTrial', why);
  return wrongField(isActive ? 'visibility' : 'isActive', why);
}

/** Answers what the groups and servers are called. */
async function checkParts({ trx }: Change, plan: PlanToSave): Promise<ReadonlyMap<string, string>> {
  const groups = await listGroups(trx);
  const chosen = groups.filter((group) => plan.groupIds.includes(group.id));
  if (chosen.length !== new Set(plan.groupIds).size) throw wrongField('groupIds', 'There is no such group');
  if (chosen.some((group) => group.kind === 'private'))
    throw wrongField('groupIds', 'The private group is never part of a plan');
  const servers = await listServers(trx);
  if (plan.serverIds.some((serverId) => !servers.some((server) => server.id === serverId)))
    throw wrongField('serverIds', 'There is no such server');
  return new Map([...groups, ...servers].map(({ id: part, name }) => [part, name]));
}

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
    allowDownloads: plan.allow_downloads,
    allowTranscoding: plan.allow_transcoding,
    visibility: plan.visibility,
    maxSubscribers: plan.max_subscribers,
    description: plan.description,
    features: plan.features,
    displayOrder: plan.display_order,
    groupIds: plan.group_ids,
    serverIds: plan.server_ids,
  };
}
