import { type Selectable, sql, type Transaction } from 'kysely';
import type { Rearranged } from '../../domain/linked/own-time.ts';
import { roundedShare } from '../../domain/money/money.ts';
import { newId } from '../new-id.ts';
import type { DB } from '../schema.ts';
import type { PaymentTable } from '../tables/payments.ts';
import { appendNote, moveCredit } from './credit.ts';
import { poke } from './outbox.ts';
import { recordEvent } from './timeline.ts';

export interface Rearrangement {
  readonly memberId: string;
  readonly change: Rearranged;
  readonly now: Date;
}

/** Moves time of a sub's own, whole or the rest of what has begun; the member is locked. */
export async function rearrange(
  trx: Transaction<DB>,
  { memberId, change, now }: Rearrangement,
): Promise<void> {
  const movedId = change.kind === 'moved' ? change.id : await split(trx, change, now);
  if (change.kind === 'moved') await place(trx, change);
  await recordEvent(trx, {
    memberId,
    at: now,
    kind: 'paymentMoved',
    actor: 'process',
    aboutId: movedId,
    dedupKey: `moved/${movedId}/${now.getTime()}`,
  });
  await poke(trx, { workflow: 'subscription', key: memberId, reason: 'own time moved' });
}

/** Months are counted anew from where it begins: its end is set, and no anchor explains it. */
async function place(
  trx: Transaction<DB>,
  { id, from, to }: { readonly id: string; readonly from: number; readonly to: number },
): Promise<void> {
  await trx
    .updateTable('payments')
    .set({ from_at: new Date(from), to_at: new Date(to), anchor_at: new Date(from), anchor_count: 0 })
    .where('id', '=', id)
    .execute();
}

/** The rest becomes a payment of its own, with its share of the money; answers its id. */
async function split(
  trx: Transaction<DB>,
  { id, to, rest }: Extract<Rearranged, { kind: 'split' }>,
  now: Date,
): Promise<string> {
  const payment = await trx.selectFrom('payments').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  const whole = payment.to_at.getTime() - payment.from_at.getTime();
  const share = roundedShare(payment.amount, { part: rest.to - rest.from, whole });
  await trx
    .updateTable('payments')
    .set({ to_at: new Date(to), amount: payment.amount - share })
    .where('id', '=', id)
    .execute();
  const part = await insertRest(trx, payment, { rest, share, now });
  if (share > 0n)
    await moveCredit(trx, {
      memberId: payment.member_id,
      fromPaymentId: id,
      toPaymentId: part.id,
      credit: { amount: share, currency: payment.currency },
      note: `The rest of payment ${payment.number} is payment ${part.number}`,
      at: now,
    });
  await appendNote(trx, id, `Its rest waits as payment ${part.number} while a master pays.`);
  return part.id;
}

interface Rest {
  readonly rest: { readonly from: number; readonly to: number };
  readonly share: bigint;
  readonly now: Date;
}

async function insertRest(
  trx: Transaction<DB>,
  payment: Selectable<PaymentTable>,
  { rest, share, now }: Rest,
): Promise<{ id: string; number: bigint }> {
  const { number, plan_snapshot, ...row } = payment;
  const { part } = await trx
    .selectFrom('payments')
    .select(sql<number>`max(sequence_number) + 1`.as('part'))
    .where('source', '=', payment.source)
    .where('account', '=', payment.account)
    .where('transaction_id', '=', payment.transaction_id)
    .executeTakeFirstOrThrow();
  return await trx
    .insertInto('payments')
    .values({
      ...row,
      id: newId(),
      from_at: new Date(rest.from),
      to_at: new Date(rest.to),
      anchor_at: new Date(rest.from),
      anchor_count: 0,
      clock_starts_by: null,
      amount: share,
      sequence_number: part,
      // The code made the purchase cheaper, which the first part tells.
      discount_code_id: null,
      list_price: null,
      discount: 0n,
      plan_snapshot: JSON.stringify(plan_snapshot),
      is_announced: false,
      notes: `The rest of payment ${number}.`,
      created_at: now,
    })
    .returning(['id', 'number'])
    .executeTakeFirstOrThrow();
}
