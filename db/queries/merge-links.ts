import { sql, type Transaction } from 'kysely';
import type { DB } from '../schema.ts';
import { entitling, isEntitling } from './entitling.ts';
import { followMaster } from './linked-payments.ts';
import type { Merge, MemberPair } from './merge-members.ts';

/** One payment of a master is one window of one person: what both got by it, or gave to each other, is not doubled. */
export async function dropDoubleGifts(trx: Transaction<DB>, { merged, kept }: MemberPair): Promise<void> {
  const pair = [merged.id, kept.id];
  await trx
    .updateTable('payments as given')
    .set({ status: 'voided' })
    .where('given.member_id', 'in', pair)
    .where(isEntitling('given.status'))
    .where(
      sql<boolean>`exists (select from payments master where master.id = given.master_payment_id
        and (master.member_id in (${sql.join(pair)}) or (given.member_id = ${merged.id} and exists (
          select from payments own where own.master_payment_id = master.id and own.member_id = ${kept.id}
          and own.status in ${entitling}))))`,
    )
    .execute();
}

/**
 * Links become the kept member's as far as the rules of links allow it: two who become one do not pay for each
 * other, a sub has one master, and a sub pays for nobody. What has been given stays given.
 */
export async function moveLinks(trx: Transaction<DB>, { merged, kept }: MemberPair): Promise<void> {
  const pair = [merged.id, kept.id];
  await trx.deleteFrom('member_links').where('sub_id', 'in', pair).where('master_id', 'in', pair).execute();
  const roles = await rolesOf(trx, kept.id);
  const asSub = trx.updateTable('member_links').set({ sub_id: kept.id }).where('sub_id', '=', merged.id);
  if (!roles.isSub && !roles.isMaster) await asSub.execute();
  if (!roles.isSub)
    await trx
      .updateTable('member_links')
      .set({ master_id: kept.id })
      .where('master_id', '=', merged.id)
      .execute();
  await trx
    .deleteFrom('member_links')
    .where((eb) => eb.or([eb('sub_id', '=', merged.id), eb('master_id', '=', merged.id)]))
    .execute();
}

async function rolesOf(trx: Transaction<DB>, memberId: string) {
  const links = await trx
    .selectFrom('member_links')
    .select(['sub_id', 'master_id'])
    .where((eb) => eb.or([eb('sub_id', '=', memberId), eb('master_id', '=', memberId)]))
    .execute();
  return {
    isSub: links.some((link) => link.sub_id === memberId),
    isMaster: links.some((link) => link.master_id === memberId),
  };
}

/** Windows that queue behind others by the merge may be a master's or a sub's: they are made equal again. */
export async function alignLinked(trx: Transaction<DB>, { kept, now }: Merge): Promise<void> {
  const rows = await trx
    .selectFrom('payments as given')
    .innerJoin('payments as master', 'master.id', 'given.master_payment_id')
    .select('master.id')
    .distinct()
    .where((eb) => eb.or([eb('given.member_id', '=', kept.id), eb('master.member_id', '=', kept.id)]))
    .where(isEntitling('given.status'))
    .where(isEntitling('master.status'))
    .where('given.used_up_by_id', 'is', null)
    .where(sql<boolean>`given.to_at <> master.to_at or given.from_at < master.from_at`)
    .execute();
  for (const { id } of rows) await followMaster(trx, { paymentId: id, now });
}
