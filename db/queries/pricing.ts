import { type Kysely, sql } from 'kysely';
import type { PeriodStart } from '../../domain/payment/first-playback.ts';
import type { DB } from '../schema.ts';

export interface OfferedPlan {
  readonly id: string;
  readonly name: string;
  readonly cost: bigint;
  readonly durationCount: number;
  readonly durationUnit: 'day' | 'week' | 'month' | 'year';
  readonly maxStreams: number;
  readonly allowDownloads: boolean;
  readonly description: string;
  readonly features: readonly string[];
  readonly groupIds: readonly string[];
  /** More than 0: a linked plan, which pays for so many others. */
  readonly maxSubAccounts: number;
  /** Where there is a choice of locations, one has to be chosen. */
  readonly requiresLocation: boolean;
  readonly periodStart: PeriodStart;
}

/**
 * Active plans in the order of the site, those for sale or the trials; `audience` decides whether those for
 * existing members are among them.
 */
export async function offeredPlans(
  db: Kysely<DB>,
  kind: 'paid' | 'trial',
  audience: 'everybody' | 'members',
): Promise<OfferedPlan[]> {
  return await db
    .selectFrom('plans')
    .select([
      'id',
      'name',
      'cost',
      'duration_count as durationCount',
      'duration_unit as durationUnit',
      'max_streams as maxStreams',
      'allow_downloads as allowDownloads',
      'description',
      'features',
      'max_sub_accounts as maxSubAccounts',
      'requires_location as requiresLocation',
      'period_start as periodStart',
    ])
    .select(
      sql<string[]>`(select coalesce(array_agg(group_id::text order by group_id), '{}')
        from plan_library_groups where plan_id = plans.id)`.as('groupIds'),
    )
    .where('is_active', '=', true)
    .where('is_trial', '=', kind === 'trial')
    .where('visibility', 'in', audience === 'members' ? ['public', 'existing_members'] : ['public'])
    .orderBy('display_order')
    .orderBy('name')
    .execute();
}
