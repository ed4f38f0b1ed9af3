import type { Kysely } from 'kysely';
import { newId } from '../../db/new-id.ts';
import type { DB } from '../../db/schema.ts';

/** A trial plan of so many days with the standard libraries. Answers the id. */
export async function aTrialPlan(db: Kysely<DB>, { days }: { readonly days: number }): Promise<string> {
  const id = newId();
  const now = new Date();
  await db
    .insertInto('plans')
    .values({
      id,
      name: 'Look around',
      cost: 0n,
      duration_count: days,
      duration_unit: 'day',
      max_streams: 1,
      is_trial: true,
      max_subscribers: null,
      display_order: 9,
      created_at: now,
      updated_at: now,
    })
    .execute();
  const group = await db
    .selectFrom('library_groups')
    .select('id')
    .where('kind', '=', 'standard')
    .executeTakeFirstOrThrow();
  await db.insertInto('plan_library_groups').values({ plan_id: id, group_id: group.id }).execute();
  return id;
}
