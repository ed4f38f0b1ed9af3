import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { DB } from '../schema.ts';
import { entitling } from './entitling.ts';
import { all, countUpTo, likeText, type ListPage, type Total } from './list-page.ts';
import { isOfTrial } from './trial-time.ts';

export type MemberSort = 'name' | 'email' | 'standing' | 'until' | 'next' | 'joined';

export interface MemberFilter {
  /** Part of a name, e-mail address or media user name. */
  readonly search: string;
  readonly standings: readonly string[];
  /** The plan of the payment in force. */
  readonly planId: string | null;
  readonly serverId: string | null;
  readonly needsAttention: boolean;
}

export interface MemberRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly standing: string;
  readonly isPermanent: boolean;
  readonly needsAttention: boolean;
  readonly until: Date | null;
  readonly nextAt: Date | null;
  readonly joinedAt: Date;
  readonly plan: string | null;
  /** The time of a trial runs now. */
  readonly isOnTrial: boolean;
  readonly server: string | null;
  readonly username: string | null;
}

const MOST_BY_USERNAME = 200;

const orders: Readonly<Record<MemberSort, RawBuilder<unknown>>> = {
  name: sql`lower(m.display_name)`,
  email: sql`lower(m.email)`,
  standing: sql`m.standing`,
  until: sql`m.entitled_until`,
  next: sql`m.next_action_at`,
  joined: sql`m.created_at`,
};

/**
 * The ids of the page are found first, on indexes alone; plan and server are looked up for those few only.
 */
export async function listMembers(
  db: Kysely<DB>,
  request: MemberFilter & ListPage<MemberSort> & { readonly now: Date },
): Promise<{ rows: MemberRow[]; total: Total }> {
  const where = conditions(request, request.now);
  const direction = request.direction === 'desc' ? sql`desc` : sql`asc`;
  const order = sql`${orders[request.sort]} ${direction}, m.id ${direction}`;
  const page = sql`select m.id from members m where ${where} order by ${order}
    limit ${request.pageSize} offset ${(request.page - 1) * request.pageSize}`;
  const [{ rows }, total] = await Promise.all([
    sql<MemberRow>`${memberRows(page, request.now)} order by ${order}`.execute(db),
    countUpTo(db, sql`members m where ${where}`),
  ]);
  return { rows, total };
}

/** Everybody the filter finds, in steps: `after` is the last id of the step before. */
export async function exportMembers(
  db: Kysely<DB>,
  request: MemberFilter & { readonly after: string | null; readonly limit: number; readonly now: Date },
): Promise<MemberRow[]> {
  const where = all([
    conditions(request, request.now),
    ...(request.after === null ? [] : [sql`m.id > ${request.after}`]),
  ]);
  const page = sql`select m.id from members m where ${where} order by m.id limit ${request.limit}`;
  return (await sql<MemberRow>`${memberRows(page, request.now)} order by m.id`.execute(db)).rows;
}

/** For the palette and for choosing a member in a form. */
export async function findMembers(
  db: Kysely<DB>,
  search: string,
  limit: number,
): Promise<{ id: string; name: string; email: string; standing: string }[]> {
  const { rows } = await sql<{ id: string; name: string; email: string; standing: string }>`
    select m.id, m.display_name as name, m.email, m.standing from members m
    where m.closed is null and ${foundBy(search)} order by lower(m.display_name), m.id limit ${limit}`.execute(
    db,
  );
  return rows;
}

function conditions(filter: MemberFilter, now: Date): RawBuilder<unknown> {
  return all([
    sql`m.closed is null`,
    ...(filter.search === '' ? [] : [foundBy(filter.search)]),
    ...(filter.standings.length === 0 ? [] : [sql`m.standing = any(${[...filter.standings]}::text[])`]),
    ...(filter.planId === null ? [] : [hasPlan(filter.planId, now)]),
    ...(filter.serverId === null
      ? []
      : [
          sql`m.id in (select member_id from access_grants where server_id = ${filter.serverId} and ended_at is null)`,
        ]),
    ...(filter.needsAttention ? [sql`m.needs_attention`] : []),
  ]);
}

/** Whose time is over is left out by the projection first, which spares looking at their payments. */
function hasPlan(planId: string, now: Date): RawBuilder<unknown> {
  return sql`(m.entitled_until > ${now} or m.entitled_until is null)
    and exists (select from payments p where p.member_id = m.id and p.plan_id = ${planId}
    and p.from_at <= ${now} and p.to_at > ${now} and p.status in ${entitling})`;
}

/**
 * Up to two characters find beginnings of words, more find any part of a name or address; user names are
 * found by their beginning. Written so that indexes can serve both sides of the `or`.
 */
export function foundBy(search: string): RawBuilder<unknown> {
  const text = likeText(search.trim());
  const patterns = text.length < 3 ? [`${text}%`, `% ${text}%`] : [`%${text}%`];
  const inMember = patterns.map((pattern) => sql`lower(m.display_name || ' ' || m.email) like ${pattern}`);
  const byUsername = sql`m.id = any(array(select member_id from access_grants
    where lower(username) like ${`${text}%`} limit ${MOST_BY_USERNAME}))`;
  return sql`(${sql.join([...inMember, byUsername], sql` or `)})`;
}

function memberRows(page: RawBuilder<unknown>, now: Date): RawBuilder<MemberRow> {
  return sql<MemberRow>`
    select m.id, m.display_name as name, m.email, m.standing, m.is_permanent as "isPermanent",
      m.needs_attention as "needsAttention", m.entitled_until as until, m.next_action_at as "nextAt",
      m.created_at as "joinedAt", coalesce(standing_plan.name, paid.plan) as plan,
      not m.is_permanent and coalesce(paid.is_on_trial, false) as "isOnTrial", granted.server, granted.username
    from members m
    left join plans standing_plan on standing_plan.id = m.permanent_plan_id and m.is_permanent
    left join lateral (
      select p.plan_snapshot ->> 'name' as plan, ${isOfTrial('p.plan_snapshot')}
        and p.from_at <= ${now} and p.to_at > ${now} as is_on_trial from payments p
      where p.member_id = m.id and p.status in ${entitling}
      order by p.from_at > ${now}, abs(extract(epoch from p.from_at - ${now}::timestamptz)) limit 1
    ) paid on true
    left join lateral (
      select s.name as server, g.username from access_grants g join servers s on s.id = g.server_id
      where g.member_id = m.id and g.ended_at is null order by g.created_at desc limit 1
    ) granted on true
    where m.id in (${page})`;
}
