import { sql, type Transaction } from 'kysely';
import { mergeWindows, type PaidWindow } from '../../domain/member/merge-windows.ts';
import type { DB } from '../schema.ts';
import type { PlanSnapshot } from '../tables/payments.ts';
import { isEntitling } from './entitling.ts';
import type { Merge } from './merge-members.ts';

export interface MovedWindow {
  readonly id: string;
  /** Whose it was. */
  readonly memberId: string;
  readonly number: bigint;
  readonly plan: string;
  readonly from: Date;
  readonly to: Date;
  /** Null: it stays where it was, and gives no time again. */
  readonly becomes: { readonly from: Date; readonly to: Date } | null;
}

export interface MergedPayments {
  /** How many payments were the merged member's. */
  readonly payments: number;
  /** Windows that are not simply taken over, in the order of time. */
  readonly windows: readonly MovedWindow[];
}

interface PaymentRow {
  readonly id: string;
  readonly number: bigint;
  readonly member_id: string;
  readonly from_at: Date;
  readonly to_at: Date;
  readonly plan_snapshot: PlanSnapshot;
}

/**
 * A transaction is one payment whoever it belongs to (`payments_transaction`), so none can be doubled here.
 * Ledger entries are never touched: they keep the member they were written for and are read by their payment.
 */
export async function movePayments(trx: Transaction<DB>, merge: Merge): Promise<MergedPayments> {
  const { merged, kept, now } = merge;
  const rows = await liveWindows(trx, [merged.id, kept.id]);
  const of = (memberId: string) => rows.filter((row) => row.member_id === memberId).map(windowOf);
  const { moved, usedUp } = mergeWindows({ kept: of(kept.id), merged: of(merged.id), now: now.getTime() });
  const fates = rows.flatMap((row) => fateOf(row, moved, usedUp));
  await markUsedUp(trx, merge, usedUp);
  await shift(trx, merge, fates);
  const taken = await trx
    .updateTable('payments')
    .set({ member_id: kept.id })
    .where('member_id', '=', merged.id)
    .executeTakeFirst();
  const shifted = fates.filter(({ becomes, memberId }) => becomes !== null && memberId === merged.id);
  return { payments: Number(taken.numUpdatedRows) + shifted.length, windows: fates };
}

async function liveWindows(trx: Transaction<DB>, memberIds: readonly string[]): Promise<PaymentRow[]> {
  return await trx
    .selectFrom('payments')
    .select(['id', 'number', 'member_id', 'from_at', 'to_at', 'plan_snapshot'])
    .where('member_id', 'in', [...memberIds])
    .where('used_up_by_id', 'is', null)
    .where(isEntitling('status'))
    .orderBy('from_at')
    .execute();
}

function windowOf(row: PaymentRow): PaidWindow {
  return { id: row.id, from: row.from_at.getTime(), to: row.to_at.getTime() };
}

function fateOf(
  row: PaymentRow,
  moved: readonly PaidWindow[],
  usedUp: readonly string[],
): readonly MovedWindow[] {
  const becomes = moved.find(({ id }) => id === row.id);
  if (becomes === undefined && !usedUp.includes(row.id)) return [];
  return [
    {
      id: row.id,
      memberId: row.member_id,
      number: row.number,
      plan: row.plan_snapshot.name,
      from: row.from_at,
      to: row.to_at,
      becomes: becomes === undefined ? null : { from: new Date(becomes.from), to: new Date(becomes.to) },
    },
  ];
}

async function markUsedUp(trx: Transaction<DB>, { merged }: Merge, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await trx
    .updateTable('payments')
    .set({ used_up_by_id: merged.id })
    .where('id', 'in', [...ids])
    .execute();
}

/** The kept member's first, each from the last to the first: no two overlap after any statement. */
async function shift(
  trx: Transaction<DB>,
  { merged, kept }: Merge,
  fates: readonly MovedWindow[],
): Promise<void> {
  const latestFirst = [...fates].sort((a, b) => b.from.getTime() - a.from.getTime());
  const isKept = ({ memberId }: MovedWindow) => memberId === kept.id;
  const inOrder = [...latestFirst.filter(isKept), ...latestFirst.filter((fate) => !isKept(fate))];
  for (const { id, from, to, becomes } of inOrder) {
    if (becomes === null) continue;
    const note = `Was ${from.toISOString()} to ${to.toISOString()} before the merge of ${merged.display_name}.`;
    await trx
      .updateTable('payments')
      .set({
        member_id: kept.id,
        from_at: becomes.from,
        to_at: becomes.to,
        // A chain of renewals that was moved goes on from here.
        anchor_at: becomes.from,
        anchor_count: 0,
        notes: sql`concat_ws(E'\n', nullif(notes, ''), ${note}::text)`,
      })
      .where('id', '=', id)
      .execute();
  }
}
