import type { Kysely } from 'kysely';
import type { Log } from '../../activities/deps.ts';
import { poke } from '../../db/queries/outbox.ts';
import { serversNotReadSince } from '../../db/queries/server-state.ts';
import type { DB } from '../../db/schema.ts';

const LOOK_EVERY_MS = 60_000;
const HOUR_MS = 3_600_000;

/**
 * Has every media server read once an hour: what was changed there by hand is found without anybody asking. One
 * that does not answer is asked again an hour later. Answers what ends it.
 */
export function keepServersSynced({ db, log }: { db: Kysely<DB>; log: Log }): () => void {
  const askedAt = new Map<string, number>();
  const look = async () => {
    const anHourAgo = Date.now() - HOUR_MS;
    const due = (await serversNotReadSince(db, new Date(anHourAgo))).filter(
      (id) => (askedAt.get(id) ?? 0) < anHourAgo,
    );
    await poke(db, ...due.map((key) => ({ workflow: 'serverSync' as const, key, reason: 'hourly' })));
    for (const id of due) askedAt.set(id, Date.now());
  };
  const lookSafely = () =>
    void look().catch((error: unknown) => {
      log.warn({ error: String(error) }, 'the servers could not be asked to be read');
    });
  lookSafely();
  const timer = setInterval(lookSafely, LOOK_EVERY_MS);
  return () => clearInterval(timer);
}
