import type { Kysely } from 'kysely';
import type { DB } from '../schema.ts';
import type { Seal } from '../seal.ts';

export async function readSecret(db: Kysely<DB>, seal: Seal, name: string): Promise<string | null> {
  const row = await db.selectFrom('secrets').select('sealed').where('name', '=', name).executeTakeFirst();
  return row === undefined ? null : seal.open(row.sealed);
}

export async function writeSecret(
  db: Kysely<DB>,
  seal: Seal,
  secret: { name: string; text: string; at: Date },
): Promise<void> {
  const row = { key_id: seal.keyId, sealed: seal.seal(secret.text), updated_at: secret.at };
  await db
    .insertInto('secrets')
    .values({ name: secret.name, ...row })
    .onConflict((conflict) => conflict.column('name').doUpdateSet(row))
    .execute();
}

export async function deleteSecret(db: Kysely<DB>, name: string): Promise<void> {
  await db.deleteFrom('secrets').where('name', '=', name).execute();
}

/** The API key of a media server. */
export function serverKeyName(serverId: string): string {
  return `server/${serverId}/apiKey`;
}
