import type { Transaction } from 'kysely';
import { decimalText } from '../../domain/money/currency.ts';
import {
  changePlanNow,
  type Credited,
  type PlanChange,
  type RefusedChange,
} from '../../domain/plan-change/plan-change.ts';
import { isPlanChange, type StartRequest } from '../../domain/plan-change/start-modes.ts';
import type { DB } from '../schema.ts';
import { appendNote, type CreditToMove, moveCredit } from './credit.ts';
import { followMaster } from './linked-payments.ts';
import { linkedBuyer } from './member-links.ts';
import { paidTimeLeft, type PaidTimeRow, startRequest } from './paid-time.ts';
import {
  findPayment,
  lockMember,
  type PaymentToRecord,
  type RecordedPayment,
  recordPayment,
  writePayment,
} from './record-payment.ts';
import { recordEvent } from './timeline.ts';

/** A payment whose window the change itself decides. */
export type PaymentToStart = Omit<PaymentToRecord, 'window'>;

export type RecordedChange =
  | (Extract<RecordedPayment, { kind: 'recorded' }> & { readonly change: PlanChange })
  | Extract<RecordedPayment, { kind: 'already-recorded' }>
  | RefusedChange;

/**
 * Money that buys a plan from now on (product.md 3.6). What is left of other windows becomes credit, worked out
 * here, under the member's lock, and nowhere earlier. Recording the same transaction again changes nothing.
 */
export async function recordPlanChange(trx: Transaction<DB>, asked: PaymentToStart): Promise<RecordedChange> {
  const payment = { ...asked, memberId: await lockMember(trx, asked.memberId) };
  const known = await findPayment(trx, payment);
  if (known !== undefined)
    return { kind: 'already-recorded', paymentId: known.id, memberId: known.member_id };
  const left = await paidTimeLeft(trx, payment.memberId, payment.now);
  const change = changePlanNow(requestOf(payment, left));
  if (change.kind === 'refused') return change;
  // In this order no two live windows overlap after any statement.
  for (const part of change.credited) await shorten(trx, part, payment.now);
  for (const part of change.credited.toReversed())
    await followMaster(trx, { paymentId: part.paymentId, now: payment.now });
  const { window, credit } = change;
  const paymentId = await writePayment(trx, payment, { window, credit: credit.amount });
  await explainChange(trx, { payment, paymentId, change, left });
  return { kind: 'recorded', paymentId, from: new Date(window.from), to: new Date(window.to), change };
}

/**
 * Money of a purchase that was begun as a change of plan. Where the change cannot be made any more, since the
 * member has the plan by now, has no end, is somebody's sub or the credit cannot be turned into time, it is an
 * ordinary renewal.
 */
export async function recordPlanChangeOrRenewal(
  trx: Transaction<DB>,
  asked: PaymentToStart,
): Promise<Exclude<RecordedPayment, { kind: 'overlaps' }>> {
  const payment = { ...asked, memberId: await lockMember(trx, asked.memberId) };
  const changed = (await isStillChange(trx, payment)) ? await recordPlanChange(trx, payment) : null;
  if (changed !== null && changed.kind !== 'refused') return changed;
  const renewed = await recordPayment(trx, payment);
  if (renewed.kind === 'overlaps') throw new RangeError('The window after all others overlaps one of them');
  return renewed;
}

async function isStillChange(trx: Transaction<DB>, payment: PaymentToStart): Promise<boolean> {
  const { is_permanent } = await trx
    .selectFrom('members')
    .select('is_permanent')
    .where('id', '=', payment.memberId)
    .executeTakeFirstOrThrow();
  // What a master gives is not a sub's to change.
  if (is_permanent || (await linkedBuyer(trx, payment.memberId)).isSub) return false;
  return isPlanChange(requestOf(payment, await paidTimeLeft(trx, payment.memberId, payment.now)));
}

function requestOf(payment: PaymentToStart, left: readonly PaidTimeRow[]): StartRequest {
  const { planId, snapshot, now, zone } = payment;
  return startRequest(left, { planId, terms: { ...snapshot, cost: BigInt(snapshot.cost) }, now, zone });
}

async function shorten(trx: Transaction<DB>, part: Credited, now: Date): Promise<void> {
  await trx
    .updateTable('payments')
    .set({
      amount: part.amountLeft,
      ...(part.fate === 'cut' ? { to_at: now } : { status: 'voided' as const }),
    })
    .where('id', '=', part.paymentId)
    .execute();
}

interface Explained {
  readonly payment: PaymentToStart;
  readonly paymentId: string;
  readonly change: PlanChange;
  readonly left: readonly PaidTimeRow[];
}

/** Says on both sides where the credit went and came from: notes, ledger and timeline. */
async function explainChange(trx: Transaction<DB>, explained: Explained): Promise<void> {
  const { change, left, paymentId } = explained;
  const { number } = await trx
    .selectFrom('payments')
    .select('number')
    .where('id', '=', paymentId)
    .executeTakeFirstOrThrow();
  for (const part of change.credited) {
    const from = left.find(({ id }) => id === part.paymentId);
    if (from === undefined) continue;
    const move: Move = { ...explained, part, fromNumber: from.number, toNumber: number };
    await addNotes(trx, move);
    if (part.credit > 0n) await moveCredit(trx, creditMove(move));
    await tellCredit(trx, move);
  }
}

interface Move extends Explained {
  readonly part: Credited;
  readonly fromNumber: bigint;
  readonly toNumber: bigint;
}

async function addNotes(trx: Transaction<DB>, move: Move): Promise<void> {
  const { part, paymentId, fromNumber, toNumber, payment, change } = move;
  const { currency } = change.credit;
  const credit = `${decimalText({ amount: part.credit, currency })} ${currency}`;
  const ending = part.fate === 'cut' ? 'Ended' : 'Voided';
  await appendNote(
    trx,
    part.paymentId,
    `${ending} by the change to ${payment.snapshot.name}; ${credit} of it is credit in payment ${toNumber}.`,
  );
  if (part.credit > 0n)
    await appendNote(trx, paymentId, `Holds ${credit} of credit from payment ${fromNumber}.`);
}

function creditMove({ part, paymentId, payment, change, fromNumber, toNumber }: Move): CreditToMove {
  return {
    memberId: payment.memberId,
    fromPaymentId: part.paymentId,
    toPaymentId: paymentId,
    credit: { amount: part.credit, currency: change.credit.currency },
    note: `Plan change: from payment ${fromNumber} to payment ${toNumber}`,
    at: payment.now,
  };
}

async function tellCredit(trx: Transaction<DB>, move: Move): Promise<void> {
  const { part, payment, change, paymentId } = move;
  await recordEvent(trx, {
    memberId: payment.memberId,
    at: payment.now,
    kind: part.fate === 'cut' ? 'paymentCut' : 'paymentCredited',
    actor: payment.recordedBy == null ? 'process' : 'admin',
    actorLoginId: payment.recordedBy ?? null,
    aboutId: part.paymentId,
    data: {
      amount: part.credit.toString(),
      currency: change.credit.currency,
      toPlan: payment.snapshot.name,
    },
    dedupKey: `credit/${paymentId}/${part.paymentId}`,
  });
}
