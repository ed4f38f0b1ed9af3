import type { Kysely } from 'kysely';
import type { DB } from '../schema.ts';
import type { InboxTable } from '../tables/inbox.ts';

export interface InboxListRequest {
  readonly status: InboxTable['status'] | null;
  readonly page: number;
  readonly pageSize: number;
}

/** Without the bodies: they can be large, and hold what a gateway knows of a buyer. */
export async function listInbox(db: Kysely<DB>, request: InboxListRequest) {
  const rows = await db
    .selectFrom('inbox')
    .select([
      'id',
      'source',
      'account',
      'event_id',
      'type',
      'external_id',
      'status',
      'reason',
      'received_at',
      'handled_at',
    ])
    .$if(request.status !== null, (query) => query.where('status', '=', request.status ?? 'parked'))
    .orderBy('received_at', 'desc')
    .orderBy('id', 'desc')
    .limit(request.pageSize + 1)
    .offset((request.page - 1) * request.pageSize)
    .execute();
  return { rows: rows.slice(0, request.pageSize), hasMore: rows.length > request.pageSize };
}

export async function countParked(db: Kysely<DB>): Promise<number> {
  const row = await db
    .selectFrom('inbox')
    .select((eb) => eb.fn.countAll<bigint>().as('counted'))
    .where('status', '=', 'parked')
    .executeTakeFirstOrThrow();
  return Number(row.counted);
}
