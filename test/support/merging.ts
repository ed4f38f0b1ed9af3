import type { Kysely } from 'kysely';
import { lockPair, mergeMembers, type MergeReport } from '../../db/queries/merge-members.ts';
import type { DB } from '../../db/schema.ts';

export interface MergeWish {
  readonly merged: string;
  readonly kept: string;
  readonly by: string;
  readonly now: Date;
}

/** Merges as the panel does; refused where one of the two is closed by then. */
export async function mergeAs(
  db: Kysely<DB>,
  { by, now, ...ids }: MergeWish,
): Promise<MergeReport | 'refused'> {
  return await db.transaction().execute(async (trx) => {
    const { merged, kept } = await lockPair(trx, ids);
    if (merged?.closed !== null || kept?.closed !== null) return 'refused';
    return await mergeMembers(trx, { merged, kept, by, now });
  });
}
