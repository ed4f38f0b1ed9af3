import { type Kysely, sql, type Transaction } from 'kysely';
import type { Money } from '../../domain/money/money.ts';
import type { WaitingMoney } from '../../domain/payment/why-unmatched.ts';
import { newId } from '../new-id.ts';
import type { DB } from '../schema.ts';
import { oweAdmins } from './admin-word.ts';

export interface StrayMoney {
  readonly gateway: string;
  readonly transactionId: string;
  readonly paid: Money;
  readonly payerEmail: string | null;
  readonly occurredAt: Date;
  readonly reason: string;
  readonly checkoutId: string | null;
  /** Of the gateway's subscription that was charged. */
  readonly subscriptionId?: string | null;
  readonly now: Date;
  /** Whoever records it tells the admins, of several at once. */
  readonly isQuiet?: boolean;
}

/** Money that cannot be turned into time by itself waits for a person, and the admins are told. */
export async function recordUnmatched(trx: Transaction<DB>, money: StrayMoney): Promise<void> {
  const row = await trx
    .insertInto('unmatched_payments')
    .values({
      id: newId(),
      gateway: money.gateway,
      account: 'main',
      transaction_id: money.transactionId,
      amount: money.paid.amount,
      currency: money.paid.currency,
      payer_email: money.payerEmail,
      occurred_at: money.occurredAt,
      reason: money.reason,
      checkout_id: money.checkoutId,
      subscription_id: money.subscriptionId ?? null,
      created_at: money.now,
    })
    .onConflict((conflict) => conflict.constraint('unmatched_payments_once').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (row !== undefined && money.isQuiet !== true) await tellOfUnmatched(trx, money.now);
}

/** The money has become somebody's time, whoever recorded it. */
export async function assignUnmatched(trx: Transaction<DB>, transactionId: string): Promise<void> {
  await trx
    .updateTable('unmatched_payments')
    .set({ status: 'assigned' })
    .where('transaction_id', '=', transactionId)
    .where('status', '=', 'new')
    .execute();
}

/** It is to be nobody's time. Answers its transaction id; null: somebody has seen to it already. */
export async function ignoreUnmatched(trx: Transaction<DB>, id: string): Promise<string | null> {
  const row = await trx
    .updateTable('unmatched_payments')
    .set({ status: 'ignored' })
    .where('id', '=', id)
    .where('status', '=', 'new')
    .returning('transaction_id')
    .executeTakeFirst();
  return row?.transaction_id ?? null;
}

/** One message tells of all that waits: while one is still to be sent there is no second. */
export async function tellOfUnmatched(trx: Transaction<DB>, now: Date): Promise<void> {
  const owed = await trx
    .selectFrom('notices')
    .select('id')
    .where('event', '=', 'unmatchedPayment')
    .where('status', '=', 'owed')
    // With a recipient it is being sent, and what it says is fixed.
    .where('recipient', 'is', null)
    .forUpdate()
    .executeTakeFirst();
  if (owed !== undefined) return;
  await oweAdmins(trx, {
    event: 'unmatchedPayment',
    key: `unmatched/${newId()}`,
    about: null,
    reason: 'money of nobody',
    now,
  });
}

const NAMED = 5;

export async function isOwedUnmatched(db: Kysely<DB>, noticeId: string): Promise<boolean> {
  const row = await db
    .selectFrom('notices')
    .select('id')
    .where('id', '=', noticeId)
    .where('event', '=', 'unmatchedPayment')
    .where('status', '=', 'owed')
    .executeTakeFirst();
  return row !== undefined;
}

/** The message is about to be sent to this address: what it has to tell. What comes later is told by another one. */
export async function claimUnmatchedNotice(
  db: Kysely<DB>,
  noticeId: string,
  recipient: string,
): Promise<WaitingMoney> {
  await db
    .updateTable('notices')
    .set({ recipient })
    .where('id', '=', noticeId)
    .where('status', '=', 'owed')
    .execute();
  const waiting = db.selectFrom('unmatched_payments').where('status', '=', 'new');
  const { counted } = await waiting.select(sql<bigint>`count(*)`.as('counted')).executeTakeFirstOrThrow();
  const rows = await waiting
    .select(['amount', 'currency', 'payer_email as payerEmail', 'reason'])
    .orderBy('created_at', 'desc')
    .limit(NAMED)
    .execute();
  return { total: Number(counted), rows };
}
