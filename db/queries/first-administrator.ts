import { sql, type Transaction } from 'kysely';
import { newId } from '../new-id.ts';
import type { DB } from '../schema.ts';
import { linkMember } from './logins.ts';
import { setPasswordHash } from './logins-panel.ts';
import { hasAdministrator, wipeSetupToken } from './setup.ts';

export interface NewAdministrator {
  readonly name: string;
  readonly email: string;
  readonly passwordHash: string;
  readonly at: Date;
}

/** Makes the first administrator and wipes the one-time token; of two at the same time one is refused. */
export async function makeFirstAdministrator(
  trx: Transaction<DB>,
  person: NewAdministrator,
): Promise<{ readonly loginId: string } | 'has-administrator'> {
  await sql`lock table logins in share row exclusive mode`.execute(trx);
  if (await hasAdministrator(trx)) return 'has-administrator';
  const loginId = newId();
  const email = person.email.toLowerCase();
  // Somebody may have registered with it before; whoever holds the token is the owner of the site.
  await trx.deleteFrom('logins').where(sql`lower(email)`, '=', email).execute();
  const times = { created_at: person.at, updated_at: person.at };
  await trx
    .insertInto('logins')
    .values({
      id: loginId,
      name: person.name,
      email,
      email_verified: true,
      image: null,
      role: 'administrator',
      ...times,
    })
    .execute();
  await setPasswordHash(trx, loginId, { hash: person.passwordHash, now: person.at });
  await linkMember(trx, { id: loginId, email });
  await wipeSetupToken(trx);
  return { loginId };
}
