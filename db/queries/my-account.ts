import { type Kysely, sql } from 'kysely';
import type { DB } from '../schema.ts';
import { bonusOf, planCreditOf } from './credit.ts';

/** The member a login belongs to; undefined while it is a customer's. */
export async function memberOfLogin(db: Kysely<DB>, loginId: string) {
  return await db
    .selectFrom('members')
    .select(['id', 'display_name as name', 'is_permanent as isPermanent', 'discord_id as discordId'])
    .where('login_id', '=', loginId)
    .where('closed', 'is', null)
    .executeTakeFirst();
}

/** What the member pays and paid, latest first. */
export async function myPayments(db: Kysely<DB>, memberId: string, limit: number) {
  return await db
    .selectFrom('payments')
    .select([
      'id',
      'number',
      'plan_id as planId',
      'plan_snapshot as terms',
      'from_at as fromAt',
      'to_at as toAt',
      'amount',
      'discount',
      'currency',
      'source',
      'status',
      'created_at as createdAt',
    ])
    .select(planCreditOf('payments').as('credit'))
    .select(bonusOf('payments').as('bonus'))
    .where('member_id', '=', memberId)
    .where('status', '!=', 'voided')
    .orderBy('from_at', 'desc')
    .limit(limit)
    .execute();
}

/** Where the member's accounts are, and what each was last seen to have. */
export async function myAccess(db: Kysely<DB>, memberId: string) {
  return await db
    .selectFrom('access_grants as g')
    .innerJoin('servers as s', 's.id', 'g.server_id')
    .leftJoin('locations as l', 'l.id', 's.location_id')
    .select([
      'g.id',
      'g.username',
      'g.observed_key as observedKey',
      'g.desired_key as desiredKey',
      's.name as serverName',
      's.platform',
      'l.name as location',
      'l.country_code as countryCode',
    ])
    .select(sql<string>`coalesce(nullif(s.public_url, ''), s.base_url)`.as('serverUrl'))
    .select(sql<boolean>`g.external_id is not null`.as('hasAccount'))
    .select(sql<boolean>`g.replaced_at is not null or g.move_to_id is not null`.as('isReplaced'))
    .where('g.member_id', '=', memberId)
    .where('g.ended_at', 'is', null)
    .orderBy('g.created_at')
    .execute();
}

/** Purchases of this login that are still under way. */
export async function myOpenCheckouts(db: Kysely<DB>, loginId: string) {
  return await db
    .selectFrom('checkouts')
    .select([
      'id',
      'status',
      'plan_snapshot as terms',
      'amount',
      'currency',
      'page_url as pageUrl',
      'created_at as createdAt',
    ])
    .where('login_id', '=', loginId)
    .where('finished_at', 'is', null)
    .where('cancelled_at', 'is', null)
    .orderBy('created_at', 'desc')
    .limit(5)
    .execute();
}
