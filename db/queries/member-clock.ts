import type { Kysely } from 'kysely';
import type { DB } from '../schema.ts';

/** What the member's own process calls now: ahead of the clock where somebody has moved it. */
export async function memberNow(db: Kysely<DB>, memberId: string, now: Date): Promise<Date> {
  const row = await db
    .selectFrom('member_clocks')
    .select('ahead_ms')
    .where('member_id', '=', memberId)
    .executeTakeFirst();
  return row === undefined ? now : new Date(now.getTime() + Number(row.ahead_ms));
}

export async function keepMemberClock(
  db: Kysely<DB>,
  { memberId, memberNow: its, now }: { memberId: string; memberNow: number; now: Date },
): Promise<void> {
  const ahead = { ahead_ms: BigInt(Math.max(0, its - now.getTime())), moved_at: now };
  await db
    .insertInto('member_clocks')
    .values({ member_id: memberId, ...ahead })
    .onConflict((conflict) => conflict.column('member_id').doUpdateSet(ahead))
    .execute();
}

/** Processes that are started anew live by the clock again. */
export async function forgetMemberClocks(db: Kysely<DB>): Promise<void> {
  await db.deleteFrom('member_clocks').execute();
}
