import { type Kysely, sql } from 'kysely';
import { newId } from '../new-id.ts';
import type { DB } from '../schema.ts';
import type { NoticeAbout } from '../tables/inbox.ts';

export interface ArrivedNotice {
  readonly source: string;
  readonly account: string;
  readonly eventId: string;
  readonly type: string;
  readonly status: 'pending' | 'ignored' | 'parked';
  /** What the external id names. Absent: a checkout. */
  readonly about?: NoticeAbout;
  readonly externalId: string | null;
  readonly reason: string | null;
  readonly body: Uint8Array;
  readonly at: Date;
}

/**
 * Keeps a genuine notice and, where something is to be done, pokes the process that does it: one statement,
 * one round trip. The same event again changes nothing.
 */
export async function storeNotice(db: Kysely<DB>, notice: ArrivedNotice): Promise<'stored' | 'known'> {
  const handledAt = notice.status === 'pending' ? null : notice.at;
  const { rows } = await sql<{ id: string }>`
    with arrived as (
      insert into inbox
        (id, source, account, event_id, type, about, external_id, body, received_at, status, reason, handled_at)
      values (${newId()}, ${notice.source}, ${notice.account}, ${notice.eventId}, ${notice.type},
        ${notice.about ?? 'checkout'}, ${notice.externalId}, ${Buffer.from(notice.body)}, ${notice.at}, ${notice.status}, ${notice.reason},
        ${handledAt})
      on conflict on constraint inbox_once do nothing
      returning id, source, event_id, status
    ), told as (
      insert into outbox (workflow, key, reason)
      select 'gatewayNotice', source || '/' || event_id, 'arrived' from arrived where status = 'pending'
    )
    select id from arrived`.execute(db);
  return rows.length === 0 ? 'known' : 'stored';
}
