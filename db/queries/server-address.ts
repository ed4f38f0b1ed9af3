import type { Kysely } from 'kysely';
import type { DB } from '../schema.ts';
import type { Seal } from '../seal.ts';
import { readSecret, serverKeyName } from './secrets.ts';

export interface ServerAddress {
  readonly platform: 'jellyfin';
  readonly serverId: string;
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly machineId: string;
}

/** Null: there is no such server, or it has no key. */
export async function serverAddress(
  db: Kysely<DB>,
  seal: Seal,
  serverId: string,
): Promise<ServerAddress | null> {
  const server = await db
    .selectFrom('servers')
    .select(['platform', 'base_url', 'machine_id'])
    .where('id', '=', serverId)
    .executeTakeFirst();
  const apiKey = await readSecret(db, seal, serverKeyName(serverId));
  if (server === undefined || apiKey === null) return null;
  return {
    platform: server.platform,
    serverId,
    baseUrl: server.base_url,
    apiKey,
    machineId: server.machine_id,
  };
}
