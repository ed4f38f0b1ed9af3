import type { Kysely } from 'kysely';
import type { Log } from '../../activities/deps.ts';
import { poke } from '../../db/queries/outbox.ts';
import { serversNotReadSince } from '../../db/queries/server-state.ts';
import { transactionSyncsDue } from '../../db/queries/transaction-sync.ts';
import type { DB } from '../../db/schema.ts';

const LOOK_EVERY_MS = 60_000;
const HOUR_MS = 3_600_000;
/** Shorter than the shortest period. */
const PATIENCE_MS = 600_000;

/**
 * Has every media server read once an hour, and the payments of a gateway every period: what was changed or sent
 * there is found without anybody asking. One that does not answer is asked again at the next occasion. Answers
 * what ends it.
 */
export function keepSyncsGoing({ db, log }: { db: Kysely<DB>; log: Log }): () => void {
  const askedAt = new Map<string, number>();
  const lookSafely = () =>
    void look(db, askedAt).catch((error: unknown) => {
      log.warn({ error: String(error) }, 'what is read regularly could not be asked for');
    });
  lookSafely();
  const timer = setInterval(lookSafely, LOOK_EVERY_MS);
  return () => clearInterval(timer);
}

/** What was asked for and is not read so far is not asked for again each minute. */
async function look(db: Kysely<DB>, askedAt: Map<string, number>): Promise<void> {
  const now = Date.now();
  const isUnasked = (withinMs: number) => (key: string) => (askedAt.get(key) ?? 0) < now - withinMs;
  const anHourAgo = new Date(now - HOUR_MS);
  const servers = (await serversNotReadSince(db, anHourAgo)).filter(isUnasked(HOUR_MS));
  const accounts = (await transactionSyncsDue(db, new Date(now))).filter(isUnasked(PATIENCE_MS));
  await poke(
    db,
    ...servers.map((key) => ({ workflow: 'serverSync' as const, key, reason: 'hourly' })),
    ...accounts.map((key) => ({ workflow: 'transactionSync' as const, key, reason: 'every period' })),
  );
  for (const key of [...servers, ...accounts]) askedAt.set(key, now);
}
