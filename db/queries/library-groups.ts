import { type Kysely, type Transaction, sql } from 'kysely';
import { isViolationOf } from '../constraint.ts';
import { newId } from '../new-id.ts';
import type { DB } from '../schema.ts';
import type { LibraryGroupTable } from '../tables/library-groups.ts';

export interface LibraryGroup {
  readonly id: string;
  readonly name: string;
  readonly kind: LibraryGroupTable['kind'];
  readonly libraries: number;
  readonly plans: readonly string[];
}

/** The fixed ones first, then by name. */
export async function listGroups(db: Kysely<DB>): Promise<LibraryGroup[]> {
  const rows = await db
    .selectFrom('library_groups')
    .select([
      'id',
      'name',
      'kind',
      sql<bigint>`(select count(*) from libraries_in_groups lg join libraries l on l.id = lg.library_id
        where lg.group_id = library_groups.id and l.gone_at is null)`.as('libraries'),
      sql<string[]>`array(select p.name from plan_library_groups pg join plans p on p.id = pg.plan_id
        where pg.group_id = library_groups.id order by p.display_order, p.name)`.as('plans'),
    ])
    .orderBy(sql`case kind when 'private' then 0 when 'standard' then 1 else 2 end`)
    .orderBy(sql`lower(name)`)
    .execute();
  return rows.map((row) => ({ ...row, libraries: Number(row.libraries) }));
}

export async function groupById(db: Kysely<DB>, id: string) {
  return await db.selectFrom('library_groups').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Null: the name is taken. */
export async function addGroup(
  trx: Transaction<DB>,
  group: { readonly name: string; readonly now: Date },
): Promise<string | null> {
  const row = await trx
    .insertInto('library_groups')
    .values({ id: newId(), name: group.name, kind: 'custom', created_at: group.now })
    .onConflict((conflict) => conflict.expression(sql`lower(name)`).doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id ?? null;
}

export async function renameGroup(
  trx: Transaction<DB>,
  id: string,
  name: string,
): Promise<'renamed' | 'taken'> {
  try {
    await trx.updateTable('library_groups').set({ name }).where('id', '=', id).execute();
    return 'renamed';
  } catch (error) {
    if (isViolationOf(error, 'library_groups_name')) return 'taken';
    throw error;
  }
}

/** Libraries of the group stay where else they are filed; those filed nowhere else become private again. */
export async function deleteGroup(trx: Transaction<DB>, id: string): Promise<void> {
  const members = await trx
    .deleteFrom('libraries_in_groups')
    .where('group_id', '=', id)
    .returning('library_id')
    .execute();
  await trx.deleteFrom('library_groups').where('id', '=', id).execute();
  const ids = members.map((row) => row.library_id);
  if (ids.length === 0) return;
  await sql`insert into libraries_in_groups (library_id, group_id)
    select l.id, g.id from libraries l join library_groups g on g.kind = 'private'
    where l.id = any(${ids}::uuid[])
      and not exists (select from libraries_in_groups lg where lg.library_id = l.id)`.execute(trx);
}

/** Servers that hold a library of the group. */
export async function serversOfGroup(db: Kysely<DB>, groupId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('libraries_in_groups')
    .innerJoin('libraries', 'libraries.id', 'libraries_in_groups.library_id')
    .select('libraries.server_id')
    .distinct()
    .where('libraries_in_groups.group_id', '=', groupId)
    .execute();
  return rows.map((row) => row.server_id);
}
