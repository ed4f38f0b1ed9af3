import { type Kysely, sql } from 'kysely';
import type { DB } from '../schema.ts';

/** Throws where the database does not answer. */
export async function pingDatabase(db: Kysely<DB>): Promise<void> {
  await sql`select 1`.execute(db);
}

/** What should have happened longer ago than this is told to a person. */
export const WORK_BUDGET_MS = 60_000;

export interface OverdueWork {
  readonly memberId: string;
  readonly displayName: string;
  /** What the member's access should be by now; `place`: a server is still to be found; `look`: nobody has looked. */
  readonly what: 'removed' | 'disabled' | 'restricted' | 'full' | 'place' | 'look';
  readonly since: Date;
  /** What stands in the way, in words for admins; empty where nothing was tried. */
  readonly reason: string;
}

/** What should have happened longer ago than `budgetMs` and has not, the oldest first. */
export async function overdueWork(db: Kysely<DB>, now: Date, budgetMs: number): Promise<OverdueWork[]> {
  const limit = new Date(now.getTime() - budgetMs);
  const { rows } = await sql<OverdueWork>`
    select m.id as "memberId", m.display_name as "displayName", o.what, o.since, coalesce(t.message, '') as reason
    from (
      select member_id, split_part(desired_key, ':', 1) as what, desired_at as since, 'access/' || id as step_key
      from access_grants where ended_at is null and desired_key <> observed_key and desired_at < ${limit}
        and (observed_key <> 'lost' or desired_key = 'removed')
      union all
      select member_id, 'place', since, step_key from step_troubles where step_key = 'place' and since < ${limit}
        and member_id in (select id from members where standing = 'provisioning')
      union all
      select id, 'look', next_action_at, '' from members where next_action_at < ${limit}
    ) o join members m on m.id = o.member_id left join step_troubles t on t.member_id = m.id and t.step_key = o.step_key
    where m.closed is null order by o.since, m.id`.execute(db);
  return rows;
}
