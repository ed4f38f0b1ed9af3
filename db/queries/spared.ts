import { type Kysely, sql } from 'kysely';
import type { AccessKey, Instant } from '../../domain/subscription/facts.ts';
import type { DB } from '../schema.ts';

export interface SparedRow {
  readonly grant_id: string;
  readonly member_id: string;
  readonly name: string;
  readonly email: string;
  readonly server: string;
  /** What would be left. */
  readonly access: AccessKey;
  /** Since when it would be due; null: no paid time ended. */
  readonly since: Instant | null;
}

/** What each process last said of itself, one row for each reason of this code. */
const sparedReasons = sql`members m cross join lateral jsonb_array_elements(m.standing_reasons) r
  where m.closed is null and m.standing_reasons @> '[{"code": "spared"}]' and r->>'code' = 'spared'`;

/** Whose access would be taken away if the site did not only observe: the longest due first. */
export async function listSpared(db: Kysely<DB>, page: { page: number; pageSize: number }) {
  const { rows } = await sql<SparedRow>`
    select g.id as grant_id, o.member_id, o.name, o.email, s.name as server, o.access, o.since
    from (select m.id as member_id, m.display_name as name, m.email, r->>'grantId' as grant_id,
        r->>'access' as access, (r->>'since')::float8 as since from ${sparedReasons}) o
      join access_grants g on g.id::text = o.grant_id join servers s on s.id = g.server_id
    order by o.since nulls first, o.name, g.id
    limit ${page.pageSize + 1} offset ${(page.page - 1) * page.pageSize}`.execute(db);
  return { rows: rows.slice(0, page.pageSize), hasMore: rows.length > page.pageSize };
}

/** How many members that are. */
export async function countSpared(db: Kysely<DB>): Promise<number> {
  const { rows } = await sql<{ members: bigint }>`
    select count(distinct m.id) as members from ${sparedReasons}`.execute(db);
  return Number(rows[0]?.members ?? 0n);
}
