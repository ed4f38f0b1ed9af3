import type { Kysely } from 'kysely';
import { paymentById } from '../../../db/queries/payment-list.ts';
import type { DB } from '../../../db/schema.ts';
import type { Refusal } from '../../refusal.ts';
import { wrongField } from '../input.ts';

/** Says whose payment has the transaction, and how a further part of it is told apart (S45). */
export async function alreadyRecorded(
  db: Kysely<DB>,
  paymentId: string,
  field: 'transactionId' | 'sequenceNumber',
): Promise<Refusal> {
  const other = await paymentById(db, paymentId);
  const whose = other === null ? 'another payment' : `payment ${other.number} of ${other.memberName}`;
  return wrongField(
    field,
    `Recorded already as ${whose}; a further part of it needs another sequence number`,
  );
}
