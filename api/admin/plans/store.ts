import { z } from 'zod';
import type { Kysely, Transaction } from 'kysely';
import { applyPlanToCurrent } from '../../../db/queries/apply-plan.ts';
import { listGroups } from '../../../db/queries/library-groups.ts';
import { planById, type PlanToSave, savePlan } from '../../../db/queries/plans.ts';
import { hasTrialPlan } from '../../../db/queries/trial-plans.ts';
import { listServers } from '../../../db/queries/servers-panel.ts';
import type { DB } from '../../../db/schema.ts';
import type { Refusal } from '../../refusal.ts';
import type { AdminContext } from '../change.ts';
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

export const planInput = z.object({
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
  /** When the paid time of somebody without time left begins. */
  periodStart: z.enum(['at_payment', 'first_playback']).default('at_payment'),
  allowDownloads: z.boolean(),
  allowTranscoding: z.boolean(),
  visibility: z.enum(['public', 'existing_members', 'hidden']),
  maxSubscribers: wholeTextOrNone(1, 1_000_000),
  maxSubAccounts: wholeText(0, 100),
  /** Blank: none. What is charged at this price pays for the plan. */
  stripePriceId: z
    .union([
      z.literal(''),
      text(255).regex(/^price_\w+$/, 'The id of a Stripe price, such as price_1Pgc6rB7WZ01'),
    ])
    .default(''),
  /** The admin has seen in what the price at Stripe is another than the plan's (S34). */
  acceptsPrice: z.boolean().default(false),
  /** Whoever buys it chooses a location where there is a choice. */
  requiresLocation: z.boolean().default(false),
  description: text(2000),
  features: z
    .array(text(120))
    .max(20, 'At most 20')
    .transform((lines) => lines.filter((line) => line !== '')),
  displayOrder: wholeText(-10_000, 10_000),
  groupIds: z.array(id).min(1, 'At least one library group').max(50),
  serverIds: z.array(id).max(50),
  /** What is paid for and not over yet gets the new terms too (S35). */
  appliesToCurrent: z.boolean().default(false),
});

export type TypedPlan = z.output<typeof planInput>;

export interface StoredPlan {
  readonly planId: string;
  readonly plan: PlanToSave;
  readonly before: Awaited<ReturnType<typeof planById>> | null;
  /** What its groups and servers are called. */
  readonly names: ReadonlyMap<string, string>;
}

/** Checks and writes a plan, and the terms of those who have it where that was asked for. */
export async function storePlan(
  ctx: AdminContext,
  trx: Transaction<DB>,
  { id: planId, appliesToCurrent, acceptsPrice: _accepts, ...typed }: TypedPlan,
): Promise<StoredPlan> {
  const { payments, trial } = await ctx.settings();
  const plan: PlanToSave = {
    ...typed,
    cost: amountOf(typed.cost, payments.currency, 'cost'),
    stripePriceId: typed.stripePriceId === '' ? null : typed.stripePriceId,
  };
  const before = (await planToSave(trx, planId)) ?? null;
  checkDefault(plan, before?.is_default ?? false);
  checkTrial(plan);
  checkClock(plan);
  const names = await checkParts(trx, plan);
  const now = ctx.clock();
  const saved = await savePlan(trx, planId, { ...plan, now });
  if (saved.kind === 'nameTaken') throw wrongField('name', 'Another plan has this name');
  if (saved.kind === 'priceTaken') throw wrongField('stripePriceId', 'Another plan has this price');
  if (trial.enabled && !(await hasTrialPlan(trx))) throw lastTrialPlan(plan);
  if (appliesToCurrent) await applyPlanToCurrent(trx, { planId: saved.planId, now, by: ctx.login.id });
  return { planId: saved.planId, plan, before, names };
}

/** The plan as it is; undefined: a new one. */
export async function planToSave(db: Kysely<DB>, id: string | null): ReturnType<typeof planById> {
  const plan = id === null ? undefined : await planById(db, id);
  if (id !== null && plan === undefined) throw notThere('plan');
  return plan;
}

/** Exactly one plan is the default, and it can be bought: another one takes it over, nothing else does (S32). */
function checkDefault(plan: PlanToSave, wasDefault: boolean): void {
  if (wasDefault && !plan.isDefault)
    throw wrongField('isDefault', 'Make another plan the default instead; there is always one');
  if (plan.isDefault && !plan.isActive) throw wrongField('isActive', 'The default plan stays active');
}

function checkTrial(plan: PlanToSave): void {
  if (!plan.isTrial) return;
  if (plan.cost > 0n) throw wrongField('cost', 'A trial costs 0');
  if (plan.maxSubAccounts > 0) throw wrongField('maxSubAccounts', 'A trial pays for nobody else: 0');
  if (plan.isDefault) throw wrongField('isDefault', 'A trial is never the default plan');
}

/** A trial is short and free, and on a linked plan several people would wait for each other. */
function checkClock({ periodStart, isTrial, maxSubAccounts }: PlanToSave): void {
  if (periodStart === 'at_payment') return;
  if (isTrial) throw wrongField('periodStart', 'The time of a trial begins when it is started');
  if (maxSubAccounts > 0)
    throw wrongField('periodStart', 'The time of a plan that pays for others begins with the payment');
}

/** While trials are on, one can be started. */
function lastTrialPlan({ isTrial, isActive }: PlanToSave): Refusal {
  const why = 'The last trial plan that is offered stays so while trials are switched on';
  if (!isTrial) return wrongField('isTrial', why);
  return wrongField(isActive ? 'visibility' : 'isActive', why);
}

/** Answers what the groups and servers are called. */
async function checkParts(trx: Transaction<DB>, plan: PlanToSave): Promise<ReadonlyMap<string, string>> {
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
