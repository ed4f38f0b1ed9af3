import { type Kysely, type QueryCreator, sql } from 'kysely';
import type { DB } from '../schema.ts';
import type { ServerTable } from '../tables/servers.ts';

export interface ServerSeen {
  readonly state: 'reachable' | 'unreachable' | 'refused';
  readonly message: string;
  readonly at: Date;
}

/** Writes only where the state changes, so that a hot server's row is not rewritten by every call. */
export async function setServerState(db: Kysely<DB>, serverId: string, seen: ServerSeen): Promise<void> {
  await settingServerState(db, serverId, seen).execute();
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
