import { type Kysely, sql, type Transaction } from 'kysely';
import type { DB } from '../schema.ts';
import { endLostGrants } from './lost-access.ts';
import { poke } from './outbox.ts';
import { recordEvent } from './timeline.ts';

export interface ChangedAccount {
  readonly memberId: string;
  /** The name that the new media account gets. */
  readonly username: string;
  readonly now: Date;
}

/**
 * The member takes another media account: what they have on any server is replaced, the flag is cleared, and
 * their process finds a place for the new one and then lets go of the old. Payments are not touched. The member
 * is locked.
 */
export async function changeAccount(trx: Transaction<DB>, change: ChangedAccount): Promise<void> {
  const { memberId, username, now } = change;
  await endLostGrants(trx, memberId, now);
  await trx
    .updateTable('access_grants')
    .set({ replaced_at: now })
    .where('member_id', '=', memberId)
    .where('replaced_at', 'is', null)
    .execute();
  await trx
    .updateTable('members')
    .set({ wanted_username: username, account_change_required_at: null, account_changed_at: now })
    .where('id', '=', memberId)
    .execute();
  await recordEvent(trx, {
    memberId,
    at: now,
    kind: 'accountChanged',
    actor: 'member',
    data: { username },
    dedupKey: `accountChanged/${now.getTime()}`,
  });
  await poke(trx, { workflow: 'subscription', key: memberId, reason: 'account changed' });
}

/** The names of the accounts that a change would replace, those of before the end of access too. */
export async function namesInUse(db: Kysely<DB>, memberId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('access_grants')
    .select('username')
    .distinct()
    .where('member_id', '=', memberId)
    .where('replaced_at', 'is', null)
    .orderBy(sql`username`)
    .execute();
  return rows.map(({ username }) => username);
}
