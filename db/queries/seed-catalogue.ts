import { type Kysely, sql } from 'kysely';
import { newId } from '../new-id.ts';
import type { DB } from '../schema.ts';

/** The groups and plans a new site begins with. Does nothing where a group or plan exists already. */
export async function ensureCatalogue(db: Kysely<DB>, now: Date): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await sql`lock table library_groups in share row exclusive mode`.execute(trx);
    if ((await trx.selectFrom('library_groups').select('id').limit(1).executeTakeFirst()) !== undefined)
      return;
    const groups = [
      { name: 'Private', kind: 'private' as const },
      { name: 'Standard', kind: 'standard' as const },
      { name: 'Premium 4K', kind: 'custom' as const },
    ].map((group) => ({ id: newId(), created_at: now, ...group }));
    await trx.insertInto('library_groups').values(groups).execute();
    const plans = [
      { name: 'Monthly', cost: 1000n, duration_unit: 'month' as const, is_default: true, display_order: 1 },
      { name: 'Yearly', cost: 10_000n, duration_unit: 'year' as const, is_default: false, display_order: 2 },
    ].map((plan) => ({
      id: newId(),
      duration_count: 1,
      max_streams: 2,
      created_at: now,
      updated_at: now,
      ...plan,
    }));
    await trx.insertInto('plans').values(plans).execute();
    const standard = groups[1]?.id ?? '';
    await trx
      .insertInto('plan_library_groups')
      .values(plans.map((plan) => ({ plan_id: plan.id, group_id: standard })))
      .execute();
  });
}
