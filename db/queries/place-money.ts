import { sql, type Transaction } from 'kysely';
import { matchPayment, timeAtRate, type UnmatchedReason } from '../../domain/payment/match-payment.ts';
import type { Window } from '../../domain/payment/window.ts';
import { decimalText } from '../../domain/money/currency.ts';
import type { Money } from '../../domain/money/money.ts';
import type { DB } from '../schema.ts';
import { endLostGrants } from './lost-access.ts';
import { memberNow } from './member-clock.ts';
import { payersOf, plansForMoney } from './plan-for-money.ts';
import {
  findPayment,
  lockMember,
  nextWindow,
  type PaymentToRecord,
  snapshotOf,
  writePayment,
} from './record-payment.ts';
import type { RecurringGateway } from './recurring.ts';
import { recordUnmatched } from './unmatched.ts';
import { makeRoom } from './trial-time.ts';
import { knownTransactions } from './transaction-sync.ts';
import { windowOfMoney } from './window-of-money.ts';

/** Money that somebody sent to a gateway's account, for which no purchase and no subscription of this site waits. */
export interface SentMoney {
  readonly gateway: RecurringGateway;
  readonly transactionId: string;
  readonly paid: Money;
  readonly payerEmail: string | null;
  readonly sentAt: Date;
  /** It names a purchase that is none of this site's. */
  readonly isOfOtherSite: boolean;
  /** Whoever reports it tells the admins of what waits for them. */
  readonly isQuiet?: boolean;
  readonly now: Date;
  /** Months are counted in this zone. */
  readonly zone: string;
  /** The site's; time is sold in no other. */
  readonly currency: string;
}

/** `known`: it was recorded before, as somebody's time or as waiting for a person. */
export type Placed = 'recorded' | 'unmatched' | 'known';

/**
 * Money becomes the time of the one member whose address paid, or waits for a person (product.md 3.5). Once,
 * whoever reports it, also at the same moment: reports of one transaction wait for each other.
 */
export async function placeMoney(trx: Transaction<DB>, money: SentMoney): Promise<Placed> {
  await sql`select pg_advisory_xact_lock(hashtext(${`money/${money.transactionId}`}))`.execute(trx);
  if ((await knownTransactions(trx, [money.transactionId])).size > 0) return 'known';
  if (money.isOfOtherSite) return await leaveToPerson(trx, money, 'unknownCheckout');
  const { paid, payerEmail, currency } = money;
  const match = matchPayment(
    { ...paid, payerEmail },
    {
      currency,
      payers: payerEmail === null ? [] : await payersOf(trx, payerEmail),
      plans: await plansForMoney(trx),
    },
  );
  if (match.kind === 'unmatched') return await leaveToPerson(trx, money, match.reason);
  const placed = await placeWith(trx, money, match);
  return placed === 'noPlanFits' ? await leaveToPerson(trx, money, placed) : placed;
}

interface Owner {
  readonly memberId: string;
  readonly planId: string;
  readonly isWhole: boolean;
}

async function placeWith(
  trx: Transaction<DB>,
  money: SentMoney,
  { memberId: asked, planId, isWhole }: Owner,
): Promise<'recorded' | 'known' | 'noPlanFits'> {
  const memberId = await lockMember(trx, asked);
  const terms = await snapshotOf(trx, planId, money.currency);
  if (terms === null) return 'noPlanFits';
  const payment: PaymentToRecord = {
    memberId,
    planId,
    // A part of a plan's time has no time of its own to wait for a first playback in.
    snapshot: isWhole ? terms : { ...terms, periodStart: 'at_payment' },
    amount: money.paid,
    source: money.gateway,
    transactionId: money.transactionId,
    payerEmail: money.payerEmail,
    now: await memberNow(trx, memberId, money.now),
    zone: money.zone,
  };
  if ((await findPayment(trx, payment)) !== undefined) return 'known';
  const whole = await windowOfMoney(trx, payment, money.sentAt);
  const window = isWhole ? whole : await partOf(trx, payment, whole);
  if (window === null) return 'noPlanFits';
  const notes = isWhole ? '' : `Time at the daily rate of ${terms.name}, which costs ${priceText(terms)}.`;
  await makeRoom(trx, payment, window);
  await writePayment(trx, { ...payment, notes }, { window, credit: 0n });
  // Whoever pays is let in, also where their account was removed on the server.
  await endLostGrants(trx, memberId, payment.now);
  return 'recorded';
}

/**
 * So much of a plan's time as the money is worth; null: longer than anybody plans for. Where all of it would be
 * over by now it begins now.
 */
async function partOf(trx: Transaction<DB>, payment: PaymentToRecord, whole: Window): Promise<Window | null> {
  const part = cutToWorth(payment, whole);
  const isOver = part !== null && part.to <= payment.now.getTime();
  return isOver ? cutToWorth(payment, await nextWindow(trx, payment)) : part;
}

function cutToWorth({ amount, snapshot }: PaymentToRecord, { from, to }: Window): Window | null {
  const ms = timeAtRate(amount.amount, { price: BigInt(snapshot.cost), lengthMs: to - from });
  return ms === null ? null : { from, to: from + ms, anchorAt: from, anchorCount: 0 };
}

function priceText({ cost, currency }: { readonly cost: string; readonly currency: string }): string {
  return `${decimalText({ amount: BigInt(cost), currency })} ${currency}`;
}

async function leaveToPerson(
  trx: Transaction<DB>,
  money: SentMoney,
  reason: UnmatchedReason | 'unknownCheckout',
): Promise<'unmatched'> {
  await recordUnmatched(trx, {
    gateway: money.gateway,
    transactionId: money.transactionId,
    paid: money.paid,
    payerEmail: money.payerEmail,
    occurredAt: money.sentAt,
    reason,
    checkoutId: null,
    isQuiet: money.isQuiet === true,
    now: money.now,
  });
  return 'unmatched';
}
