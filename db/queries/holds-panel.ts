import { type Kysely, sql } from 'kysely';
import type { DB } from '../schema.ts';
import type { HoldTable } from '../tables/holds.ts';
import { all } from './list-page.ts';

export type ItemState = 'waiting' | 'released' | 'kept' | 'dropped';

export interface HoldRow {
  readonly id: string;
  readonly reason: HoldTable['reason'];
  readonly opened_at: Date;
  readonly silent_from: Date | null;
  readonly silent_until: Date | null;
  readonly leaving: number;
  readonly standing: number;
  readonly closed_at: Date | null;
  readonly closed_by: string | null;
  readonly waiting: number;
  readonly released: number;
  readonly kept: number;
  readonly dropped: number;
}

/** Members by what was decided about them: somebody on two servers counts once. */
function membersIn(state: ItemState) {
  return sql`(select count(distinct member_id)::int from hold_items where hold_id = h.id and state = ${state})`;
}

const everyHold = sql`select h.id, h.reason, h.opened_at, h.silent_from, h.silent_until, h.leaving, h.standing, h.closed_at,
  l.email as closed_by, ${membersIn('waiting')} as waiting, ${membersIn('released')} as released,
  ${membersIn('kept')} as kept, ${membersIn('dropped')} as dropped
  from holds h left join logins l on l.id = h.closed_by`;

/** The open one first, then the latest. */
export async function listHolds(db: Kysely<DB>, page: { page: number; pageSize: number }) {
  const { rows } = await sql<HoldRow>`
    ${everyHold} order by h.closed_at is not null, h.opened_at desc
    limit ${page.pageSize + 1} offset ${(page.page - 1) * page.pageSize}`.execute(db);
  return { rows: rows.slice(0, page.pageSize), hasMore: rows.length > page.pageSize };
}

export async function holdById(db: Kysely<DB>, id: string): Promise<HoldRow | undefined> {
  const { rows } = await sql<HoldRow>`${everyHold} where h.id = ${id}`.execute(db);
  return rows[0];
}

/** The one that waits for a person. */
export async function openHold(db: Kysely<DB>): Promise<HoldRow | undefined> {
  const { rows } = await sql<HoldRow>`${everyHold} where h.closed_at is null`.execute(db);
  return rows[0];
}

export interface HeldRow {
  readonly grant_id: string;
  readonly member_id: string;
  readonly name: string;
  readonly email: string;
  readonly server: string;
  readonly access: string;
  readonly time_ended_at: Date | null;
  readonly since: Date;
  readonly state: ItemState;
  readonly decided_at: Date | null;
  readonly decided_by: string | null;
}

export interface HeldPage {
  readonly holdId: string;
  readonly state: ItemState | null;
  readonly search: string;
  readonly page: number;
  readonly pageSize: number;
}

/** Who is on a hold, and why: the longest ended first. */
export async function listHeld(db: Kysely<DB>, asked: HeldPage) {
  const text = asked.search.toLowerCase();
  const conditions = [
    sql`i.hold_id = ${asked.holdId}`,
    ...(asked.state === null ? [] : [sql`i.state = ${asked.state}`]),
    ...(text === '' ? [] : [sql`position(${text} in lower(m.display_name || ' ' || m.email)) > 0`]),
  ];
  const { rows } = await sql<HeldRow>`
    select i.grant_id, i.member_id, m.display_name as name, m.email, s.name as server, i.access, i.time_ended_at,
      i.since, i.state, i.decided_at, l.email as decided_by
    from hold_items i join members m on m.id = i.member_id join access_grants g on g.id = i.grant_id
      join servers s on s.id = g.server_id left join logins l on l.id = i.decided_by
    where ${all(conditions)}
    order by i.time_ended_at nulls first, m.display_name, i.grant_id
    limit ${asked.pageSize + 1} offset ${(asked.page - 1) * asked.pageSize}`.execute(db);
  return { rows: rows.slice(0, asked.pageSize), hasMore: rows.length > asked.pageSize };
}
