import { sql, type Transaction } from 'kysely';
import { REMOVED } from '../../domain/access/access-key.ts';
import { type OwnedAccount, surplusAccounts } from '../../domain/member/merge-accounts.ts';
import type { DB } from '../schema.ts';
import type { Merge } from './merge-members.ts';
import { poke } from './outbox.ts';

export interface MergedAccount {
  readonly server: string;
  readonly username: string;
  readonly owner: OwnedAccount['owner'];
  /** Otherwise it is removed from its server. */
  readonly stays: boolean;
}

/**
 * All accounts become the kept member's. One that goes is decided here to be removed, since two members' good
 * ones would otherwise both stay; removing it is the kept member's process's work like any other removal.
 */
export async function moveAccounts(trx: Transaction<DB>, merge: Merge): Promise<MergedAccount[]> {
  const { merged, kept } = merge;
  const rows = await livingAccounts(trx, [merged.id, kept.id]);
  const accounts = rows.map(
    (row): OwnedAccount => ({
      id: row.id,
      serverId: row.server_id,
      owner: row.member_id === kept.id ? 'kept' : 'merged',
      desired: row.desired_key,
      observed: row.observed_key,
    }),
  );
  const surplus = surplusAccounts(accounts);
  await decideRemoval(trx, merge, surplus);
  const ids = { member_id: kept.id };
  await trx.updateTable('access_grants').set(ids).where('member_id', '=', merged.id).execute();
  await trx.updateTable('media_identities').set(ids).where('member_id', '=', merged.id).execute();
  await trx.updateTable('hold_items').set(ids).where('member_id', '=', merged.id).execute();
  await moveTroubles(trx, merge);
  return accounts.map(({ id, owner, desired }, index) => ({
    server: rows[index]?.server ?? '',
    username: rows[index]?.username ?? '',
    owner,
    stays: desired !== REMOVED && !surplus.includes(id),
  }));
}

async function livingAccounts(trx: Transaction<DB>, memberIds: readonly string[]) {
  return await trx
    .selectFrom('access_grants as g')
    .innerJoin('servers as s', 's.id', 'g.server_id')
    .select([
      'g.id',
      'g.member_id',
      'g.server_id',
      'g.username',
      'g.desired_key',
      'g.observed_key',
      's.name as server',
    ])
    .where('g.member_id', 'in', [...memberIds])
    .where('g.ended_at', 'is', null)
    .orderBy('g.created_at')
    .forUpdate('g')
    .execute();
}

async function decideRemoval(trx: Transaction<DB>, { now }: Merge, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const decided = await trx
    .updateTable('access_grants')
    .set({
      desired_key: REMOVED,
      desired_library_ids: [],
      desired_downloads: false,
      desired_transcoding: false,
      desired_at: now,
    })
    .where('id', 'in', [...ids])
    .returning(['id', 'handed_over_at'])
    .execute();
  const tryingOn = decided.filter(({ handed_over_at: at }) => at !== null);
  await poke(trx, ...tryingOn.map(({ id }) => ({ workflow: 'access' as const, key: id, reason: 'merged' })));
}

/** Failures of accounts go with them; the merged member's other steps are nobody's any more. */
async function moveTroubles(trx: Transaction<DB>, { merged, kept }: Merge): Promise<void> {
  await sql`update step_troubles set member_id = ${kept.id}
    where member_id = ${merged.id} and step_key like 'access/%'`.execute(trx);
  await trx.deleteFrom('step_troubles').where('member_id', '=', merged.id).execute();
}
