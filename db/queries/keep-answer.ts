import type { Transaction } from 'kysely';
import type { RecurringStatus } from '../../domain/billing/recurring-status.ts';
import { isOver } from '../../domain/billing/recurring-status.ts';
import type { Money } from '../../domain/money/money.ts';
import { stepKey } from '../../domain/subscription/step-key.ts';
import type { DB } from '../schema.ts';
import { poke } from './outbox.ts';
import { findPayment, lockMember, type PaymentToRecord, snapshotOf, writePayment } from './record-payment.ts';
import { recurringById, type RecurringRow } from './recurring.ts';
import { recordUnmatched } from './unmatched.ts';
import { clearTrouble } from './standing.ts';
import { recordEvent } from './timeline.ts';
import { makeRoom } from './trial-time.ts';
import { windowOfMoney } from './window-of-money.ts';

export interface ChargeSeen {
  readonly transactionId: string;
  readonly paid: Money;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly isForPeriod: boolean;
}

export interface GatewayAnswer {
  /** Null: a state that nobody knows; the one known before stays. */
  readonly status: RecurringStatus | null;
  readonly currentPeriodEnd: number | null;
  readonly price: Money | null;
  readonly payerEmail: string | null;
  readonly charges: readonly ChargeSeen[];
}

export interface AnswerToKeep {
  readonly recurringId: string;
  readonly answer: GatewayAnswer;
  /** The instant as of which it was asked, by whoever asked. */
  readonly now: Date;
  readonly zone: string;
  /** The site's; time is sold in no other. */
  readonly currency: string;
}

/**
 * What a gateway said of a subscription becomes facts: each charge time of its member, once, whoever reports
 * it and however often; then its state. One transaction, so that nobody sees the one without the other.
 */
export async function keepAnswer(trx: Transaction<DB>, kept: AnswerToKeep): Promise<void> {
  const before = await recurringById(trx, kept.recurringId);
  if (before === undefined) return;
  await lockMember(trx, before.member_id);
  // Read again under the lock: another process may have kept a newer answer meanwhile.
  const row = (await recurringById(trx, kept.recurringId)) ?? before;
  const isNewest = row.asked_at === null || row.asked_at <= kept.now;
  for (const charge of kept.answer.charges) {
    if (charge.at >= row.charges_since.getTime()) await keepCharge(trx, { row, charge, kept });
  }
  if (isNewest) await keepState(trx, row, kept);
}

interface ChargeToKeep {
  readonly row: RecurringRow;
  readonly charge: ChargeSeen;
  readonly kept: AnswerToKeep;
}

async function keepCharge(trx: Transaction<DB>, { row, charge, kept }: ChargeToKeep): Promise<void> {
  const reason = whyUnmatched(charge, kept.currency);
  const terms = await snapshotOf(trx, row.plan_id, kept.currency);
  if (reason !== null || terms === null) {
    await recordUnmatched(trx, {
      gateway: row.gateway,
      transactionId: charge.transactionId,
      paid: charge.paid,
      payerEmail: kept.answer.payerEmail,
      occurredAt: new Date(charge.at),
      reason: reason ?? 'noPlan',
      checkoutId: null,
      subscriptionId: row.external_id,
      now: kept.now,
    });
    return;
  }
  const payment: PaymentToRecord = {
    memberId: row.member_id,
    planId: row.plan_id,
    // The gateway's periods run on by themselves, whoever watches.
    snapshot: { ...terms, periodStart: 'at_payment' },
    amount: charge.paid,
    source: row.gateway,
    account: row.account,
    transactionId: charge.transactionId,
    subscriptionId: row.external_id,
    payerEmail: kept.answer.payerEmail,
    now: kept.now,
    zone: kept.zone,
  };
  if ((await findPayment(trx, payment)) !== undefined) return;
  const window = await windowOfMoney(trx, payment, null);
  await makeRoom(trx, payment, window);
  await writePayment(trx, payment, { window, credit: 0n });
}

/** Null: it buys time. Money in another currency, or for something else than a period, waits for a person. */
function whyUnmatched(charge: ChargeSeen, currency: string): string | null {
  if (charge.paid.currency !== currency) return 'otherCurrency';
  return charge.isForPeriod ? null : 'notForPeriod';
}

async function keepState(trx: Transaction<DB>, row: RecurringRow, kept: AnswerToKeep): Promise<void> {
  const { answer, now } = kept;
  const status = answer.status ?? row.status;
  const isStopped = isOver(status) || status === 'cancelled_at_period_end';
  await trx
    .updateTable('recurring_subscriptions')
    .set({
      status,
      // An answer that says nothing of the state is none: it is asked again, and nothing is taken on it.
      asked_at: answer.status === null ? row.asked_at : now,
      ...(status === row.status ? {} : { status_at: now }),
      ...(isStopped ? { cancel_asked_at: null } : {}),
      current_period_end: answer.currentPeriodEnd === null ? null : new Date(answer.currentPeriodEnd),
      price: answer.price?.amount ?? null,
      currency: answer.price?.currency ?? null,
    })
    .where('id', '=', row.id)
    .execute();
  if (answer.status !== null) {
    await clearTrouble(trx, row.member_id, stepKey({ kind: 'askGateway', subscriptionId: row.id }));
  }
  if (status === row.status) return;
  await recordEvent(trx, {
    memberId: row.member_id,
    at: now,
    kind: 'recurringChanged',
    actor: 'process',
    aboutId: row.id,
    data: { externalId: row.external_id, from: row.status, to: status },
    dedupKey: `recurring/${row.id}/${now.getTime()}/${status}`,
  });
  await poke(trx, { workflow: 'subscription', key: row.member_id, reason: `gateway: ${status}` });
}
