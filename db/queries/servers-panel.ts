import { type Kysely, type Transaction, sql } from 'kysely';
import { isViolationOf } from '../constraint.ts';
import { newId } from '../new-id.ts';
import type { DB } from '../schema.ts';
import type { Seal } from '../seal.ts';
import { poke } from './outbox.ts';
import { readSecret, serverKeyName, writeSecret } from './secrets.ts';

/** Living grants and the seats that open checkouts hold. */
export const usedSeats = sql<bigint>`(
  (select count(*) from access_grants g where g.server_id = servers.id and g.ended_at is null)
  + (select count(*) from checkouts c where c.reserved_server_id = servers.id and c.finished_at is null))`;

const locationName = sql<string | null>`(select l.name from locations l where l.id = servers.location_id)`;

export async function listServers(db: Kysely<DB>) {
  return await db
    .selectFrom('servers')
    .selectAll()
    .select([
      usedSeats.as('used'),
      sql<bigint>`(select count(*) from libraries l where l.server_id = servers.id and l.gone_at is null)`.as(
        'libraries',
      ),
      sql<bigint>`(select count(*) from libraries l where l.server_id = servers.id and l.gone_at is null
        and exists (select from libraries_in_groups lg join library_groups gr on gr.id = lg.group_id
          where lg.library_id = l.id and gr.kind = 'private'))`.as('unfiled'),
      locationName.as('location'),
    ])
    .orderBy('priority')
    .orderBy('name')
    .execute();
}

export async function serverById(db: Kysely<DB>, id: string) {
  return await db
    .selectFrom('servers')
    .selectAll()
    .select(locationName.as('location'))
    .where('id', '=', id)
    .executeTakeFirst();
}

export interface NewServer {
  readonly name: string;
  readonly machineId: string;
  readonly version: string;
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly now: Date;
}

export type AddedServer = { readonly kind: 'added'; readonly serverId: string } | { readonly kind: 'known' };

/** A new server is stored disabled: nobody is placed there before an admin has looked. */
export async function addServer(trx: Transaction<DB>, seal: Seal, server: NewServer): Promise<AddedServer> {
  const known = await trx
    .selectFrom('servers')
    .select('id')
    .where('machine_id', '=', server.machineId)
    .executeTakeFirst();
  if (known !== undefined) return { kind: 'known' };
  const serverId = newId();
  try {
    await insertServer(trx, serverId, server);
  } catch (error) {
    if (isViolationOf(error, 'servers_machine_id')) return { kind: 'known' };
    throw error;
  }
  const name = serverKeyName(serverId);
  await writeSecret(trx, seal, { name, text: server.apiKey, at: server.now });
  return { kind: 'added', serverId };
}

async function insertServer(trx: Transaction<DB>, id: string, server: NewServer): Promise<void> {
  await trx
    .insertInto('servers')
    .values({
      id,
      platform: 'jellyfin',
      name: server.name,
      machine_id: server.machineId,
      version: server.version,
      base_url: server.baseUrl,
      state_since: server.now,
      created_at: server.now,
    })
    .execute();
}

export interface ServerEdit {
  readonly baseUrl: string;
  readonly publicUrl: string;
  readonly enabled: boolean;
  readonly allowNewSubscriptions: boolean;
  readonly maintenance: boolean;
  readonly acceptsTrials: boolean;
  readonly trialsOnly: boolean;
  readonly maxUsers: number | null;
  readonly priority: number;
  readonly locationId: string | null;
}

export async function editServer(trx: Transaction<DB>, serverId: string, edit: ServerEdit): Promise<void> {
  await trx
    .updateTable('servers')
    .set({
      base_url: edit.baseUrl,
      public_url: edit.publicUrl,
      enabled: edit.enabled,
      allow_new_subscriptions: edit.allowNewSubscriptions,
      maintenance: edit.maintenance,
      accepts_trials: edit.acceptsTrials,
      trials_only: edit.trialsOnly,
      max_users: edit.maxUsers,
      priority: edit.priority,
      location_id: edit.locationId,
    })
    .where('id', '=', serverId)
    .execute();
}

export async function markReachable(trx: Transaction<DB>, serverId: string, now: Date): Promise<void> {
  await trx
    .updateTable('servers')
    .set({ state: 'reachable', state_message: '', state_since: now })
    .where('id', '=', serverId)
    .where('state', '<>', 'reachable')
    .execute();
}

export async function serverKey(db: Kysely<DB>, seal: Seal, serverId: string): Promise<string | null> {
  return await readSecret(db, seal, serverKeyName(serverId));
}

/** The server's own process reads it and compares; the page shows when it did. */
export async function askForSync(db: Kysely<DB>, serverId: string): Promise<void> {
  await poke(db, { workflow: 'serverSync', key: serverId, reason: 'asked by an admin' });
}
