import { type Selectable, sql, type Transaction } from 'kysely';
import {
  endedTime,
  type EndedWindow,
  type MoneyStanding,
  type Restored,
  restorable,
} from '../../domain/payment/money-back.ts';
import type { DB } from '../schema.ts';
import type { EndedPayment } from '../tables/money-backs.ts';
import type { PaymentTable } from '../tables/payments.ts';
import { isEntitling } from './entitling.ts';
import { followMaster } from './linked-payments.ts';
import { memberNow } from './member-clock.ts';
import { poke } from './outbox.ts';
import { recordEvent } from './timeline.ts';

type PaymentRow = Selectable<PaymentTable>;

export interface TimeToEnd {
  /** Every part of the transaction whose money went back; their members are locked. */
  readonly payments: readonly PaymentRow[];
  readonly standing: MoneyStanding;
  readonly now: Date;
  /** The admin who ends it; null: the settings do. */
  readonly by: string | null;
}

/**
 * Ends the time of everybody who has a part of the transaction, as domain/payment/money-back.ts decides. The
 * money stays as the ledger tells it.
 */
export async function endPaidTime(trx: Transaction<DB>, ending: TimeToEnd): Promise<EndedPayment[]> {
  const owners = new Set(ending.payments.map((payment) => payment.member_id));
  const all: EndedPayment[] = [];
  for (const memberId of owners) all.push(...(await endTimeOf(trx, memberId, ending)));
  return all;
}

async function endTimeOf(
  trx: Transaction<DB>,
  memberId: string,
  { payments, standing, now, by }: TimeToEnd,
): Promise<EndedPayment[]> {
  const itsNow = await memberNow(trx, memberId, now);
  const bought = new Set(payments.map(({ id }) => id));
  const windows = await ownWindows(trx, memberId);
  const ended = endedTime(
    windows
      .filter(({ isLive }) => isLive)
      .map((window) => ({ ...window, isOfThisMoney: bought.has(window.id) })),
    { standing, now: itsNow.getTime() },
  );
  for (const window of ended) await end(trx, window);
  // From the last one on, so that what subs get never overlaps.
  for (const { id } of ended.toReversed()) await followMaster(trx, { paymentId: id, now: itsNow });
  for (const { id } of ended) {
    await recordEvent(trx, {
      memberId,
      at: itsNow,
      kind: 'paymentEnded',
      actor: by === null ? 'process' : 'admin',
      actorLoginId: by,
      aboutId: id,
      dedupKey: `ended/${id}/${itsNow.getTime()}`,
    });
  }
  if (ended.length > 0)
    await poke(trx, { workflow: 'subscription', key: memberId, reason: 'paid time ended' });
  const statuses = new Map(windows.map(({ id, status }) => [id, status]));
  return ended.map((window) => ({ ...window, status: statuses.get(window.id) ?? 'completed' }));
}

async function end(trx: Transaction<DB>, { id, fate, endedAt }: EndedWindow): Promise<void> {
  await trx
    .updateTable('payments')
    .set(fate === 'cut' ? { to_at: new Date(endedAt) } : { status: 'voided' as const })
    .where('id', '=', id)
    .execute();
}

interface OwnWindow {
  readonly id: string;
  readonly from: number;
  readonly to: number;
  readonly status: PaymentTable['status'];
  readonly isLive: boolean;
}

/** What a member has by payments of their own, void ones too. */
async function ownWindows(trx: Transaction<DB>, memberId: string): Promise<OwnWindow[]> {
  const rows = await trx
    .selectFrom('payments')
    .select(['id', 'from_at', 'to_at', 'status'])
    .select(isEntitling('status').as('isLive'))
    .where('member_id', '=', memberId)
    .where('source', '<>', 'linked')
    .where('used_up_by_id', 'is', null)
    .orderBy('from_at')
    .execute();
  return rows.map(({ from_at: from, to_at: to, ...row }) => ({
    ...row,
    from: from.getTime(),
    to: to.getTime(),
  }));
}

export interface TimeToRestore extends Omit<TimeToEnd, 'by'> {
  readonly ended: readonly EndedPayment[];
}

/** Gives back the time that was ended, as far as nothing else has taken its place. True: all of it. */
export async function restorePaidTime(trx: Transaction<DB>, restoring: TimeToRestore): Promise<boolean> {
  const { payments, ended } = restoring;
  const owners = new Set(payments.map((payment) => payment.member_id));
  let count = 0;
  for (const memberId of owners) count += await restoreTimeOf(trx, memberId, restoring);
  return count === ended.length;
}

async function restoreTimeOf(
  trx: Transaction<DB>,
  memberId: string,
  { payments, ended, standing, now }: TimeToRestore,
): Promise<number> {
  const itsNow = await memberNow(trx, memberId, now);
  const bought = new Set(payments.map(({ id }) => id));
  const otherMoney = await goneOtherwise(trx, memberId, bought);
  const [windows, linked] = [await ownWindows(trx, memberId), await linkedWindows(trx, memberId)];
  const wanted = ended.filter(({ id }) => !otherMoney.has(id));
  const restored = restorable(wanted, [...windows, ...linked]);
  for (const window of restored) {
    const status = ended.find(({ id }) => id === window.id)?.status ?? 'completed';
    await putBack(trx, window, bought.has(window.id) ? standing : status);
  }
  for (const { id } of restored) {
    await followMaster(trx, { paymentId: id, now: itsNow });
    await recordEvent(trx, {
      memberId,
      at: itsNow,
      kind: 'paymentRestored',
      actor: 'process',
      aboutId: id,
      dedupKey: `restored/${id}/${itsNow.getTime()}`,
    });
  }
  return restored.length;
}

async function putBack(
  trx: Transaction<DB>,
  { id, to, wasVoid }: Restored,
  status: PaymentTable['status'],
): Promise<void> {
  await trx
    .updateTable('payments')
    .set(wasVoid ? { status } : { to_at: new Date(to) })
    .where('id', '=', id)
    .execute();
}

/** Payments whose own money went back as well: what is restored for another's is not theirs. */
async function goneOtherwise(
  trx: Transaction<DB>,
  memberId: string,
  bought: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  const rows = await trx
    .selectFrom('money_backs')
    .innerJoin('payments', 'payments.id', 'money_backs.payment_id')
    .select('payment_id')
    .where('payments.member_id', '=', memberId)
    .where(sql<boolean>`refunded + charged_back > 0`)
    .execute();
  return new Set(rows.map((row) => row.payment_id).filter((id) => !bought.has(id)));
}

/** Time that a master gives: nothing is put back over it. */
async function linkedWindows(trx: Transaction<DB>, memberId: string) {
  const rows = await trx
    .selectFrom('payments')
    .select(['id', 'from_at', 'to_at'])
    .where('member_id', '=', memberId)
    .where('source', '=', 'linked')
    .where('used_up_by_id', 'is', null)
    .where(isEntitling('status'))
    .execute();
  return rows.map(({ id, from_at: from, to_at: to }) => ({
    id,
    from: from.getTime(),
    to: to.getTime(),
    isLive: true,
  }));
}
