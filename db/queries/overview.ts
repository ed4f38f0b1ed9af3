import { type Kysely, sql } from 'kysely';
import type { DB } from '../schema.ts';
import { notMoney } from './credit.ts';
import { entitling } from './entitling.ts';
import { usedSeats } from './servers-panel.ts';

export interface Listed<Row> {
  readonly rows: readonly Row[];
  readonly total: number;
}

async function listed<Row>(rows: Promise<readonly Row[]>, total: Promise<bigint>): Promise<Listed<Row>> {
  const [found, counted] = await Promise.all([rows, total]);
  return { rows: found, total: Number(counted) };
}

interface MemberInNeed {
  readonly id: string;
  readonly display_name: string;
  readonly standing: string;
  readonly step_key: string | null;
  readonly type: string | null;
  readonly message: string | null;
  readonly since: Date | null;
  readonly retry_at: Date | null;
}

/** Members whose process needs a person, with the failure that was tried most often, or `AccessLost`, or `NoAddress`. */
export async function membersInNeed(db: Kysely<DB>, limit: number): Promise<Listed<MemberInNeed>> {
  const rows = sql<MemberInNeed>`
    select m.id, m.display_name, m.standing, t.step_key, t.message, t.retry_at,
      coalesce(t.type, case when lost.at is not null then 'AccessLost' when m.email = '' then 'NoAddress' end) as type, coalesce(t.since, lost.at) as since
    from members m left join lateral (
      select * from step_troubles where member_id = m.id order by attempts desc, since limit 1
    ) t on true left join lateral (
      select min(observed_at) as at from access_grants
      where member_id = m.id and ended_at is null and observed_key = 'lost' and desired_key <> 'removed'
    ) lost on true
    where m.needs_attention and m.closed is null order by m.id limit ${limit}`.execute(db);
  const total = db
    .selectFrom('members')
    .select((eb) => eb.fn.countAll<bigint>().as('counted'))
    .where('needs_attention', '=', true)
    .where('closed', 'is', null)
    .executeTakeFirstOrThrow();
  return await listed(
    rows.then((result) => result.rows),
    total.then((row) => row.counted),
  );
}

export async function unmatchedPayments(db: Kysely<DB>, limit: number) {
  const open = db.selectFrom('unmatched_payments').where('status', '=', 'new');
  return await listed(
    open
      .select([
        'id',
        'gateway',
        'transaction_id',
        'amount',
        'currency',
        'payer_email',
        'occurred_at',
        'reason',
        'checkout_id',
      ])
      .orderBy('occurred_at', 'desc')
      .limit(limit)
      .execute(),
    open
      .select((eb) => eb.fn.countAll<bigint>().as('counted'))
      .executeTakeFirstOrThrow()
      .then((row) => row.counted),
  );
}

export async function checkoutsInNeed(db: Kysely<DB>, limit: number) {
  const open = db
    .selectFrom('checkouts')
    .innerJoin('logins', 'logins.id', 'checkouts.login_id')
    .where('checkouts.status', '=', 'needs_attention')
    .where('checkouts.finished_at', 'is', null);
  return await listed(
    open
      .select([
        'checkouts.id',
        'checkouts.member_id',
        'checkouts.status_reason',
        'checkouts.status_at',
        'checkouts.amount',
        'checkouts.currency',
        'checkouts.plan_snapshot',
        'logins.email',
      ])
      .orderBy('checkouts.status_at', 'desc')
      .limit(limit)
      .execute(),
    open
      .select((eb) => eb.fn.countAll<bigint>().as('counted'))
      .executeTakeFirstOrThrow()
      .then((row) => row.counted),
  );
}

/** Enabled servers that did not answer when last asked, or refused our key. */
export async function serversInNeed(db: Kysely<DB>) {
  return await db
    .selectFrom('servers')
    .select(['id', 'name', 'state', 'state_message', 'state_since'])
    .where('enabled', '=', true)
    .where((eb) => eb.or([eb('state', '<>', 'reachable'), eb('state_message', '<>', '')]))
    .orderBy('state_since')
    .execute();
}

/** Messages that could not be delivered: refused for good lately, or still being tried. */
export async function failedNotices(db: Kysely<DB>, since: Date, limit: number) {
  const failed = db
    .selectFrom('notices')
    .leftJoin('members', 'members.id', 'notices.member_id')
    .where('notices.created_at', '>', since)
    .where(
      sql<boolean>`(notices.status = 'refused' or (notices.status = 'owed' and notices.last_error is not null))`,
    );
  return await listed(
    failed
      .select([
        'notices.id',
        'notices.member_id',
        'notices.event',
        'notices.status',
        'notices.recipient',
        'notices.last_error',
        'notices.created_at',
        'members.display_name',
      ])
      .orderBy('notices.created_at', 'desc')
      .limit(limit)
      .execute(),
    failed
      .select((eb) => eb.fn.countAll<bigint>().as('counted'))
      .executeTakeFirstOrThrow()
      .then((row) => row.counted),
  );
}

export async function membersByStanding(db: Kysely<DB>): Promise<Record<string, number>> {
  const rows = await db
    .selectFrom('members')
    .select(['standing', (eb) => eb.fn.countAll<bigint>().as('counted')])
    .where('closed', 'is', null)
    .groupBy('standing')
    .execute();
  return Object.fromEntries(rows.map((row) => [row.standing, Number(row.counted)]));
}

export interface Seats {
  readonly serverId: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly state: string;
  readonly used: number;
  readonly maxUsers: number | null;
}

export async function seatsByServer(db: Kysely<DB>): Promise<Seats[]> {
  const rows = await db
    .selectFrom('servers')
    .select(['id', 'name', 'enabled', 'state', 'max_users', usedSeats.as('used')])
    .orderBy('priority')
    .orderBy('name')
    .execute();
  return rows.map((row) => ({
    serverId: row.id,
    name: row.name,
    enabled: row.enabled,
    state: row.state,
    used: Number(row.used),
    maxUsers: row.max_users,
  }));
}

/** Names of a few members, by their ids. */
export async function memberNames(
  db: Kysely<DB>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('members')
    .select(['id', 'display_name'])
    .where('id', 'in', [...ids])
    .execute();
  return new Map(rows.map((row) => [row.id, row.display_name]));
}

/** How many members had paid time at the end of each day: windows never overlap, so sums of ends suffice. */
export async function paidMembersByDay(db: Kysely<DB>, days: { from: Date; to: Date; zone: string }) {
  const { rows } = await sql<{ day: string; paid: bigint }>`
    with live as not materialized (
      select from_at, to_at from payments where status in ${entitling}
    ), before as (
      select (select count(*) from live where from_at < ${days.from})
        - (select count(*) from live where to_at < ${days.from}) as paid
    ), moves as (
      select (from_at at time zone ${days.zone})::date as day, count(*) as change from live
      where from_at >= ${days.from} and from_at < ${days.to} group by 1
      union all
      select (to_at at time zone ${days.zone})::date, -count(*) from live
      where to_at >= ${days.from} and to_at < ${days.to} group by 1
    ), calendar as (
      select generate_series((${days.from}::timestamptz at time zone ${days.zone})::date,
        (${days.to}::timestamptz at time zone ${days.zone})::date, '1 day')::date as day
    )
    select to_char(c.day, 'YYYY-MM-DD') as day,
      ((select paid from before) + coalesce(sum(sum(m.change)) over (order by c.day), 0))::bigint as paid
    from calendar c left join moves m on m.day = c.day group by c.day order by c.day`.execute(db);
  return rows.map((row) => ({ day: row.day, paid: Number(row.paid) }));
}

/** What came in, less what went back, by month and currency. */
export async function incomeByMonth(db: Kysely<DB>, since: Date, zone: string) {
  const { rows } = await sql<{ month: string; currency: string; amount: bigint }>`
    select to_char(at at time zone ${zone}, 'YYYY-MM') as month, currency, sum(amount)::bigint as amount
    from ledger_entries where at >= ${since} and kind not in ${notMoney} group by 1, 2 order by 1, 2`.execute(
    db,
  );
  return rows;
}
