import { type Kysely, sql, type Transaction } from 'kysely';
import { newId } from '../new-id.ts';
import type { DB } from '../schema.ts';
import type { Seal } from '../seal.ts';
import { poke } from './outbox.ts';
import type { Standing } from './roles.ts';

/** Whether registering is open to this address while the site is closed to strangers. */
export async function isMemberEmail(db: Kysely<DB>, email: string): Promise<boolean> {
  const row = await db
    .selectFrom('members')
    .select('id')
    .where(sql`lower(email)`, '=', email.toLowerCase())
    .where('closed', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}

export async function isDisabled(db: Kysely<DB>, loginId: string): Promise<boolean> {
  const row = await db.selectFrom('logins').select('disabled').where('id', '=', loginId).executeTakeFirst();
  return row?.disabled ?? true;
}

/**
 * A registration that was never confirmed gives way to a new one of the same address: whoever owns the
 * mailbox confirms their own password, never one that somebody else chose before.
 */
export async function dropUnconfirmed(db: Kysely<DB>, email: string): Promise<void> {
  await db
    .deleteFrom('logins')
    .where(sql`lower(email)`, '=', email.toLowerCase())
    .where('email_verified', '=', false)
    .where('role', '=', 'user')
    .where('role_id', 'is', null)
    .execute();
}

/** The confirmed owner of an address is the member who has it. Answers that member's id. */
export async function linkMember(
  db: Kysely<DB>,
  login: { readonly id: string; readonly email: string },
): Promise<string | null> {
  const row = await db
    .updateTable('members')
    .set({ login_id: login.id })
    .where(sql`lower(email)`, '=', login.email.toLowerCase())
    .where('login_id', 'is', null)
    .where('closed', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return row?.id ?? null;
}

export interface LoginNotice {
  readonly loginId: string;
  readonly email: string;
  readonly event: 'confirmRegistration' | 'loginAdded' | 'resetPassword';
  /** Opens the way; sealed at rest and wiped once sent. */
  readonly url: string;
  readonly at: Date;
}

/** Owes a login a message: the row and the process that sends it come into being together. */
export async function oweLoginNotice(db: Kysely<DB>, seal: Seal, notice: LoginNotice): Promise<void> {
  await db.transaction().execute((trx) => writeLoginNotice(trx, seal, notice));
}

/** The same as a part of a larger change. */
export async function writeLoginNotice(trx: Transaction<DB>, seal: Seal, notice: LoginNotice): Promise<void> {
  const id = newId();
  await trx
    .insertInto('notices')
    .values({
      id,
      member_id: null,
      login_id: notice.loginId,
      audience: 'login',
      event: notice.event,
      key: `${notice.event}/${id}`,
      about: null,
      status: 'owed',
      recipient: notice.email,
      subject: null,
      sealed: seal.seal(JSON.stringify({ url: notice.url })),
      last_error: null,
      created_at: notice.at,
      sent_at: null,
    })
    .execute();
  await poke(trx, { workflow: 'message', key: id, reason: notice.event });
}

/** Whoever chose a password by a mailed link has shown that the address is theirs. */
export async function confirmLogin(
  db: Kysely<DB>,
  login: { readonly id: string; readonly email: string },
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const confirmed = await trx
      .updateTable('logins')
      .set({ email_verified: true })
      .where('id', '=', login.id)
      .where('email_verified', '=', false)
      .where('deleted_at', 'is', null)
      .returning('id')
      .executeTakeFirst();
    if (confirmed !== undefined) await linkMember(trx, login);
  });
}

export async function recordLogin(db: Kysely<DB>, loginId: string, at: Date): Promise<void> {
  await db.updateTable('logins').set({ last_login_at: at }).where('id', '=', loginId).execute();
}

/** The roles of a login that can sign in; null where it cannot. */
export async function livingStanding(db: Kysely<DB>, loginId: string): Promise<Standing | null> {
  const row = await db
    .selectFrom('logins')
    .select(['role', 'role_id as roleId'])
    .where('id', '=', loginId)
    .where('disabled', '=', false)
    .executeTakeFirst();
  return row ?? null;
}

export interface LoginSession {
  readonly id: string;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  readonly userAgent: string | null;
  readonly ipAddress: string | null;
}

export async function listSessions(db: Kysely<DB>, loginId: string, now: Date): Promise<LoginSession[]> {
  return db
    .selectFrom('login_sessions')
    .select([
      'id',
      'created_at as createdAt',
      'updated_at as lastSeenAt',
      'user_agent as userAgent',
      'ip_address as ipAddress',
    ])
    .where('login_id', '=', loginId)
    .where('expires_at', '>', now)
    .orderBy('updated_at', 'desc')
    .limit(50)
    .execute();
}

/** Signs every other device out; answers how many. */
export async function endOtherSessions(
  db: Kysely<DB>,
  loginId: string,
  keepSessionId: string,
): Promise<number> {
  const result = await db
    .deleteFrom('login_sessions')
    .where('login_id', '=', loginId)
    .where('id', '!=', keepSessionId)
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}
