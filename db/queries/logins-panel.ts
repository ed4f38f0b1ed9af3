import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely';
import { isViolationOf } from '../constraint.ts';
import { newId } from '../new-id.ts';
import type { DB } from '../schema.ts';
import { all, countUpTo, likeText, type ListPage, type Total } from './list-page.ts';

export type LoginSort = 'email' | 'lastLogin' | 'created';
export type LoginState = 'active' | 'unconfirmed' | 'disabled';

export interface LoginRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: 'administrator' | 'user';
  readonly roleId: string | null;
  readonly roleName: string | null;
  readonly isConfirmed: boolean;
  readonly hasPassword: boolean;
  readonly state: LoginState;
  readonly memberId: string | null;
  readonly memberName: string | null;
  readonly lastLoginAt: Date | null;
  readonly createdAt: Date;
}

export interface LoginFilter {
  /** A part of the name or the address. */
  readonly search: string;
  /** A built-in role, or the id of another. */
  readonly role: string | null;
  readonly state: LoginState | null;
  readonly isMember: boolean | null;
}

const orders: Readonly<Record<LoginSort, RawBuilder<unknown>>> = {
  email: sql`lower(l.email)`,
  lastLogin: sql`coalesce(l.last_login_at, '-infinity')`,
  created: sql`l.created_at`,
};

const states: Readonly<Record<LoginState, RawBuilder<unknown>>> = {
  disabled: sql`l.disabled`,
  unconfirmed: sql`not l.disabled and not l.email_verified`,
  active: sql`not l.disabled and l.email_verified`,
};

const hasPassword = sql`exists (select from login_accounts a where a.login_id = l.id and a.password is not null)`;

/** The ids of the page are found first; who they are is looked up for those few only. */
export async function listLogins(
  db: Kysely<DB>,
  request: LoginFilter & ListPage<LoginSort>,
): Promise<{ rows: LoginRow[]; total: Total }> {
  const where = conditions(request);
  const direction = request.direction === 'desc' ? sql`desc` : sql`asc`;
  const order = sql`${orders[request.sort]} ${direction}, l.id ${direction}`;
  const page = sql`select l.id from logins l where ${where} order by ${order}
    limit ${request.pageSize} offset ${(request.page - 1) * request.pageSize}`;
  const [{ rows }, total] = await Promise.all([
    sql<LoginRow>`
      select l.id, l.name, l.email, l.role, l.role_id as "roleId", r.name as "roleName", l.email_verified as "isConfirmed", ${hasPassword} as "hasPassword",
        case when ${states.disabled} then 'disabled' when ${states.active} then 'active' else 'unconfirmed' end as state,
        m.id as "memberId", m.display_name as "memberName", l.last_login_at as "lastLoginAt", l.created_at as "createdAt"
      from logins l left join members m on m.login_id = l.id left join roles r on r.id = l.role_id
      where l.id in (${page}) order by ${order}`.execute(db),
    countUpTo(db, sql`logins l where ${where}`),
  ]);
  return { rows, total };
}

function conditions(filter: LoginFilter): RawBuilder<unknown> {
  const { role, state, isMember } = filter;
  const search = filter.search.trim();
  const member = sql`exists (select from members m where m.login_id = l.id)`;
  return all([
    sql`l.deleted_at is null`,
    ...(search === '' ? [] : [sql`lower(l.name || ' ' || l.email) like ${`%${likeText(search)}%`}`]),
    ...(role === null ? [] : [hasRole(role)]),
    ...(state === null ? [] : [states[state]]),
    ...(isMember === null ? [] : [isMember ? member : sql`not ${member}`]),
  ]);
}

function hasRole(role: string): RawBuilder<unknown> {
  if (role === 'administrator') return sql`l.role = 'administrator'`;
  return role === 'user' ? sql`l.role = 'user' and l.role_id is null` : sql`l.role_id = ${role}`;
}

export interface LoginForChange {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: 'administrator' | 'user';
  readonly roleId: string | null;
  readonly isConfirmed: boolean;
  readonly isDisabled: boolean;
  readonly hasPassword: boolean;
  readonly memberId: string | null;
  /** Administrators besides this one who can sign in. */
  readonly otherAdministrators: number;
}

/**
 * One login, locked together with all administrators: of two who take each other's role away at the same time,
 * the second sees what the first has done.
 */
export async function lockLogin(trx: Transaction<DB>, id: string): Promise<LoginForChange | null> {
  const locked = await trx
    .selectFrom('logins')
    .select(['id', 'name', 'email', 'role', 'role_id', 'email_verified', 'disabled'])
    .where((eb) => eb.or([eb('role', '=', 'administrator'), eb('id', '=', id)]))
    .where('deleted_at', 'is', null)
    .orderBy('id')
    .forNoKeyUpdate()
    .execute();
  const login = locked.find((row) => row.id === id);
  if (login === undefined) return null;
  const others = locked.filter(
    (row) => row.id !== id && row.role === 'administrator' && row.email_verified && !row.disabled,
  );
  const { rows } = await sql<{ hasPassword: boolean; memberId: string | null }>`
    select ${hasPassword} as "hasPassword", (select m.id from members m where m.login_id = l.id) as "memberId"
    from logins l where l.id = ${id}`.execute(trx);
  return {
    id,
    name: login.name,
    email: login.email,
    role: login.role,
    roleId: login.role_id,
    isConfirmed: login.email_verified,
    isDisabled: login.disabled,
    hasPassword: rows[0]?.hasPassword ?? false,
    memberId: rows[0]?.memberId ?? null,
    otherAdministrators: others.length,
  };
}

/** A login without a password, which its owner chooses by the mailed link; null: the address has one already. */
export async function addLogin(
  trx: Transaction<DB>,
  person: { readonly name: string; readonly email: string; readonly now: Date },
): Promise<string | null> {
  const id = newId();
  try {
    await trx
      .insertInto('logins')
      .values({
        id,
        name: person.name,
        email: person.email.toLowerCase(),
        email_verified: false,
        role: 'user',
        created_at: person.now,
        updated_at: person.now,
      })
      .execute();
  } catch (error) {
    if (isViolationOf(error, 'logins_email')) return null;
    throw error;
  }
  return id;
}

export async function setLogin(
  trx: Transaction<DB>,
  id: string,
  {
    now,
    ...change
  }: { role?: LoginForChange['role']; role_id?: string | null; disabled?: boolean; now: Date },
): Promise<void> {
  await trx
    .updateTable('logins')
    .set({ ...change, updated_at: now })
    .where('id', '=', id)
    .execute();
}

/** The member goes on without a login; whoever registers with the member's address is linked again. */
export async function leaveMember(trx: Transaction<DB>, loginId: string): Promise<void> {
  await trx.updateTable('members').set({ login_id: null }).where('login_id', '=', loginId).execute();
}

/** Signs the login out everywhere, except in the session that is to be kept. */
export async function endSessions(trx: Transaction<DB>, loginId: string, keep: string | null): Promise<void> {
  await trx
    .deleteFrom('login_sessions')
    .where('login_id', '=', loginId)
    .$if(keep !== null, (query) => query.where('id', '!=', keep ?? ''))
    .execute();
}

/** In place of the one it had, if any; links that were mailed for a new one are worthless from now on. */
export async function setPasswordHash(
  trx: Transaction<DB>,
  loginId: string,
  { hash, now }: { readonly hash: string; readonly now: Date },
): Promise<void> {
  await trx
    .deleteFrom('login_accounts')
    .where('login_id', '=', loginId)
    .where('provider_id', '=', 'credential')
    .execute();
  await trx
    .insertInto('login_accounts')
    .values({
      id: newId(),
      login_id: loginId,
      account_id: loginId,
      provider_id: 'credential',
      password: hash,
      created_at: now,
      updated_at: now,
    })
    .execute();
  await trx.deleteFrom('login_verifications').where('value', '=', loginId).execute();
}

/** As the sign-in library keeps the tokens of mailed links, so that its own page takes them. */
export async function keepPasswordToken(
  trx: Transaction<DB>,
  loginId: string,
  { token, until, now }: { readonly token: string; readonly until: Date; readonly now: Date },
): Promise<void> {
  await trx
    .insertInto('login_verifications')
    .values({
      id: newId(),
      identifier: `reset-password:${token}`,
      value: loginId,
      expires_at: until,
      created_at: now,
      updated_at: now,
    })
    .execute();
}
