import { type Kysely, sql } from 'kysely';
import type { DB } from '../schema.ts';

export async function memberById(db: Kysely<DB>, id: string) {
  return await db
    .selectFrom('members')
    .leftJoin('logins', 'logins.id', 'members.login_id')
    .leftJoin('plans', 'plans.id', 'members.permanent_plan_id')
    .select([
      'members.id',
      'members.display_name',
      'members.email',
      'members.is_permanent',
      'members.permanent_plan_id',
      'members.wanted_username',
      'members.notes',
      'members.closed',
      'members.created_at',
      'members.standing',
      'members.standing_at',
      'members.standing_reasons',
      'members.entitled_until',
      'members.next_action_at',
      'members.needs_attention',
      'logins.email as login_email',
      'logins.disabled as login_disabled',
      'plans.name as permanent_plan',
    ])
    .where('members.id', '=', id)
    .executeTakeFirst();
}

/** Living grants first, then the latest of those that ended. */
export async function grantsOfMember(db: Kysely<DB>, memberId: string, limit: number) {
  return await db
    .selectFrom('access_grants')
    .innerJoin('servers', 'servers.id', 'access_grants.server_id')
    .select([
      'access_grants.id',
      'access_grants.username',
      'access_grants.external_id',
      'access_grants.desired_key',
      'access_grants.desired_downloads',
      'access_grants.desired_transcoding',
      'access_grants.observed_key',
      'access_grants.observed_at',
      'access_grants.first_active_at',
      'access_grants.ended_at',
      'access_grants.created_at',
      'servers.id as server_id',
      'servers.name as server',
      'servers.state as server_state',
      sql<string[]>`array(select l.title from libraries l where l.server_id = servers.id
        and l.external_id = any(access_grants.desired_library_ids) order by lower(l.title))`.as('libraries'),
    ])
    .where('access_grants.member_id', '=', memberId)
    .orderBy(sql`access_grants.ended_at is not null`)
    .orderBy('access_grants.created_at', 'desc')
    .limit(limit)
    .execute();
}

export async function paymentsOfMember(db: Kysely<DB>, memberId: string, limit: number) {
  return await db
    .selectFrom('payments')
    .leftJoin('logins', 'logins.id', 'payments.recorded_by')
    .select([
      'payments.id',
      'payments.number',
      'payments.plan_id',
      'payments.plan_snapshot',
      'payments.from_at',
      'payments.to_at',
      'payments.amount',
      'payments.currency',
      'payments.source',
      'payments.transaction_id',
      'payments.sequence_number',
      'payments.status',
      'payments.notes',
      'payments.created_at',
      'logins.email as recorded_by',
    ])
    .where('payments.member_id', '=', memberId)
    .orderBy('payments.from_at', 'desc')
    .limit(limit)
    .execute();
}

/** The past, latest first; `before` is the instant of the last entry already shown. */
export async function pastOfMember(
  db: Kysely<DB>,
  memberId: string,
  part: { readonly before: Date | null; readonly limit: number },
) {
  return await db
    .selectFrom('member_events')
    .leftJoin('logins', 'logins.id', 'member_events.actor_login_id')
    .leftJoin('payments', (join) => join.on(sql`payments.id::text`, '=', sql.ref('member_events.about_id')))
    .leftJoin('notices', (join) =>
      join
        .onRef('notices.member_id', '=', 'member_events.member_id')
        .on(sql`notices.id::text`, '=', sql.ref('member_events.about_id')),
    )
    .select([
      'member_events.id',
      'member_events.at',
      'member_events.kind',
      'member_events.actor',
      'member_events.about_id',
      'member_events.data',
      'logins.email as actor_email',
      'payments.number as payment_number',
      'payments.amount as payment_amount',
      'payments.currency as payment_currency',
      'payments.from_at as payment_from',
      'payments.to_at as payment_to',
      'payments.status as payment_status',
      'notices.event as notice_event',
      'notices.subject as notice_subject',
      'notices.status as notice_status',
    ])
    .where('member_events.member_id', '=', memberId)
    .$if(part.before !== null, (query) => query.where('member_events.at', '<', part.before ?? new Date(0)))
    .orderBy('member_events.at', 'desc')
    .orderBy('member_events.id', 'desc')
    .limit(part.limit)
    .execute();
}

export async function troublesOfMember(db: Kysely<DB>, memberId: string) {
  return await db
    .selectFrom('step_troubles')
    .select(['step_key', 'attempts', 'type', 'message', 'since', 'retry_at'])
    .where('member_id', '=', memberId)
    .orderBy('since')
    .execute();
}
