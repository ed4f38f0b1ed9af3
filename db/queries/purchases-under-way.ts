import type { Transaction } from 'kysely';
import type { DB } from '../schema.ts';
import { poke } from './outbox.ts';

/** Whose purchases are meant: those of a member, or those that a login began. */
export interface Buyer {
  readonly column: 'member_id' | 'login_id';
  readonly id: string;
}

/** A purchase whose money may be on its way right now; undefined: none. */
export async function purchaseInPayment(trx: Transaction<DB>, { column, id }: Buyer) {
  return await trx
    .selectFrom('checkouts')
    .select('id')
    .where(column, '=', id)
    .where('status', 'in', ['verifying', 'paid'])
    .where('finished_at', 'is', null)
    .executeTakeFirst();
}

export interface Cancellation {
  /** In the words of a poke. */
  readonly reason: 'buyer deleted' | 'another purchase begun';
  readonly now: Date;
}

/** Their processes close the gateway's pages; money that still comes there counts. */
export async function cancelPurchases(
  trx: Transaction<DB>,
  { column, id }: Buyer,
  { reason, now }: Cancellation,
): Promise<void> {
  const open = await trx
    .updateTable('checkouts')
    .set({ cancelled_at: now })
    .where(column, '=', id)
    .where('status', 'in', ['created', 'redirected'])
    .where('cancelled_at', 'is', null)
    .returning('id')
    .execute();
  await poke(trx, ...open.map((row) => ({ workflow: 'checkout' as const, key: row.id, reason })));
}
