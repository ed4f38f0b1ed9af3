import type { Transaction } from 'kysely';
import { z } from 'zod';
import { isViolationOf } from '../../../db/constraint.ts';
import { newId } from '../../../db/new-id.ts';
import { type LockedPayment, lockPayment, toEdit, writeEdit } from '../../../db/queries/edit-payment.ts';
import { overlappingPayment } from '../../../db/queries/payment-list.ts';
import { findPayment, snapshotOf } from '../../../db/queries/record-payment.ts';
import type { DB } from '../../../db/schema.ts';
import type { PlanSnapshot } from '../../../db/tables/payments.ts';
import { type PaymentToEdit, type PaymentValues, problemsOfEdit } from '../../../domain/payment/edit.ts';
import { Refusal } from '../../refusal.ts';
import {
  amountOf,
  chosenTime,
  id,
  instantIn,
  notThere,
  requiredText,
  text,
  wholeText,
  wrongField,
  wrongFields,
} from '../input.ts';
import { alreadyRecorded } from './already-recorded.ts';

/** Only what was typed over: what a page did not touch stays, even where somebody changed it meanwhile. */
export const editInput = z.object({
  id,
  planId: id.optional(),
  from: chosenTime.optional(),
  to: chosenTime.optional(),
  amount: requiredText(20).optional(),
  transactionId: requiredText(255).optional(),
  sequenceNumber: wholeText(1, 1000).optional(),
  payerEmail: z
    .union([z.literal(''), z.email('An e-mail address').max(255, 'At most 255 characters')])
    .optional(),
  notes: text(4000).optional(),
  why: text(400).default(''),
});

export type EditTyped = z.output<typeof editInput>;

export interface Editing {
  readonly trx: Transaction<DB>;
  readonly zone: string;
  readonly by: string;
  readonly now: Date;
}

export interface Edited {
  readonly payment: LockedPayment;
  readonly before: PaymentToEdit;
  readonly after: PaymentValues;
  /** The plan's name afterwards. */
  readonly plan: string;
  readonly isChanged: boolean;
}

/** What holds for the edit and for its rehearsal; the second one is taken back. */
export async function editAsTyped(editing: Editing, typed: EditTyped): Promise<Edited> {
  const { trx, by, now } = editing;
  const payment = await lockPayment(trx, typed.id);
  if (payment === undefined) throw notThere('payment');
  if (payment.status === 'voided')
    throw new Refusal('conflict', { userMessage: 'This payment is void.', reason: 'alreadyVoid' });
  const before = toEdit(payment);
  const after = valuesTyped(before, typed, editing.zone);
  const problems = problemsOfEdit(before, { after, why: typed.why });
  if (Object.keys(problems).length > 0) throw wrongFields(problems);
  const snapshot = after.planId === before.planId ? null : await termsOf(trx, payment, after.planId);
  await requireFreeTime(trx, payment, after);
  await requireOwnTransaction(trx, payment, after);
  const plan = snapshot?.name ?? payment.plan_snapshot.name;
  const isChanged = fields.some((field) => after[field] !== before[field]);
  if (isChanged) {
    const edit = { after, snapshot, why: typed.why, id: newId(), by, now };
    await writeEdit(trx, payment, edit).catch(refuseTaken);
  }
  return { payment, before, after, plan, isChanged };
}

const fields = [
  'planId',
  'from',
  'to',
  'amount',
  'transactionId',
  'sequenceNumber',
  'payerEmail',
  'notes',
] as const satisfies readonly (keyof PaymentValues)[];

function valuesTyped(before: PaymentToEdit, typed: EditTyped, zone: string): PaymentValues {
  const { from, to, amount, payerEmail } = typed;
  return {
    planId: typed.planId ?? before.planId,
    from: from === undefined ? before.from : instantIn(zone, from, 'from').getTime(),
    to: to === undefined ? before.to : instantIn(zone, to, 'to').getTime(),
    amount: amount === undefined ? before.amount : amountOf(amount, before.currency, 'amount'),
    transactionId: typed.transactionId ?? before.transactionId,
    sequenceNumber: typed.sequenceNumber ?? before.sequenceNumber,
    payerEmail: payerEmail === undefined ? before.payerEmail : payerEmail || null,
    notes: typed.notes ?? before.notes,
  };
}

async function termsOf(trx: Transaction<DB>, payment: LockedPayment, planId: string): Promise<PlanSnapshot> {
  const snapshot = await snapshotOf(trx, planId, payment.currency);
  if (snapshot === null) throw wrongField('planId', 'There is no such plan');
  return snapshot;
}

/** Two live windows of one member never share time (S42). */
async function requireFreeTime(
  trx: Transaction<DB>,
  payment: LockedPayment,
  { from, to }: PaymentValues,
): Promise<void> {
  const isMoved = from !== payment.from_at.getTime() || to !== payment.to_at.getTime();
  if (payment.status === 'pending' || !isMoved) return;
  const window = { from: new Date(from), to: new Date(to), otherThan: [payment.id] };
  const other = await overlappingPayment(trx, payment.member_id, window);
  if (other !== null) throw wrongField('from', `Overlaps payment ${other.number} of this member`);
}

async function requireOwnTransaction(
  trx: Transaction<DB>,
  payment: LockedPayment,
  after: PaymentValues,
): Promise<void> {
  const { source, account } = payment;
  const { transactionId, sequenceNumber } = after;
  const known = await findPayment(trx, { source, account, transactionId, sequenceNumber });
  if (known === undefined || known.id === payment.id) return;
  const field = transactionId === payment.transaction_id ? 'sequenceNumber' : 'transactionId';
  throw await alreadyRecorded(trx, known.id, field);
}

/** Somebody else recorded the same transaction in the same moment. */
function refuseTaken(error: unknown): never {
  if (isViolationOf(error, 'payments_transaction')) throw wrongField('transactionId', 'Recorded already');
  throw error;
}
