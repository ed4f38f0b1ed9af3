import { type Kysely, sql, type Transaction } from 'kysely';
import type { PeriodStart } from '../../domain/payment/first-playback.ts';
import { isViolationOf } from '../constraint.ts';
import { newId } from '../new-id.ts';
import type { DB } from '../schema.ts';
import type { PlanTable } from '../tables/plans.ts';
import { entitling } from './entitling.ts';

const groupIds = sql<string[]>`array(select pg.group_id::text from plan_library_groups pg
  join library_groups g on g.id = pg.group_id where pg.plan_id = plans.id order by lower(g.name))`;
const serverIds = sql<string[]>`array(select ps.server_id::text from plan_target_servers ps
  where ps.plan_id = plans.id order by ps.position)`;

/** Windows of one member never overlap, so payments in force are members. */
export async function listPlans(db: Kysely<DB>, now: Date) {
  const rows = await db
    .selectFrom('plans')
    .leftJoin(
      sql<{ plan_id: string; subscribers: bigint }>`(select plan_id, count(*) as subscribers
        from payments where from_at <= ${now} and to_at > ${now}
        and status in ${entitling} group by plan_id)`.as('in_force'),
      'in_force.plan_id',
      'plans.id',
    )
    .selectAll('plans')
    .select([
      groupIds.as('group_ids'),
      serverIds.as('server_ids'),
      'in_force.subscribers',
      sql<boolean>`exists (select from payments p where p.plan_id = plans.id)`.as('has_payments'),
    ])
    .orderBy('plans.display_order')
    .orderBy(sql`lower(plans.name)`)
    .execute();
  return rows.map((row) => ({ ...row, subscribers: Number(row.subscribers ?? 0n) }));
}

export async function planById(db: Kysely<DB>, id: string) {
  return await db
    .selectFrom('plans')
    .selectAll()
    .select([groupIds.as('group_ids'), serverIds.as('server_ids')])
    .where('id', '=', id)
    .executeTakeFirst();
}

/** The one that imported members get: there always is one. */
export async function defaultPlan(db: Kysely<DB>) {
  return await db
    .selectFrom('plans')
    .select(['id', 'duration_count', 'duration_unit'])
    .where('is_default', '=', true)
    .executeTakeFirstOrThrow();
}

export interface PlanToSave {
  readonly name: string;
  readonly cost: bigint;
  readonly durationCount: number;
  readonly durationUnit: PlanTable['duration_unit'];
  readonly maxStreams: number;
  readonly isDefault: boolean;
  readonly isActive: boolean;
  readonly isTrial: boolean;
  readonly periodStart: PeriodStart;
  readonly allowDownloads: boolean;
  readonly allowTranscoding: boolean;
  readonly visibility: 'public' | 'existing_members' | 'hidden';
  readonly maxSubscribers: number | null;
  /** More than 0: a linked plan, whose cost covers so many others. */
  readonly maxSubAccounts: number;
  /** The price at Stripe that pays for it; null: none was named. */
  readonly stripePriceId: string | null;
  /** Whoever buys it chooses a location where there is a choice. */
  readonly requiresLocation: boolean;
  readonly description: string;
  readonly features: readonly string[];
  readonly displayOrder: number;
  readonly groupIds: readonly string[];
  /** Servers that the plan prefers, first choice first. */
  readonly serverIds: readonly string[];
}

export type SavedPlan =
  | { readonly kind: 'saved'; readonly planId: string }
  | { readonly kind: 'nameTaken' }
  | { readonly kind: 'priceTaken' };

/** A new plan where `id` is null. Making one the default takes it from the one that was. */
export async function savePlan(
  trx: Transaction<DB>,
  id: string | null,
  plan: PlanToSave & { readonly now: Date },
): Promise<SavedPlan> {
  await sql`lock table plans in share row exclusive mode`.execute(trx);
  if (plan.isDefault)
    await trx
      .updateTable('plans')
      .set({ is_default: false })
      .where('is_default', '=', true)
      .where('id', 'is distinct from', id)
      .execute();
  const planId = id ?? newId();
  try {
    await writePlan(trx, planId, plan);
  } catch (error) {
    if (isViolationOf(error, 'plans_name')) return { kind: 'nameTaken' };
    if (isViolationOf(error, 'plans_stripe_price')) return { kind: 'priceTaken' };
    throw error;
  }
  await trx.deleteFrom('plan_library_groups').where('plan_id', '=', planId).execute();
  await trx
    .insertInto('plan_library_groups')
    .values(plan.groupIds.map((group_id) => ({ plan_id: planId, group_id })))
    .execute();
  await trx.deleteFrom('plan_target_servers').where('plan_id', '=', planId).execute();
  const targets = plan.serverIds.map((server_id, position) => ({ plan_id: planId, server_id, position }));
  if (targets.length > 0) await trx.insertInto('plan_target_servers').values(targets).execute();
  return { kind: 'saved', planId };
}

async function writePlan(
  trx: Transaction<DB>,
  id: string,
  plan: PlanToSave & { readonly now: Date },
): Promise<void> {
  const row = {
    name: plan.name,
    cost: plan.cost,
    duration_count: plan.durationCount,
    duration_unit: plan.durationUnit,
    max_streams: plan.maxStreams,
    is_default: plan.isDefault,
    is_active: plan.isActive,
    is_trial: plan.isTrial,
    period_start: plan.periodStart,
    allow_downloads: plan.allowDownloads,
    allow_transcoding: plan.allowTranscoding,
    visibility: plan.visibility,
    max_subscribers: plan.maxSubscribers,
    max_sub_accounts: plan.maxSubAccounts,
    requires_location: plan.requiresLocation,
    stripe_price_id: plan.stripePriceId,
    description: plan.description,
    features: [...plan.features],
    display_order: plan.displayOrder,
    updated_at: plan.now,
  };
  await trx
    .insertInto('plans')
    .values({ id, created_at: plan.now, ...row })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute();
}

/** Payments keep pointing at their plan for ever; so do purchases, permanent members and discount codes. */
export async function isPlanInUse(db: Kysely<DB>, id: string): Promise<boolean> {
  const { rows } = await sql<{ used: boolean }>`select exists (select from payments where plan_id = ${id})
    or exists (select from checkouts where plan_id = ${id})
    or exists (select from members where permanent_plan_id = ${id})
    or exists (select from discount_code_plans where plan_id = ${id}) as used`.execute(db);
  return rows[0]?.used ?? false;
}

export async function deletePlan(trx: Transaction<DB>, id: string): Promise<void> {
  await trx.deleteFrom('plans').where('id', '=', id).execute();
}
