import { type RawBuilder, sql, type Transaction } from 'kysely';
import type { Money } from '../../domain/money/money.ts';
import { newId } from '../new-id.ts';
import type { DB } from '../schema.ts';

/** Entries that move value into or out of a payment and are no money that came in or went back. */
export const notMoney = sql`('credit', 'bonus')`;

/**
 * What changes of plan and bonuses moved into a payment's amount; less than nothing where they took some away.
 * The amount without it is the money that came in.
 */
export function creditOf(payment: string) {
  return entered(payment, notMoney);
}

/** The part of it that changes of plan moved. */
export function planCreditOf(payment: string) {
  return entered(payment, sql`('credit')`);
}

/** The part of it that bonuses moved; less than nothing where one was taken back from another payment. */
export function bonusOf(payment: string) {
  return entered(payment, sql`('bonus')`);
}

function entered(payment: string, kinds: RawBuilder<unknown>) {
  return sql<bigint>`(select coalesce(sum(e.amount), 0)::bigint from ledger_entries e
    where e.payment_id = ${sql.ref(`${payment}.id`)} and e.kind in ${kinds})`;
}

export interface CreditToMove {
  readonly memberId: string;
  readonly fromPaymentId: string;
  readonly toPaymentId: string;
  readonly credit: Money;
  readonly note: string;
  readonly at: Date;
}

/** Two entries that add up to nothing: what one payment gives, the other holds. */
export async function moveCredit(trx: Transaction<DB>, move: CreditToMove): Promise<void> {
  const { fromPaymentId, toPaymentId, credit } = move;
  const entry = {
    member_id: move.memberId,
    kind: 'credit',
    currency: credit.currency,
    gateway: 'credit',
    account: 'main',
    note: move.note,
    at: move.at,
  } as const;
  const key = `${toPaymentId}/${fromPaymentId}`;
  await trx
    .insertInto('ledger_entries')
    .values([
      { ...entry, id: newId(), payment_id: fromPaymentId, amount: -credit.amount, external_id: `${key}/out` },
      { ...entry, id: newId(), payment_id: toPaymentId, amount: credit.amount, external_id: `${key}/in` },
    ])
    .execute();
}

export async function appendNote(trx: Transaction<DB>, paymentId: string, note: string): Promise<void> {
  await trx
    .updateTable('payments')
    .set({ notes: sql`concat_ws(E'\n', nullif(notes, ''), ${note}::text)` })
    .where('id', '=', paymentId)
    .execute();
}
