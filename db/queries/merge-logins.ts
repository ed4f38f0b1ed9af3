import type { Transaction } from 'kysely';
import type { DB } from '../schema.ts';
import type { MemberPair } from './merge-members.ts';

export interface MergedLogin {
  readonly email: string;
  /** `moves` to a member that had none; else it is `disabled`; who has a part in the panel `stays` as it is. */
  readonly fate: 'moves' | 'disabled' | 'stays';
}

/** A member has one login. A second one would begin a second membership with its next purchase. */
export async function mergeLogins(
  trx: Transaction<DB>,
  { merged, kept }: MemberPair,
): Promise<MergedLogin | null> {
  if (merged.login_id === null) return null;
  const login = await trx
    .selectFrom('logins')
    .select(['id', 'email', 'role', 'role_id'])
    .where('id', '=', merged.login_id)
    .executeTakeFirstOrThrow();
  await trx.updateTable('members').set({ login_id: null }).where('id', '=', merged.id).execute();
  if (kept.login_id === null) {
    await trx.updateTable('members').set({ login_id: login.id }).where('id', '=', kept.id).execute();
    return { email: login.email, fate: 'moves' };
  }
  if (login.role === 'administrator' || login.role_id !== null) return { email: login.email, fate: 'stays' };
  await trx.updateTable('logins').set({ disabled: true }).where('id', '=', login.id).execute();
  await trx.deleteFrom('login_sessions').where('login_id', '=', login.id).execute();
  return { email: login.email, fate: 'disabled' };
}
