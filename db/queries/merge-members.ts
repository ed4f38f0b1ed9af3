import { type Selectable, sql, type Transaction } from 'kysely';
import type { DB } from '../schema.ts';
import type { MemberTable } from '../tables/members.ts';
import { alignLinked, dropDoubleGifts, moveLinks } from './merge-links.ts';
import { type MergedLogin, mergeLogins } from './merge-logins.ts';
import { type MergedAccount, moveAccounts } from './merge-accounts.ts';
import { type MergedPayments, movePayments } from './merge-payments.ts';
import { poke } from './outbox.ts';
import { lockSeats } from './placement.ts';
import { moveReferred } from './referrals.ts';
import { recordEvent } from './timeline.ts';

export type MergeMember = Selectable<MemberTable>;

export interface MemberPair {
  /** The member that goes. */
  readonly merged: MergeMember;
  /** The member that stays. */
  readonly kept: MergeMember;
}

export interface Merge extends MemberPair {
  readonly by: string;
  readonly now: Date;
}

/** What became of all that the merged member had. */
export interface MergeReport extends MergedPayments {
  readonly accounts: readonly MergedAccount[];
  readonly login: MergedLogin | null;
  readonly notices: number;
  readonly purchases: number;
}

/**
 * Takes both rows, in the order of their ids, so that two merges at once and purchases of either take turns.
 * The lock leaves references alone: what a media server's answer records meanwhile waits for nobody here.
 */
export async function lockPair(
  trx: Transaction<DB>,
  ids: { readonly merged: string; readonly kept: string },
): Promise<{ readonly merged: MergeMember | undefined; readonly kept: MergeMember | undefined }> {
  await lockSeats(trx);
  const rows = await trx
    .selectFrom('members')
    .selectAll()
    .where('id', 'in', [ids.merged, ids.kept])
    .orderBy('id')
    .forNoKeyUpdate()
    .execute();
  return { merged: rows.find(({ id }) => id === ids.merged), kept: rows.find(({ id }) => id === ids.kept) };
}

const CHARGING = ['pending_approval', 'active', 'past_due', 'suspended'] as const;

/** A gateway subscription that would go on charging; null: none. */
export async function chargingSubscription(trx: Transaction<DB>, memberId: string) {
  const row = await trx
    .selectFrom('recurring_subscriptions')
    .select(['gateway', 'external_id'])
    .where('member_id', '=', memberId)
    .where('status', 'in', CHARGING)
    .executeTakeFirst();
  return row ?? null;
}

/**
 * Makes one member of two (S31): everything of the merged one is the kept one's, the merged one is closed and
 * both processes are told, in one transaction. Both rows are locked, open, and not the same.
 */
export async function mergeMembers(trx: Transaction<DB>, merge: Merge): Promise<MergeReport> {
  await dropDoubleGifts(trx, merge);
  const payments = await movePayments(trx, merge);
  const accounts = await moveAccounts(trx, merge);
  const notices = await moveNotices(trx, merge);
  const purchases = await movePurchases(trx, merge);
  await moveRest(trx, merge);
  await moveLinks(trx, merge);
  await moveReferred(trx, merge);
  await alignLinked(trx, merge);
  const login = await mergeLogins(trx, merge);
  await closeMerged(trx, merge);
  await keepDetails(trx, merge);
  await tell(trx, merge);
  return { ...payments, accounts, notices, purchases, login };
}

/** What both were told already stays with the merged member: a key is the kept member's once. */
async function moveNotices(trx: Transaction<DB>, { merged, kept }: MemberPair): Promise<number> {
  const moved = await sql`update notices n set member_id = ${kept.id} where n.member_id = ${merged.id}
    and not exists (select from notices k where k.member_id = ${kept.id} and k.key = n.key)`.execute(trx);
  await trx
    .updateTable('notices')
    .set({ status: 'dropped' })
    .where('member_id', '=', merged.id)
    .where('status', '=', 'owed')
    .execute();
  return Number(moved.numAffectedRows ?? 0n);
}

/** Purchases under way go on, and their money becomes time of the kept member. */
async function movePurchases(trx: Transaction<DB>, { merged, kept }: MemberPair): Promise<number> {
  const moved = await trx
    .updateTable('checkouts')
    .set({ member_id: kept.id })
    .where('member_id', '=', merged.id)
    .returning(['id', 'finished_at'])
    .execute();
  const open = moved.filter(({ finished_at: at }) => at === null);
  await poke(trx, ...open.map(({ id }) => ({ workflow: 'checkout' as const, key: id, reason: 'merged' })));
  return moved.length;
}

async function moveRest(trx: Transaction<DB>, { merged, kept }: MemberPair): Promise<void> {
  await sql`update member_events e set member_id = ${kept.id},
    dedup_key = case when exists (select from member_events k where k.member_id = ${kept.id} and k.dedup_key = e.dedup_key)
      then ${merged.id} || '/' || e.dedup_key else e.dedup_key end
    where e.member_id = ${merged.id}`.execute(trx);
  await sql`update recurring_subscriptions r set member_id = ${kept.id} where r.member_id = ${merged.id}
    and (r.status in ('ended', 'abandoned') or not exists (select from recurring_subscriptions k
      where k.member_id = ${kept.id} and k.status not in ('ended', 'abandoned')))`.execute(trx);
  await trx
    .updateTable('members')
    .set({ merged_into_id: kept.id })
    .where('merged_into_id', '=', merged.id)
    .execute();
}

async function closeMerged(trx: Transaction<DB>, { merged, kept }: MemberPair): Promise<void> {
  await trx
    .updateTable('members')
    .set({ closed: 'merged', merged_into_id: kept.id, discord_id: null, discord_kicked_at: null })
    .where('id', '=', merged.id)
    .execute();
}

/** The kept member's own details count; only what they lack is taken over, and a longer suspension. */
async function keepDetails(trx: Transaction<DB>, { merged, kept }: MemberPair): Promise<void> {
  const notes = [kept.notes, merged.notes].filter((text) => text !== '').join('\n');
  await trx
    .updateTable('members')
    .set({
      notes,
      email: kept.email || merged.email,
      wanted_username: kept.wanted_username ?? merged.wanted_username,
      ...(kept.discord_id === null
        ? { discord_id: merged.discord_id, discord_kicked_at: merged.discord_kicked_at }
        : {}),
      ...(isLonger(merged.suspended_until, kept.suspended_until)
        ? { suspended_at: merged.suspended_at, suspended_until: merged.suspended_until }
        : {}),
    })
    .where('id', '=', kept.id)
    .execute();
}

function isLonger(one: Date | null, other: Date | null): boolean {
  return one !== null && (other === null || one > other);
}

async function tell(trx: Transaction<DB>, { merged, kept, by, now }: Merge): Promise<void> {
  const entry = { at: now, actor: 'admin', actorLoginId: by } as const;
  await recordEvent(trx, {
    ...entry,
    memberId: kept.id,
    kind: 'memberMerged',
    aboutId: merged.id,
    data: { member: merged.display_name },
    dedupKey: `merge/${merged.id}`,
  });
  await recordEvent(trx, {
    ...entry,
    memberId: merged.id,
    kind: 'mergedInto',
    aboutId: kept.id,
    data: { member: kept.display_name },
    dedupKey: `merge/${kept.id}`,
  });
  const process = { workflow: 'subscription', reason: 'merged' } as const;
  await poke(trx, { ...process, key: kept.id }, { ...process, key: merged.id });
}
