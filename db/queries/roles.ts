import { type Kysely, sql, type Transaction } from 'kysely';
import { isPermission, type Permission } from '../../domain/login/permissions.ts';
import { allRights, noRights, type Rights } from '../../domain/login/rights.ts';
import { isViolationOf } from '../constraint.ts';
import { newId } from '../new-id.ts';
import type { DB } from '../schema.ts';

export interface RoleRow {
  readonly id: string;
  readonly name: string;
  readonly permissions: readonly Permission[];
  /** How many logins have it. */
  readonly logins: number;
}

export async function listRoles(db: Kysely<DB>): Promise<RoleRow[]> {
  const rows = await db
    .selectFrom('roles')
    .select(['id', 'name', 'permissions'])
    .select(sql<number>`(select count(*)::int from logins where role_id = roles.id)`.as('logins'))
    .orderBy(sql`lower(name)`)
    .execute();
  return rows.map((row) => ({ ...row, permissions: row.permissions.filter(isPermission) }));
}

export async function countBuiltIn(db: Kysely<DB>): Promise<{ administrator: number; user: number }> {
  const row = await db
    .selectFrom('logins')
    .select([
      sql<number>`(count(*) filter (where role = 'administrator'))::int`.as('administrator'),
      sql<number>`(count(*) filter (where role = 'user' and role_id is null))::int`.as('user'),
    ])
    .where('deleted_at', 'is', null)
    .executeTakeFirstOrThrow();
  return row;
}

export async function roleById(db: Kysely<DB>, id: string): Promise<RoleRow | null> {
  return (await listRoles(db)).find((role) => role.id === id) ?? null;
}

export interface Standing {
  readonly role: 'administrator' | 'user';
  readonly roleId: string | null;
}

/** What somebody of this standing may do now; custom roles give nothing while they are switched off. */
export async function rightsOf(
  db: Kysely<DB>,
  { role, roleId }: Standing,
  hasCustomRoles: boolean,
): Promise<Rights> {
  if (role === 'administrator') return allRights;
  if (roleId === null || !hasCustomRoles) return noRights;
  const row = await db.selectFrom('roles').select('permissions').where('id', '=', roleId).executeTakeFirst();
  return { isAdministrator: false, permissions: (row?.permissions ?? []).filter(isPermission) };
}

export type SavedRole = { readonly kind: 'saved'; readonly roleId: string } | { readonly kind: 'nameTaken' };

/** A new role where `id` is null. Its holders have the new permissions from their next request on. */
export async function saveRole(
  trx: Transaction<DB>,
  id: string | null,
  role: { readonly name: string; readonly permissions: readonly Permission[]; readonly now: Date },
): Promise<SavedRole> {
  const roleId = id ?? newId();
  const row = { name: role.name, permissions: [...role.permissions], updated_at: role.now };
  try {
    await trx
      .insertInto('roles')
      .values({ id: roleId, created_at: role.now, ...row })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
      .execute();
  } catch (error) {
    if (isViolationOf(error, 'roles_name')) return { kind: 'nameTaken' };
    throw error;
  }
  return { kind: 'saved', roleId };
}

/** The logins that have it keep it: the foreign key refuses, also where one is given it at this moment. */
export async function deleteRole(trx: Transaction<DB>, id: string): Promise<'deleted' | 'inUse'> {
  try {
    await trx.deleteFrom('roles').where('id', '=', id).execute();
    return 'deleted';
  } catch (error) {
    if (isViolationOf(error, 'logins_role')) return 'inUse';
    throw error;
  }
}
