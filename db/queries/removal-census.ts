import { type Kysely, sql } from 'kysely';
import type { Keeping } from '../../domain/hold/keeping.ts';
import type { RemovalCensus } from '../../domain/hold/mass-removal.ts';
import type { DB } from '../schema.ts';
import { entitling } from './entitling.ts';

const HOUR_MS = 3_600_000;

export interface CensusAt {
  readonly at: number;
  /** When the site came back from its last silence. */
  readonly silentUntil: number | null;
  readonly keeping: Keeping;
}

/** Whoever is merged or deleted loses access by an admin's decision, which no hold questions. */
const isStaying = sql`m.closed is null and m.deletion_asked_at is null`;

/** Pays for nothing at that instant, and is nobody's permanent guest. */
function isUnpaid(at: Date) {
  return sql`not m.is_permanent and not exists (select from payments p where p.member_id = m.id
    and p.status in ${entitling} and p.from_at <= ${at} and p.to_at > ${at})`;
}

/** What the member has stands on another server by now: nobody loses anything by the end of the old account. */
const isMovedAway = sql`exists (select from access_grants n where n.member_id = g.member_id
  and n.server_id = g.move_to_id and n.ended_at is null and n.replaced_at is null and n.observed_key like 'full:%')`;

/** The end of the paid time that is over, and what a person has decided about it. */
function endAndHold(at: Date) {
  return sql`cross join lateral (select max(p.to_at) as ended_at from payments p where p.member_id = g.member_id
      and p.status in ${entitling} and p.from_at <= ${at}) paid
    left join lateral (select h.state, h.since from hold_items h where h.grant_id = g.id
      and h.time_ended_at is not distinct from paid.ended_at order by h.hold_id desc limit 1) item on true`;
}

/** When what somebody has goes: null without a paid time to count from. */
function dueAt({ accessDays, accountDays, chargeHours }: Keeping) {
  return sql`case when m.account_change_required_at is not null or paid.ended_at is null then paid.ended_at
    when not g.is_full then paid.ended_at + make_interval(days => ${accountDays}::int)
    when ${accessDays}::int is null then 'infinity'
    else greatest(paid.ended_at + make_interval(days => ${accessDays}::int),
      (select paid.ended_at + make_interval(hours => ${chargeHours}::int) from recurring_subscriptions r
        where r.member_id = g.member_id and r.status in ('active', 'past_due'))) end`;
}

/**
 * Who would lose access now, from the facts themselves. One statement over everybody with an account: a caller
 * asks once for many removals, not for each.
 */
export async function removalCensus(
  db: Kysely<DB>,
  { at, silentUntil, keeping }: CensusAt,
): Promise<RemovalCensus> {
  const now = new Date(at);
  const anHourAgo = new Date(at - HOUR_MS);
  const back = silentUntil === null ? null : new Date(silentUntil);
  const { rows } = await sql<
    Record<'standing' | 'leaving' | 'overdue', bigint> & { open_since: Date | null }
  >`
    with living as (
      select g.id, g.member_id, g.desired_key like 'full:%' as is_full from access_grants g
      where g.ended_at is null and g.desired_key <> 'removed' and g.observed_key <> 'none'
    ), unpaid as (
      select g.member_id, item.state, item.since,
        ${dueAt(keeping)} as due_at
      from living g join members m on m.id = g.member_id ${endAndHold(now)}
      where ${isStaying} and ${isUnpaid(now)}
    ), due as (
      select * from unpaid where coalesce(due_at <= ${now}, true) and coalesce(state = 'waiting', true)
    ), taken as (
      select g.member_id from access_grants g join members m on m.id = g.member_id ${endAndHold(now)}
      where g.desired_at > ${anHourAgo} and g.desired_key not like 'full:%' and g.first_active_at is not null
        and item.state is distinct from 'released' and ${isStaying} and ${isUnpaid(now)}
    )
    select
      (select count(*) from (select member_id from living where is_full union select member_id from taken) a) as standing,
      (select count(*) from (select member_id from due where coalesce(since > ${anHourAgo}, true)
        union select member_id from taken) b) as leaving,
      (select count(distinct member_id) from due where due_at <= ${back}) as overdue,
      (select opened_at from holds where closed_at is null) as open_since`.execute(db);
  const row = rows[0];
  return {
    standing: Number(row?.standing ?? 0n),
    leaving: Number(row?.leaving ?? 0n),
    overdue: Number(row?.overdue ?? 0n),
    silentUntil,
    openSince: row?.open_since?.getTime() ?? null,
  };
}

/** Another word after each save of the settings that decide whether removals wait. */
export async function removalSettingsStamp(db: Kysely<DB>): Promise<string> {
  const rows = await db
    .selectFrom('settings')
    .select(['key', 'updated_at'])
    .where('key', 'in', ['holds', 'subscriptions', 'media'])
    .orderBy('key')
    .execute();
  return rows.map(({ key, updated_at: at }) => `${key} ${at.getTime()}`).join();
}

export interface RemovalAsked {
  readonly desired: string;
  readonly timeEnded: Date | null;
  readonly state: 'waiting' | 'released' | 'kept' | 'dropped' | null;
}

/** What one removal is about; null: the member pays again, has moved, or there is no account to take away. */
export async function removalAsked(db: Kysely<DB>, grantId: string, at: Date): Promise<RemovalAsked | null> {
  const { rows } = await sql<RemovalAsked>`
    select g.desired_key as desired, paid.ended_at as "timeEnded", item.state
    from access_grants g join members m on m.id = g.member_id ${endAndHold(at)}
    where g.id = ${grantId} and g.ended_at is null and g.observed_key <> 'none'
      and ${isStaying} and ${isUnpaid(at)} and not ${isMovedAway}`.execute(db);
  return rows[0] ?? null;
}
