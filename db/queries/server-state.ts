import { type Kysely, type QueryCreator, sql, type Transaction } from 'kysely';
import type { DB } from '../schema.ts';
import type { ServerTable } from '../tables/servers.ts';
import { oweAdmins } from './admin-word.ts';
import { serverKeyName } from './secrets.ts';

export interface ServerSeen {
  readonly state: 'reachable' | 'unreachable' | 'refused';
  readonly message: string;
  readonly at: Date;
}

/** Writes only where the state changes, so that a hot server's row is not rewritten by every call. */
export async function setServerState(db: Kysely<DB>, serverId: string, seen: ServerSeen): Promise<void> {
  await settingServerState(db, serverId, seen).execute();
}

/**
 * What a call found wrong with a server. That it refuses our key is told to the admins, once for each key, however
 * many calls find it; and again only where the server was read with that key since.
 */
export async function noteFault(
  db: Kysely<DB>,
  serverId: string,
  seen: ServerSeen & { readonly state: 'unreachable' | 'refused' },
): Promise<void> {
  if (seen.state === 'unreachable') return await setServerState(db, serverId, seen);
  await db.transaction().execute(async (trx) => {
    // Of many at once the first changes the row, and the others then find nothing new.
    const { numUpdatedRows } = await settingServerState(trx, serverId, seen).executeTakeFirst();
    if (numUpdatedRows === 0n || (await isTold(trx, serverId))) return;
    await oweAdmins(trx, {
      event: 'serverRefusesKey',
      key: `server/${serverId}/refused`,
      about: serverId,
      reason: 'key refused',
      now: seen.at,
    });
  });
}

async function isTold(trx: Transaction<DB>, serverId: string): Promise<boolean> {
  const told = await trx
    .selectFrom('notices as n')
    .innerJoin('servers as s', (join) => join.on('s.id', '=', serverId))
    .leftJoin('secrets as k', (join) => join.on('k.name', '=', serverKeyName(serverId)))
    .select('n.id')
    .where('n.event', '=', 'serverRefusesKey')
    .where('n.about', '=', serverId)
    .where(sql<boolean>`n.created_at > coalesce(greatest(s.last_synced_at, k.updated_at), '-infinity')`)
    .executeTakeFirst();
  return told !== undefined;
}

export function settingServerState(db: QueryCreator<DB>, serverId: string, seen: ServerSeen) {
  return db
    .updateTable('servers')
    .set({ state: seen.state, state_message: seen.message, state_since: seen.at } satisfies Partial<
      Record<keyof ServerTable, unknown>
    >)
    .where('id', '=', serverId)
    .where(isNews(seen));
}

/** Servers in use that were last read before this, or never. */
export async function serversNotReadSince(db: Kysely<DB>, before: Date): Promise<string[]> {
  const rows = await db
    .selectFrom('servers')
    .select('id')
    .where('enabled', '=', true)
    .where((eb) => eb.or([eb('last_synced_at', 'is', null), eb('last_synced_at', '<', before)]))
    .execute();
  return rows.map(({ id }) => id);
}

/** That a server answers is no news about its libraries: a doubt about them is taken back by its sync alone. */
function isNews(seen: ServerSeen) {
  return seen.state === 'reachable'
    ? sql<boolean>`state <> 'reachable'`
    : sql<boolean>`(state, state_message) is distinct from (${seen.state}, ${seen.message})`;
}
