import type { Kysely } from 'kysely';
import type { DB } from '../schema.ts';

/** Whether there is a trial that somebody could start. */
export async function hasTrialPlan(db: Kysely<DB>): Promise<boolean> {
  const row = await db
    .selectFrom('plans')
    .select('id')
    .where('is_trial', '=', true)
    .where('is_active', '=', true)
    .where('visibility', '<>', 'hidden')
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
