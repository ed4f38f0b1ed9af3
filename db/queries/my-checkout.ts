import { type Kysely, sql } from 'kysely';
import type { DB } from '../schema.ts';
import { poke } from './outbox.ts';

const columns = [
  'c.id',
  'c.member_id as memberId',
  'c.status',
  'c.status_reason as reason',
  'c.plan_id as planId',
  'c.plan_snapshot as terms',
  'c.amount',
  'c.discount',
  'c.currency',
  'c.payment_id as paymentId',
  'c.page_url as pageUrl',
  'c.page_closed_at as pageClosedAt',
  'c.returned_at as returnedAt',
  'c.cancelled_at as cancelledAt',
  'p.from_at as windowFrom',
  'p.to_at as windowTo',
  'p.clock_starts_by as clockStartsBy',
  'g.name as serverName',
  'g.url as serverUrl',
  'g.username',
  'g.external_id as accountId',
] as const;

/** One purchase of this login; undefined where it is somebody else's. */
export async function myCheckout(db: Kysely<DB>, loginId: string, checkoutId: string) {
  return await db
    .selectFrom('checkouts as c')
    .leftJoin('payments as p', 'p.id', 'c.payment_id')
    .leftJoinLateral(
      (eb) =>
        eb
          .selectFrom('access_grants as ag')
          .innerJoin('servers as s', 's.id', 'ag.server_id')
          .select(['s.name', 'ag.username', 'ag.external_id'])
          .select(sql<string>`coalesce(nullif(s.public_url, ''), s.base_url)`.as('url'))
          .whereRef('ag.member_id', '=', 'c.member_id')
          .where('ag.ended_at', 'is', null)
          .orderBy('ag.created_at', 'desc')
          .limit(1)
          .as('g'),
      (join) => join.onTrue(),
    )
    .select(columns)
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
