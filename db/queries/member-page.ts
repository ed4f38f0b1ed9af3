import { type Kysely, sql } from 'kysely';
import type { DB } from '../schema.ts';

export async function memberById(db: Kysely<DB>, id: string) {
  return await db
    .selectFrom('members')
    .leftJoin('logins', 'logins.id', 'members.login_id')
    .leftJoin('plans', 'plans.id', 'members.permanent_plan_id')
    .leftJoin('members as referrer', 'referrer.id', 'logins.referred_by_id')
    .leftJoin('members as heir', 'heir.id', 'members.merged_into_id')
    .select([
      'members.id',
      'members.display_name',
      'members.email',
      'members.is_permanent',
      'members.permanent_plan_id',
      'members.wanted_username',
      'members.notes',
      'members.discord_id',
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
      'logins.role as login_role',
      'members.referral_code',
      'logins.referred_by_id',
      'referrer.display_name as referred_by',
      'members.deletion_asked_at',
      'members.suspended_at',
      'members.suspended_until',
      'plans.name as permanent_plan',
      'members.merged_into_id',
      'heir.display_name as merged_into',
    ])
    .where('members.id', '=', id)
    .executeTakeFirst();
}

/** Living grants first, then the latest of those that ended. */
export async function grantsOfMember(db: Kysely<DB>, memberId: string, limit: number) {
  return await db
    .selectFrom('access_grants')
    .innerJoin('servers', 'servers.id', 'access_grants.server_id')
    .leftJoin('locations', 'locations.id', 'servers.location_id')
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
      'access_grants.replaced_at',
      'access_grants.move_to_id',
      'access_grants.created_at',
      'servers.id as server_id',
      'servers.name as server',
      'servers.state as server_state',
      'locations.name as location',
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
    .leftJoin('money_backs', 'money_backs.payment_id', 'payments.id')
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
      'payments.payer_email',
      'payments.notes',
      'payments.created_at',
      'logins.email as recorded_by',
      'money_backs.refunded',
      'money_backs.charged_back as chargedBack',
    ])
    .where('payments.member_id', '=', memberId)
    .orderBy('payments.from_at', 'desc')
    .limit(limit)
    .execute();
}

export interface PastRow {
  readonly id: string;
  readonly at: Date;
  readonly kind: string;
  readonly actor: 'process' | 'member' | 'admin';
  readonly actorEmail: string | null;
  readonly data: Record<string, unknown>;
  readonly payment: { number: number; amount: string; currency: string; from: number; to: number } | null;
  readonly server: string | null;
  readonly notice: { subject: string | null; recipient: string | null; error: string | null } | null;
}

/** The past, latest first; `before` is the instant of the last entry already shown. */
export async function pastOfMember(
  db: Kysely<DB>,
  memberId: string,
  part: { readonly before: Date | null; readonly limit: number },
): Promise<PastRow[]> {
  const { rows } = await sql<PastRow>`
    select e.id, e.at, e.kind, e.actor, l.email as "actorEmail", e.data, s.name as server,
      case when p.id is not null then jsonb_build_object('number', p.number, 'amount', p.amount::text,
        'currency', p.currency, 'from', round(extract(epoch from p.from_at) * 1000),
        'to', round(extract(epoch from p.to_at) * 1000)) end as payment,
      case when n.id is not null then jsonb_build_object('subject', n.subject, 'recipient', n.recipient,
        'error', n.last_error) end as notice
    from member_events e
    left join logins l on l.id = e.actor_login_id
    left join payments p on p.member_id = e.member_id and p.id::text = e.about_id
    left join access_grants g on g.member_id = e.member_id and g.id::text = e.about_id
    left join servers s on s.id::text = coalesce(g.server_id::text, e.data ->> 'serverId')
    left join notices n on n.member_id = e.member_id and n.key = e.data ->> 'key'
    where e.member_id = ${memberId} and (${part.before}::timestamptz is null or e.at < ${part.before})
    order by e.at desc, e.id desc limit ${part.limit}`.execute(db);
  return rows;
}

export async function troublesOfMember(db: Kysely<DB>, memberId: string) {
  return await db
    .selectFrom('step_troubles')
    .select(['step_key', 'attempts', 'type', 'message', 'since', 'retry_at'])
    .where('member_id', '=', memberId)
    .orderBy('since')
    .execute();
}
