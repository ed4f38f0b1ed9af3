import type { Kysely, QueryCreator } from 'kysely';
import { newId } from '../new-id.ts';
import type { DB } from '../schema.ts';
import type { MemberEventTable } from '../tables/member-events.ts';

export interface TimelineEntry {
  readonly memberId: string;
  readonly at: Date;
  readonly kind: string;
  readonly actor: MemberEventTable['actor'];
  readonly actorLoginId?: string | null;
  readonly aboutId?: string | null;
  readonly data?: Record<string, unknown>;
  /** The same effect recorded twice is one entry. */
  readonly dedupKey: string;
}

export async function recordEvent(db: Kysely<DB>, entry: TimelineEntry): Promise<void> {
  await recordingEvent(db, entry).execute();
}

/** As many rows as one statement can carry. */
const AT_ONCE = 2_000;

/** The same for many members. */
export async function recordEvents(db: Kysely<DB>, entries: readonly TimelineEntry[]): Promise<void> {
  for (let at = 0; at < entries.length; at += AT_ONCE) {
    await recordingEvents(db, entries.slice(at, at + AT_ONCE)).execute();
  }
}

/** The same as a part of a larger statement. */
export function recordingEvent(db: QueryCreator<DB>, entry: TimelineEntry) {
  return recordingEvents(db, [entry]);
}

function recordingEvents(db: QueryCreator<DB>, entries: readonly TimelineEntry[]) {
  return db
    .insertInto('member_events')
    .values(
      entries.map((entry) => ({
        id: newId(),
        member_id: entry.memberId,
        at: entry.at,
        kind: entry.kind,
        actor: entry.actor,
        actor_login_id: entry.actorLoginId ?? null,
        about_id: entry.aboutId ?? null,
        data: JSON.stringify(entry.data ?? {}),
        dedup_key: entry.dedupKey,
      })),
    )
    .onConflict((conflict) => conflict.constraint('member_events_once').doNothing());
}
