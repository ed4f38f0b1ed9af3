import { type Kysely, sql } from 'kysely';
import type { DB } from '../schema.ts';

const LAST_SEEN = 'last-seen';
export const SILENCE = 'last-silence';

export interface Silence {
  readonly from: number;
  readonly until: number;
}

export interface SiteLife {
  /** Null: a site that never ran, or an older version. */
  readonly lastSeen: number | null;
  readonly silence: Silence | null;
}

export async function readSiteLife(db: Kysely<DB>): Promise<SiteLife> {
  const rows = await db
    .selectFrom('site_state')
    .select(['key', 'value'])
    .where('key', 'in', [LAST_SEEN, SILENCE])
    .execute();
  const seen = rows.find(({ key }) => key === LAST_SEEN)?.value;
  const silence = rows.find(({ key }) => key === SILENCE)?.value;
  return {
    lastSeen: seen === undefined ? null : Number(seen),
    silence: silence === undefined ? null : (JSON.parse(silence) as Silence),
  };
}

/** The site works now; where it had not for too long, the silence is remembered first. */
export async function noteSignOfLife(
  db: Kysely<DB>,
  now: number,
  isSilence: (lastSeen: number) => boolean,
): Promise<Silence | null> {
  return await db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtext('sign-of-life'))`.execute(trx);
    const { lastSeen } = await readSiteLife(trx);
    const silence = lastSeen !== null && isSilence(lastSeen) ? { from: lastSeen, until: now } : null;
    if (silence !== null) await write(trx, SILENCE, JSON.stringify(silence));
    if (lastSeen === null || lastSeen < now) await write(trx, LAST_SEEN, String(now));
    return silence;
  });
}

async function write(db: Kysely<DB>, key: string, value: string): Promise<void> {
  await db
    .insertInto('site_state')
    .values({ key, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute();
}
