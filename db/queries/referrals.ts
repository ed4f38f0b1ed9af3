import { type Kysely, sql, type Transaction } from 'kysely';
import type { DB } from '../schema.ts';
import type { Merge } from './merge-members.ts';

/**
 * Whose code this is, as long as they share a server; null: nobody's. The code of somebody who was merged leads
 * to the member they became.
 */
export async function referrerOf(db: Kysely<DB>, code: string): Promise<string | null> {
  const row = await db
    .selectFrom('members as owner')
    .innerJoin('members as m', (join) =>
      join.on(sql<boolean>`m.id = coalesce(owner.merged_into_id, owner.id)`),
    )
    .select('m.id')
    .where('owner.referral_code', '=', code.trim().toUpperCase())
    .where('m.closed', 'is', null)
    .where('m.deletion_asked_at', 'is', null)
    .where(
      sql<boolean>`exists (select from access_grants g where g.member_id = m.id and g.ended_at is null
        and g.observed_key like 'full:%')`,
    )
    .executeTakeFirst();
  return row?.id ?? null;
}

/** A member's own code; null while they share no server, since it would let nobody in. */
export async function myReferralCode(db: Kysely<DB>, memberId: string): Promise<string | null> {
  const row = await db
    .selectFrom('members')
    .select('referral_code')
    .where('id', '=', memberId)
    .executeTakeFirstOrThrow();
  return (await referrerOf(db, row.referral_code)) === memberId ? row.referral_code : null;
}

/**
 * Whoever the merged member brought was brought by the kept one, with what was earned by it. A bonus that waits
 * and that one of the two earned by the other ends: nobody brings themselves.
 */
export async function moveReferred(trx: Transaction<DB>, { merged, kept, now }: Merge): Promise<void> {
  await sql`update referral_bonuses set status = 'reversed', reversed_at = ${now}, taken_back = 0
    where status = 'pending' and referrer_id in (${merged.id}, ${kept.id})
      and referred_id in (${merged.id}, ${kept.id})`.execute(trx);
  await sql`update referral_bonuses set referrer_id = ${kept.id}
    where referrer_id = ${merged.id} and referred_id <> ${kept.id}`.execute(trx);
  await sql`update referral_bonuses set referred_id = ${kept.id}
    where referred_id = ${merged.id} and referrer_id <> ${kept.id}
      and not exists (select from referral_bonuses own where own.referred_id = ${kept.id})`.execute(trx);
  await trx
    .updateTable('logins')
    .set({ referred_by_id: kept.id })
    .where('referred_by_id', '=', merged.id)
    .execute();
}
