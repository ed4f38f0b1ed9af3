import { type Kysely, type Transaction, sql } from 'kysely';
import type { DB } from '../schema.ts';

export async function listLibraries(db: Kysely<DB>, filter: { readonly serverId: string | null }) {
  return await db
    .selectFrom('libraries')
    .innerJoin('servers', 'servers.id', 'libraries.server_id')
    .select([
      'libraries.id',
      'libraries.title',
      'libraries.type',
      'libraries.last_seen_at',
      'libraries.gone_at',
      'libraries.server_id',
      'servers.name as server',
      sql<
        string[]
      >`array(select lg.group_id::text from libraries_in_groups lg where lg.library_id = libraries.id)`.as(
        'group_ids',
      ),
    ])
    .$if(filter.serverId !== null, (query) => query.where('libraries.server_id', '=', filter.serverId ?? ''))
    .orderBy('servers.priority')
    .orderBy('servers.name')
    .orderBy(sql`lower(libraries.title)`)
    .execute();
}

export async function librariesById(db: Kysely<DB>, ids: readonly string[]) {
  return await db
    .selectFrom('libraries')
    .select([
      'id',
      'title',
      'server_id',
      sql<
        string[]
      >`array(select lg.group_id::text from libraries_in_groups lg where lg.library_id = libraries.id)`.as(
        'group_ids',
      ),
    ])
    .where('id', 'in', [...ids])
    .execute();
}

/** Each of these libraries is then in exactly these groups. */
export async function fileLibraries(
  trx: Transaction<DB>,
  libraryIds: readonly string[],
  groupIds: readonly string[],
): Promise<void> {
  await trx
    .deleteFrom('libraries_in_groups')
    .where('library_id', 'in', [...libraryIds])
    .execute();
  const rows = libraryIds.flatMap((library_id) => groupIds.map((group_id) => ({ library_id, group_id })));
  if (rows.length > 0) await trx.insertInto('libraries_in_groups').values(rows).execute();
}

/** How many living grants stand on these servers: who notices when a library is filed elsewhere. */
export async function livingGrantsOn(db: Kysely<DB>, serverIds: readonly string[]): Promise<number> {
  if (serverIds.length === 0) return 0;
  const row = await db
    .selectFrom('access_grants')
    .select((eb) => eb.fn.countAll<bigint>().as('counted'))
    .where('server_id', 'in', [...serverIds])
    .where('ended_at', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(row.counted);
}
