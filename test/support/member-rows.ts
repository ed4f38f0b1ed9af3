import type { Insertable, Kysely } from 'kysely';
import { newId } from '../../db/new-id.ts';
import type { DB } from '../../db/schema.ts';

/** A member as a row and nothing else: no login, no payment, no process. Answers the id. */
export async function memberRow(db: Kysely<DB>, createdAt: Date): Promise<string> {
  const id = newId();
  await db
    .insertInto('members')
    .values({
      id,
      display_name: 'Robin',
      email: `${id}@members.example`,
      created_at: createdAt,
      standing_reasons: '[]',
    })
    .execute();
  return id;
}

type LoginValues = Insertable<DB['logins']>;

/** A confirmed login as a row: no password, no session. Answers the id. */
export async function loginRow(
  db: Kysely<DB>,
  login: Pick<LoginValues, 'email'> & Partial<LoginValues>,
): Promise<string> {
  const id = newId();
  const now = new Date();
  const values = {
    id,
    name: 'Robin',
    email_verified: true,
    role: 'user',
    created_at: now,
    updated_at: now,
  } as const;
  await db
    .insertInto('logins')
    .values({ ...values, ...login })
    .execute();
  return id;
}

/** An administrator's login as a row. Answers the id. */
export async function administratorRow(db: Kysely<DB>, at: Date, address?: string): Promise<string> {
  const email = address ?? `${newId()}@example.org`;
  const times = { created_at: at, updated_at: at };
  return await loginRow(db, { name: 'Admin', email, role: 'administrator', ...times });
}

type GrantValues = Insertable<DB['access_grants']>;

/** An account on a server as a row: full access that was decided, and nothing seen unless said. Answers the id. */
export async function grantRow(
  db: Kysely<DB>,
  grant: Pick<GrantValues, 'member_id' | 'server_id'> & Partial<GrantValues>,
): Promise<string> {
  const id = newId();
  const now = new Date();
  await db
    .insertInto('access_grants')
    .values({
      id,
      external_id: id,
      username: `account-${id}`,
      desired_key: 'full:1-a:',
      desired_library_ids: ['films'],
      desired_downloads: false,
      desired_transcoding: false,
      desired_at: now,
      created_at: now,
      ...grant,
    })
    .execute();
  return id;
}
