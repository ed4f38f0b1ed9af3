import { type Kysely, sql, type Transaction } from 'kysely';
import type { DB } from '../schema.ts';

export async function hasAnyPayment(db: Kysely<DB>): Promise<boolean> {
  return (await db.selectFrom('payments').select('id').limit(1).executeTakeFirst()) !== undefined;
}

/** Whether there is anything that somebody could buy. */
export async function hasPlanOnSale(db: Kysely<DB>): Promise<boolean> {
  const row = await db
    .selectFrom('plans')
    .select('id')
    .where('is_active', '=', true)
    .where('is_trial', '=', false)
    .where('visibility', '<>', 'hidden')
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Messages to logins that wait for a mail server are tried again. */
export async function pokeOwedMessages(trx: Transaction<DB>): Promise<void> {
  await sql`insert into outbox (workflow, key, reason)
    select 'message', id::text, 'mail settings changed' from notices
    where status = 'owed' and audience = 'login'`.execute(trx);
}

/** Purchases under way ask their gateway again, also where a refused key made them wait for an hour. */
export async function pokeOpenCheckouts(trx: Transaction<DB>): Promise<void> {
  await sql`with open as (
      update checkouts set troubles = '{}' where finished_at is null returning id
    )
    insert into outbox (workflow, key, reason)
    select 'checkout', id::text, 'gateway settings changed' from open`.execute(trx);
}
