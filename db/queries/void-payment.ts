import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import { isAtGateway } from '../../domain/payment/source.ts';
import type { DB } from '../schema.ts';
import type { PaymentTable } from '../tables/payments.ts';
import { creditOf, notMoney, planCreditOf } from './credit.ts';
import { correctLedger } from './ledger.ts';
import { closeGap, followMaster } from './linked-payments.ts';
import { poke } from './outbox.ts';
import { lockMember } from './record-payment.ts';
import { releaseBonuses, reverseBonusOf } from './reverse-bonus.ts';
import { recordEvent } from './timeline.ts';

export interface PaymentToVoid {
  readonly paymentId: string;
  readonly why: string;
  readonly by: string;
  readonly now: Date;
}

export async function paymentForChange(db: Kysely<DB>, paymentId: string) {
  return await db
    .selectFrom('payments')
    .innerJoin('members', 'members.id', 'payments.member_id')
    .selectAll('payments')
    .select('members.display_name')
    .select(creditOf('payments').as('credit'))
    .select(planCreditOf('payments').as('planCredit'))
    .where('payments.id', '=', paymentId)
    .executeTakeFirst();
}

/**
 * Takes the time of a payment away; the row stays as history. Money recorded by hand is written back in the
 * ledger, since voiding it says that it was never there; money at a gateway did move, and moves back there. What
 * subs got with it is void as well, and a bonus that it earned is reversed within its time.
 */
export async function voidPayment(
  trx: Transaction<DB>,
  request: PaymentToVoid,
): Promise<'voided' | 'not-live'> {
  const found = await paymentForChange(trx, request.paymentId);
  if (found === undefined) return 'not-live';
  await lockMember(trx, found.member_id);
  const payment = await trx
    .updateTable('payments')
    .set({ status: 'voided' })
    .where('id', '=', request.paymentId)
    .where('status', '<>', 'voided')
    .returningAll()
    .executeTakeFirst();
  if (payment === undefined) return 'not-live';
  if (!isAtGateway(payment.source)) await writeBack(trx, payment, request);
  await recordEvent(trx, {
    memberId: payment.member_id,
    at: request.now,
    kind: 'paymentVoided',
    actor: 'admin',
    actorLoginId: request.by,
    aboutId: payment.id,
    data: { why: request.why },
    dedupKey: `void/${payment.id}`,
  });
  await poke(trx, { workflow: 'subscription', key: payment.member_id, reason: 'payment voided' });
  await followMaster(trx, { paymentId: payment.id, now: request.now });
  await settleBonusesOf(trx, payment.id, request);
  if (payment.source === 'linked')
    await closeGap(trx, {
      memberId: payment.member_id,
      from: payment.from_at,
      to: payment.to_at,
      now: request.now,
    });
  return 'voided';
}

/** What the payment earned for somebody goes back with it; what it had been made longer by is not lost. */
async function settleBonusesOf(
  trx: Transaction<DB>,
  paymentId: string,
  { by, now }: PaymentToVoid,
): Promise<void> {
  await reverseBonusOf(trx, { paymentId, by, now });
  await releaseBonuses(trx, paymentId, now);
}

/** Only the money itself: credit of a plan change was money of another payment, which was there. */
async function writeBack(
  trx: Transaction<DB>,
  payment: Selectable<PaymentTable>,
  request: PaymentToVoid,
): Promise<void> {
  const { money } = await trx
    .selectFrom('ledger_entries')
    .select(sql<bigint>`coalesce(sum(amount), 0)::bigint`.as('money'))
    .where('payment_id', '=', payment.id)
    .where(sql<boolean>`kind not in ${notMoney}`)
    .executeTakeFirstOrThrow();
  await correctLedger(trx, payment, { amount: -money, note: request.why, at: request.now });
}
