import type { Kysely } from 'kysely';
import type { DB } from '../schema.ts';
import type { InboxTable, NoticeAbout } from '../tables/inbox.ts';

export interface InboxNotice {
  readonly id: string;
  readonly status: InboxTable['status'];
  readonly about: NoticeAbout;
  readonly externalId: string | null;
}

export async function inboxNotice(
  db: Kysely<DB>,
  source: string,
  eventId: string,
): Promise<InboxNotice | null> {
  const row = await db
    .selectFrom('inbox')
    .select(['id', 'status', 'about', 'external_id as externalId'])
    .where('source', '=', source)
    .where('event_id', '=', eventId)
    .executeTakeFirst();
  return row ?? null;
}

export async function endInboxNotice(
  db: Kysely<DB>,
  id: string,
  end: { status: 'done' | 'parked'; reason: string | null; now: Date },
): Promise<void> {
  await db
    .updateTable('inbox')
    .set({ status: end.status, reason: end.reason, handled_at: end.now })
    .where('id', '=', id)
    .execute();
}
