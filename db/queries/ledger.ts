import type { Selectable, Transaction } from 'kysely';
import { newId } from '../new-id.ts';
import type { DB } from '../schema.ts';
import type { PaymentTable } from '../tables/payments.ts';

export interface Correction {
  /** What the payment holds more, or less, of the money that moved. */
  readonly amount: bigint;
  readonly note: string;
  readonly at: Date;
}

/** The ledger is append-only: what was written wrongly stays, and an entry of the difference puts it right. */
export async function correctLedger(
  trx: Transaction<DB>,
  payment: Selectable<PaymentTable>,
  { amount, note, at }: Correction,
): Promise<void> {
  const id = newId();
  await trx
    .insertInto('ledger_entries')
    .values({
      id,
      member_id: payment.member_id,
      payment_id: payment.id,
      kind: 'correction',
      amount,
      currency: payment.currency,
      gateway: payment.source,
      account: payment.account,
      external_id: `${payment.id}/${id}`,
      note,
      at,
    })
    .execute();
}
