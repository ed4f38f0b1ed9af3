import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { MemberFacts } from '../../domain/subscription/facts.ts';
import type { DB } from '../schema.ts';
import { entitling } from './entitling.ts';
import { SILENCE } from './site-life.ts';
import { factsFrom, type RawMember, type SharedFacts, surroundingsFrom } from './facts-from-rows.ts';

/** Enough of the past for the last stretch, and every window still to come. */
const PAYMENTS = 20;
/** The newest keys are those of the last stretch; payment notices are folded into the payments. */
const NOTICES = 40;

/** Everything that decides about one member, in one round trip. Null: there is no such member. */
export async function loadMemberFacts(db: Kysely<DB>, memberId: string): Promise<MemberFacts | null> {
  const servers = sql`(select server_id from access_grants where member_id = ${memberId})`;
  const { rows } = await sql<{ raw: RawMember; shared: SharedFacts }>`
    select ${rawMember} as raw, ${sharedFacts(servers)} as shared
    from members m where m.id = ${memberId}`.execute(db);
  const row = rows[0];
  return row === undefined ? null : factsFrom(memberId, row.raw, surroundingsFrom(row.shared));
}

/** The same of several; those that there are. */
export async function factsOfMembers(db: Kysely<DB>, memberIds: readonly string[]): Promise<MemberFacts[]> {
  const around = surroundingsFrom(await loadSharedFacts(db));
  const { rows } = await sql<{ id: string; raw: RawMember }>`
    select m.id, ${rawMember} as raw from members m where m.id = any(${[...memberIds]}::uuid[])`.execute(db);
  return rows.map(({ id, raw }) => factsFrom(id, raw, around));
}

export interface Fleet {
  /** Only members with something due before this instant, and those no process has looked at yet; null: everybody. */
  readonly dueBefore: Date | null;
  /** Only members whose time, now or later, is of this plan, and permanent ones who have it; absent: any. */
  readonly ofPlan?: { readonly planId: string; readonly now: Date };
  /** Each member's facts are made once for each of these: as it is, and as it would be. */
  readonly variants: readonly SharedFacts[];
}

const PAGE = 250;

/**
 * The facts of many members, page by page in the order of their ids; one list of facts for each member. Left out
 * is who lives ahead of the clock (a site for trying out): one calendar has one now.
 */
export async function* fleetFacts(
  db: Kysely<DB>,
  { dueBefore, ofPlan, variants }: Fleet,
): AsyncGenerator<readonly (readonly MemberFacts[])[]> {
  const surroundings = variants.map(surroundingsFrom);
  const isDue =
    dueBefore === null ? sql`true` : sql`(m.next_action_at < ${dueBefore} or m.standing_at is null)`;
  for (let last: string | undefined = '00000000-0000-0000-0000-000000000000'; last !== undefined; ) {
    const { rows }: { rows: { id: string; raw: RawMember }[] } = await sql<{ id: string; raw: RawMember }>`
      select m.id, ${rawMember} as raw from members m
      where m.closed is null and ${isDue} and ${hasPlan(ofPlan)} and m.id > ${last}
        and not exists (select from member_clocks c where c.member_id = m.id)
      order by m.id limit ${PAGE}`.execute(db);
    yield rows.map(({ id, raw }) => surroundings.map((around) => factsFrom(id, raw, around)));
    last = rows.length < PAGE ? undefined : rows.at(-1)?.id;
  }
}

function hasPlan(ofPlan: Fleet['ofPlan']) {
  if (ofPlan === undefined) return sql`true`;
  const { planId, now } = ofPlan;
  return sql`(m.permanent_plan_id = ${planId} or exists (select from payments where member_id = m.id
    and plan_id = ${planId} and to_at > ${now} and status in ${entitling}))`;
}

/** What members' facts have in common: libraries of every server, and the settings that decide. */
export async function loadSharedFacts(db: Kysely<DB>): Promise<SharedFacts> {
  const { rows } = await sql<{ shared: SharedFacts }>`
    select ${sharedFacts(sql`(select id from servers)`)} as shared`.execute(db);
  return rows[0]?.shared ?? { libraries: {}, settings: {} };
}

function ms(column: RawBuilder<unknown>) {
  return sql`round(extract(epoch from ${column}) * 1000)`;
}

/** The part of a plan that decides about access, in the shape of a payment's snapshot. */
function terms(plan: RawBuilder<unknown>) {
  return sql`jsonb_build_object('allowDownloads', ${plan}.allow_downloads, 'allowTranscoding', ${plan}.allow_transcoding,
    'groupIds', (select coalesce(jsonb_agg(pg.group_id), '[]') from plan_library_groups pg where pg.plan_id = ${plan}.id))`;
}

/** Removed after the last paid time, and the member has not been told: whether that is news depends on the settings. */
const isUntoldRemoval = sql`(g.desired_key = 'removed' and g.observed_key = 'removed' and g.first_active_at is not null
  and g.ended_at >= (select max(to_at) from payments where member_id = m.id and status in ${entitling})
  and not exists (select from notices n where n.member_id = m.id and n.key = 'removed/' || g.id
    and n.status <> 'owed'))`;

/** Somebody who lives ahead of the clock has ends that no reading can have followed yet. */
const isAhead = sql`exists (select from member_clocks c where c.member_id = m.id and c.ahead_ms > 0)`;

/** What is known of the member `m` alone. */
const rawMember = sql`jsonb_build_object(
  'is_permanent', m.is_permanent,
  'has_no_address', m.email = '',
  'is_sub', exists (select from member_links l where l.sub_id = m.id),
  'closed', m.closed,
  'is_leaving', m.deletion_asked_at is not null,
  'suspension', case when m.suspended_until is not null then
    jsonb_build_object('from', ${ms(sql`m.suspended_at`)}, 'until', ${ms(sql`m.suspended_until`)}) end,
  'recurring', (select jsonb_build_object('id', r.id, 'status', r.status, 'statusAt', ${ms(sql`r.status_at`)},
      'askedAt', ${ms(sql`r.asked_at`)}, 'isForAdmins', true) from recurring_subscriptions r
    where r.member_id = m.id and r.status not in ('pending_approval', 'ended', 'abandoned')),
  'reading', (select jsonb_build_object('readAt', ${ms(sql`y.began_at`)},
      'askedAt', ${ms(sql`greatest(y.tried_at, y.wanted_at)`)}) from settings s
    left join transaction_syncs y on y.gateway = 'stripe' and y.account = 'main'
    where s.key = 'stripe' and (s.value->'transactionSync')::boolean and not ${isAhead}),
  'account_change_ms', ${ms(sql`m.account_change_required_at`)},
  'account_changed_ms', ${ms(sql`m.account_changed_at`)},
  'discord', case when m.discord_id is not null then
    jsonb_build_object('kickedAt', ${ms(sql`m.discord_kicked_at`)}) end,
  'plan', (select ${terms(sql`pl`)} from plans pl where pl.id = m.permanent_plan_id),
  'payments', (select coalesce(jsonb_agg(p order by p.from_ms), '[]') from (
    select id, plan_id, ${ms(sql`from_at`)} as from_ms, ${ms(sql`to_at`)} as to_ms,
      jsonb_build_object('allowDownloads', plan_snapshot->'allowDownloads',
        'allowTranscoding', plan_snapshot->'allowTranscoding', 'groupIds', plan_snapshot->'groupIds') as plan,
      ${ms(sql`clock_started_at`)} as counts_from_ms,
      case when clock_starts_by is not null then jsonb_build_object('startsBy', ${ms(sql`clock_starts_by`)},
        'askedAt', ${ms(sql`playback_asked_at`)}) end as clock,
      coalesce((plan_snapshot->'isTrial')::boolean, false) as is_trial,
      not exists (select from payments e where e.member_id = m.id and e.status in ${entitling}
        and e.source <> 'trial' and (e.from_at, e.id) < (payments.from_at, payments.id)) as is_first,
      is_announced and not exists (select from notices n where n.member_id = m.id
        and n.key = 'payment/' || payments.id and n.status <> 'owed') as is_announced,
      payments.is_announced and coalesce((plan_snapshot->'isTrial')::boolean, false) as is_for_admins
    from payments where member_id = m.id and status in ${entitling}
    order by to_at desc limit ${PAYMENTS}) p),
  'grants', (select coalesce(jsonb_agg(gr order by gr.id), '[]') from (
    select g.id, g.server_id, g.desired_key, g.observed_key, g.credentials is not null as has_credentials,
      g.handed_over_at is not null as is_handed_over, g.replaced_at is not null as is_replaced,
      g.move_to_id, g.moved_from_id is not null as is_move,
      case when g.observed_key = 'lost' then ${ms(sql`g.observed_at`)} end as lost_ms, ${ms(sql`g.ended_at`)} as ended_ms, s.enabled, s.trials_only,
      (select jsonb_build_object('state', h.state, 'since', ${ms(sql`h.since`)}, 'time_ended', ${ms(sql`h.time_ended_at`)})
        from hold_items h where h.grant_id = g.id order by h.hold_id desc limit 1) as hold
    from access_grants g join servers s on s.id = g.server_id
    where g.member_id = m.id and (g.ended_at is null or ${isUntoldRemoval})) gr),
  'bonuses', (select jsonb_agg(jsonb_build_object('id', b.id) order by b.id) from referral_bonuses b
    where b.referrer_id = m.id and b.status = 'applied' and not exists (select from notices n
      where n.member_id = m.id and n.key = 'bonus/' || b.id and n.status <> 'owed')),
  'notices', (select coalesce(jsonb_agg(n.key), '[]') from (
    select key from notices where member_id = m.id and key not like 'payment/%' and key not like 'bonus/%' and status <> 'owed'
    order by created_at desc limit ${NOTICES}) n),
  'troubles', (select coalesce(jsonb_object_agg(t.step_key, jsonb_build_object('attempts', t.attempts,
      'type', t.type, 'since', ${ms(sql`t.since`)}, 'retryAt', ${ms(sql`t.retry_at`)})), '{}')
    from step_troubles t where t.member_id = m.id))`;

/** Live libraries that may be shared, by server: one in the private group never is, whatever else it is in. */
function sharedFacts(serverIds: RawBuilder<unknown>) {
  return sql`jsonb_build_object(
    'libraries', (select coalesce(jsonb_object_agg(server_id, libraries), '{}') from (
      select server_id, jsonb_agg(jsonb_build_object('external_id', external_id, 'group_ids', group_ids)) as libraries
      from (select li.server_id, li.external_id, jsonb_agg(lg.group_id) as group_ids
        from libraries li join libraries_in_groups lg on lg.library_id = li.id
          join library_groups gr on gr.id = lg.group_id
        where li.server_id in ${serverIds} and li.gone_at is null
        group by li.id, li.server_id, li.external_id having not bool_or(gr.kind = 'private')) shareable
      group by server_id) by_server),
    'settings', (select coalesce(jsonb_object_agg(key, value), '{}') from settings
      where key in ('reminders', 'subscriptions', 'features', 'media', 'discordSync', 'holds')),
    'silence', (select value::jsonb from site_state where key = ${SILENCE}))`;
}
