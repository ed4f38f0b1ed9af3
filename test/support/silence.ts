import { type Kysely, sql } from 'kysely';
import type { DB } from '../../db/schema.ts';

/**
 * Moves every instant that the site knows into the past, as if it had been switched off so long ago. Nothing may
 * run meanwhile.
 */
export async function pretendSilence(db: Kysely<DB>, days: number): Promise<void> {
  const long = sql`make_interval(days => ${days})`;
  await sql`update payments set from_at = from_at - ${long}, to_at = to_at - ${long}, anchor_at = anchor_at - ${long},
    created_at = created_at - ${long}`.execute(db);
  await sql`update access_grants set desired_at = desired_at - ${long}, observed_at = observed_at - ${long},
    first_active_at = first_active_at - ${long}, created_at = created_at - ${long}`.execute(db);
  await sql`update members set standing_at = standing_at - ${long}, entitled_until = entitled_until - ${long},
    next_action_at = next_action_at - ${long}, created_at = created_at - ${long}`.execute(db);
  await sql`update site_state set value = (value::numeric - ${days}::numeric * 86400000)::text
    where key = 'last-seen'`.execute(db);
}
