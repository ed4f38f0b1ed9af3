import type { Transaction } from 'kysely';
import type { DB } from '../schema.ts';

const NAMELESS = 'Deleted login';

/** The row stays for what points to it, such as purchases; the address is free for a new registration. */
export async function forgetLogin(trx: Transaction<DB>, loginId: string, now: Date): Promise<void> {
  await trx
    .updateTable('logins')
    .set({
      name: NAMELESS,
      email: `${loginId}@deleted.invalid`,
      image: null,
      role: 'user',
      role_id: null,
      disabled: true,
      deleted_at: now,
    })
    .where('id', '=', loginId)
    .execute();
  await trx.deleteFrom('login_accounts').where('login_id', '=', loginId).execute();
  await trx.deleteFrom('login_sessions').where('login_id', '=', loginId).execute();
  await trx.deleteFrom('login_verifications').where('value', '=', loginId).execute();
  await trx
    .updateTable('notices')
    .set({ recipient: null, subject: null, sealed: null, last_error: null })
    .where('login_id', '=', loginId)
    .execute();
  await trx
    .updateTable('notices')
    .set({ status: 'dropped' })
    .where('login_id', '=', loginId)
    .where('status', '=', 'owed')
    .execute();
}
