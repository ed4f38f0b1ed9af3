import type { Kysely } from 'kysely';
import type { DB } from '../schema.ts';
import { poke } from './outbox.ts';

/** One purchase of this login; undefined where it is somebody else's. */
export async function myCheckout(db: Kysely<DB>, loginId: string, checkoutId: string) {
  return await db
    .selectFrom('checkouts as c')
    .leftJoin('payments as p', 'p.id', 'c.payment_id')
    .selectAll('c')
    .select(['p.from_at as window_from', 'p.to_at as window_to'])
    .where('c.id', '=', checkoutId)
    .where('c.login_id', '=', loginId)
    .executeTakeFirst();
}

export interface Visit {
  readonly loginId: string;
  readonly checkoutId: string;
  readonly at: Date;
}

/** The buyer is back from the gateway's page. It proves nothing: the process asks the gateway. */
export async function noteReturn(db: Kysely<DB>, visit: Visit): Promise<boolean> {
  return await note(db, visit, 'returned_at');
}

/** The buyer does not want it any more. Money that arrives all the same is recorded. */
export async function noteCancel(db: Kysely<DB>, visit: Visit): Promise<boolean> {
  return await note(db, visit, 'cancelled_at');
}

async function note(db: Kysely<DB>, visit: Visit, column: 'returned_at' | 'cancelled_at'): Promise<boolean> {
  return await db.transaction().execute(async (trx) => {
    const row = await trx
      .updateTable('checkouts')
      .set({ [column]: visit.at })
      .where('id', '=', visit.checkoutId)
      .where('login_id', '=', visit.loginId)
      .where('finished_at', 'is', null)
      .where(column, 'is', null)
      .returning('id')
      .executeTakeFirst();
    if (row === undefined) return false;
    const reason = column === 'returned_at' ? 'buyer returned' : 'buyer cancelled';
    await poke(trx, { workflow: 'checkout', key: row.id, reason });
    return true;
  });
}
