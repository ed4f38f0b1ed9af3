import type { Transaction } from 'kysely';
import { storeNotice } from '../db/queries/inbox.ts';
import { type Matched, matchSubscription } from '../db/queries/match-subscription.ts';
import { type Placed, placeMoney } from '../db/queries/place-money.ts';
import { pokeBilling, recurringByName } from '../db/queries/recurring.ts';
import { readSettings } from '../db/queries/settings.ts';
import {
  beginTransactionSync,
  endTransactionSync,
  hintPurchase,
  keepTransactionSyncTrouble,
  knownTransactions,
  requestReading,
  type SyncedAccount,
} from '../db/queries/transaction-sync.ts';
import { tellOfUnmatched } from '../db/queries/unmatched.ts';
import type { DB } from '../db/schema.ts';
import type { ListedPayment, PaymentGateway } from '../gateways/payment/payment-gateway.ts';
import { gatewayOf } from './checkout.ts';
import type { ActivityDeps } from './deps.ts';
import { foundSubscription } from './found-subscription.ts';

export interface PageToRead extends SyncedAccount {
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** Where the page begins; null: the first one. */
  readonly from: string | null;
  readonly now: number;
}

export interface PageRead {
  /** Where the next page begins; null: this was the last. */
  readonly next: string | null;
  readonly seen: number;
  readonly recorded: number;
  readonly unmatched: number;
}

export interface ReadingRequest {
  readonly memberId: string;
  readonly timeEnded: number;
  readonly now: number;
}

interface SyncEnded extends SyncedAccount, Omit<PageRead, 'next'> {
  readonly beganAt: number;
  readonly now: number;
}

export function transactionSyncActivities(deps: ActivityDeps) {
  const { db } = deps;
  return {
    /** From when on payments are read; null: it is switched off. */
    async beginTransactionSync({ now, ...of }: SyncedAccount & { now: number }): Promise<number | null> {
      const begin = async (trx: Transaction<DB>) => await beginTransactionSync(trx, of, new Date(now));
      return (await db.transaction().execute(begin))?.getTime() ?? null;
    },
    /** Before somebody's access ends: one reading for all whose time ends until it begins. */
    requestReading: ({ timeEnded }: ReadingRequest): Promise<void> => requestReading(db, new Date(timeEnded)),
    /** Reads a page of the gateway's list; what of it nobody has recorded becomes somebody's time, or waits for a person. */
    readPayments: (page: PageToRead): Promise<PageRead> => readPage(deps, page),
    endTransactionSync: ({ beganAt, now, ...ended }: SyncEnded): Promise<void> =>
      db
        .transaction()
        .execute((trx) =>
          endTransactionSync(trx, { ...ended, beganAt: new Date(beganAt), now: new Date(now) }),
        ),
    keepTransactionSyncTrouble: ({
      now,
      ...trouble
    }: SyncedAccount & { type: string; message: string; now: number }): Promise<void> =>
      keepTransactionSyncTrouble(db, { ...trouble, now: new Date(now) }),
  };
}

async function readPage(deps: ActivityDeps, page: PageToRead): Promise<PageRead> {
  const settings = await readSettings(deps.db, deps.seal);
  const gateway = gatewayOf(deps, settings);
  const { payments, next } = await gateway.listPayments(page.since, page.from);
  const known = await knownTransactions(
    deps.db,
    payments.map(({ transactionId }) => transactionId),
  );
  const reading = {
    gateway,
    zone: settings.site.timeZone,
    currency: settings.payments.currency,
    since: new Date(page.since),
    now: new Date(page.now),
  };
  const became: Became[] = [];
  // Oldest first, so that what somebody sent earlier comes to count earlier.
  for (const payment of payments.toReversed()) {
    if (payment.wentBack !== null) await askWhatWentBack(deps, payment, reading.now);
    if (!known.has(payment.transactionId)) became.push(await place(deps, payment, reading));
  }
  const count = (what: Became) => became.filter((one) => one === what).length;
  const unmatched = count('unmatched');
  if (unmatched > 0) await deps.db.transaction().execute((trx) => tellOfUnmatched(trx, reading.now));
  return { next, seen: payments.length, recorded: count('recorded'), unmatched };
}

/** `nothing`: it is none of the sync's business. */
type Became = 'recorded' | 'unmatched' | 'nothing';

interface Reading {
  readonly gateway: PaymentGateway;
  readonly zone: string;
  readonly currency: string;
  readonly since: Date;
  readonly now: Date;
}

/** Purchases and connected subscriptions have their own processes, which record what is theirs. */
async function place(deps: ActivityDeps, payment: ListedPayment, reading: Reading): Promise<Became> {
  const { transactionId, checkoutId, isAllGone, paid } = payment;
  if (isAllGone || paid.amount === 0n) return 'nothing';
  const purchase =
    checkoutId === null
      ? null
      : await deps.db.transaction().execute((trx) => hintPurchase(trx, checkoutId, reading.now));
  if (purchase === 'hinted') return 'nothing';
  const { gateway, zone, currency } = reading;
  const subscriptionId = await gateway.subscriptionOf(transactionId);
  if (subscriptionId !== null) return await placeCharge(deps, { ...payment, subscriptionId }, reading);
  const placed = await deps.db.transaction().execute((trx) =>
    placeMoney(trx, {
      gateway: gateway.id,
      transactionId,
      paid,
      payerEmail: payment.payerEmail,
      sentAt: new Date(payment.at),
      isOfOtherSite: purchase === 'unknown',
      isQuiet: true,
      now: reading.now,
      zone,
      currency,
    }),
  );
  return becameOf[placed];
}

const becameOf: Readonly<Record<Placed | Matched, Became>> = {
  recorded: 'recorded',
  connected: 'recorded',
  unmatched: 'unmatched',
  known: 'nothing',
  nothing: 'nothing',
};

/** Its own process reads what a connected subscription was charged; one that nobody has connected is matched here. */
async function placeCharge(
  deps: ActivityDeps,
  { subscriptionId: externalId, at }: ListedPayment & { readonly subscriptionId: string },
  { since: chargesSince, now }: Reading,
): Promise<Became> {
  const row = await recurringByName(deps.db, { gateway: 'stripe', externalId });
  if (row !== undefined) {
    // What was charged before somebody connected it counts for nothing.
    if (at >= row.charges_since.getTime()) await pokeBilling(deps.db, row, 'seen in the list of payments');
    return 'nothing';
  }
  const found = await foundSubscription(deps, { externalId, chargesSince, now });
  return becameOf[await deps.db.transaction().execute((trx) => matchSubscription(trx, found))];
}

/** As if the gateway had sent a notice, once for each state in which it is seen. */
async function askWhatWentBack(
  { db }: ActivityDeps,
  { transactionId, wentBack }: ListedPayment,
  at: Date,
): Promise<void> {
  await storeNotice(db, {
    source: 'stripe',
    account: 'main',
    eventId: `seen-${transactionId}-${wentBack}`,
    type: 'seen in the list of payments',
    status: 'pending',
    about: 'payment',
    externalId: transactionId,
    reason: null,
    body: new Uint8Array(),
    at,
  });
}
