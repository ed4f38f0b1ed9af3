import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { DB } from '../schema.ts';
import type { Seal } from '../seal.ts';
import { deleteSecret, readSecret, writeSecret } from './secrets.ts';

const NAME = 'setup/token';

export async function hasAdministrator(db: Kysely<DB>): Promise<boolean> {
  const row = await db
    .selectFrom('logins')
    .select('id')
    .where('role', '=', 'administrator')
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** The one-time token that makes the first administrator; null once there is one. */
export async function ensureSetupToken(db: Kysely<DB>, seal: Seal): Promise<string | null> {
  if (await hasAdministrator(db)) return null;
  const existing = await readSecret(db, seal, NAME);
  if (existing !== null) return existing;
  const token = randomBytes(24).toString('base64url');
  await writeSecret(db, seal, { name: NAME, text: token, at: new Date() });
  return token;
}

export async function checkSetupToken(db: Kysely<DB>, seal: Seal, token: string): Promise<boolean> {
  const expected = (await hasAdministrator(db)) ? null : await readSecret(db, seal, NAME);
  if (expected === null) return false;
  const [given, stored] = [Buffer.from(token), Buffer.from(expected)];
  return given.length === stored.length && timingSafeEqual(given, stored);
}

export async function wipeSetupToken(db: Kysely<DB>): Promise<void> {
  await deleteSecret(db, NAME);
}
