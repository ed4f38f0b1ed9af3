import type { Kysely } from 'kysely';
import { putOnHold } from '../../db/queries/holds.ts';
import type { DB } from '../../db/schema.ts';

/** A hold of a silence with some of those who have access, as if their paid time were over. */
export async function holdSome({ db }: { readonly db: Kysely<DB> }, count: number): Promise<void> {
  const grants = await db
    .selectFrom('access_grants')
    .select(['id', 'member_id'])
    .where('ended_at', 'is', null)
    .where('desired_key', 'like', 'full:%')
    .orderBy('id')
    .limit(count)
    .execute();
  const now = Date.now();
  const silence = { from: now - 40 * 86_400_000, until: now };
  for (const [index, grant] of grants.entries())
    await putOnHold(
      db,
      {
        memberId: grant.member_id,
        grantId: grant.id,
        access: 'removed',
        timeEnded: new Date(now - (index + 2) * 86_400_000),
        now: new Date(now),
      },
      { reason: 'silence', leaving: grants.length, standing: 30, silence },
    );
}
