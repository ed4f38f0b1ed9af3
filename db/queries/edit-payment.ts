import type { Transaction } from 'kysely';
import type { PaymentEdit, PaymentToEdit, PaymentValues } from '../../domain/payment/edit.ts';
import type { DB } from '../schema.ts';
import type { PlanSnapshot } from '../tables/payments.ts';
import { changedFields } from './audit.ts';
import { correctLedger } from './ledger.ts';
import { poke } from './outbox.ts';
import { followMaster, giveToSubs } from './linked-payments.ts';
import { lockMember, writePayment } from './record-payment.ts';
import { recordEvent } from './timeline.ts';
import { paymentForChange } from './void-payment.ts';

export type LockedPayment = NonNullable<Awaited<ReturnType<typeof paymentForChange>>>;

/** With its member locked, so that nothing else moves the member's windows meanwhile. */
export async function lockPayment(
  trx: Transaction<DB>,
  paymentId: string,
): Promise<LockedPayment | undefined> {
  const found = await paymentForChange(trx, paymentId);
  if (found === undefined) return undefined;
  await lockMember(trx, found.member_id);
  return await paymentForChange(trx, paymentId);
}

/** The row as the rules of domain/payment/edit.ts take it. */
export function toEdit(payment: LockedPayment): PaymentToEdit {
  return {
    planId: payment.plan_id,
    from: payment.from_at.getTime(),
    to: payment.to_at.getTime(),
    amount: payment.amount,
    transactionId: payment.transaction_id,
    sequenceNumber: payment.sequence_number,
    payerEmail: payment.payer_email,
    notes: payment.notes,
    source: payment.source,
    currency: payment.currency,
    credit: payment.credit,
  };
}

export interface EditToWrite extends PaymentEdit {
  /** Terms of the plan that is chosen instead; null: plan and terms stay. */
  readonly snapshot: PlanSnapshot | null;
  /** A change has an id of its own: the same payment may be corrected again. */
  readonly id: string;
  readonly by: string;
  readonly now: Date;
}

/** Corrects the row; what it said before stays in the timeline, and the ledger gets the difference. */
export async function writeEdit(
  trx: Transaction<DB>,
  payment: LockedPayment,
  edit: EditToWrite,
): Promise<void> {
  const { after, snapshot, why, by, now } = edit;
  await updateRow(trx, payment, { after, snapshot });
  const difference = after.amount - payment.amount;
  if (difference !== 0n) await correctLedger(trx, payment, { amount: difference, note: why, at: now });
  await recordEvent(trx, {
    memberId: payment.member_id,
    at: now,
    kind: 'paymentEdited',
    actor: 'admin',
    actorLoginId: by,
    aboutId: payment.id,
    data: { why, ...differences(payment, edit) },
    dedupKey: `edit/${edit.id}`,
  });
  await poke(trx, { workflow: 'subscription', key: payment.member_id, reason: 'payment edited' });
  await editForSubs(trx, payment, edit);
}

/** What subs got with it is corrected as well; a plan that pays for others gives to those who have nothing of it. */
async function editForSubs(
  trx: Transaction<DB>,
  payment: LockedPayment,
  { after, snapshot, by, now }: EditToWrite,
): Promise<void> {
  const before = toEdit(payment);
  const isOther =
    snapshot !== null ||
    after.from !== before.from ||
    after.to !== before.to ||
    after.transactionId !== before.transactionId;
  if (!isOther) return;
  await followMaster(trx, { paymentId: payment.id, now });
  if (snapshot === null || payment.status === 'pending') return;
  await giveToSubs(
    trx,
    {
      memberId: payment.member_id,
      planId: after.planId,
      snapshot,
      amount: { amount: after.amount, currency: payment.currency },
      source: payment.source,
      account: payment.account,
      transactionId: after.transactionId,
      now,
      recordedBy: by,
      isAnnounced: payment.is_announced,
    },
    {
      paymentId: payment.id,
      window: { from: after.from, to: after.to, anchorAt: after.from, anchorCount: 0 },
      write: (given, worth) => writePayment(trx, given, worth),
    },
  );
}

interface Update {
  readonly after: PaymentValues;
  readonly snapshot: PlanSnapshot | null;
}

async function updateRow(
  trx: Transaction<DB>,
  payment: LockedPayment,
  { after, snapshot }: Update,
): Promise<void> {
  const isEndMoved = after.to !== payment.to_at.getTime();
  const isMoved = isEndMoved || after.from !== payment.from_at.getTime();
  await trx
    .updateTable('payments')
    .set({
      from_at: new Date(after.from),
      to_at: new Date(after.to),
      amount: after.amount,
      transaction_id: after.transactionId,
      sequence_number: after.sequenceNumber,
      payer_email: after.payerEmail,
      notes: after.notes,
      ...(snapshot === null ? {} : { plan_id: after.planId, plan_snapshot: JSON.stringify(snapshot) }),
      // An end that a person chose is where months are counted from next.
      ...(isEndMoved ? { anchor_at: new Date(after.from), anchor_count: 0 } : {}),
      // Time that two members had used at once before they were merged is an ordinary window again.
      ...(isMoved ? { used_up_by_id: null } : {}),
    })
    .where('id', '=', payment.id)
    .execute();
}

/** Of these the timeline says only that they changed: it outlives the member's address, and stays short. */
const UNTOLD: readonly string[] = ['payerEmail', 'notes'];

/** `amountBefore`, `amountAfter` and so on, for each field that differs. */
function differences(payment: LockedPayment, { after, snapshot }: EditToWrite): Record<string, unknown> {
  const told = ({ planId: _plan, amount, ...rest }: PaymentValues, plan: string) => ({
    ...rest,
    plan,
    amount: amount.toString(),
  });
  const { source: _source, currency: _currency, credit: _credit, ...before } = toEdit(payment);
  const plan = payment.plan_snapshot.name;
  const changed = changedFields(told(before, plan), told(after, snapshot?.name ?? plan));
  const entries = Object.keys(changed.after).map((field) =>
    UNTOLD.includes(field)
      ? { [`${field}After`]: true }
      : { [`${field}Before`]: changed.before[field], [`${field}After`]: changed.after[field] },
  );
  return Object.assign({}, ...entries);
}
