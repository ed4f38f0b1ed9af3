import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import { sections } from '../../domain/settings/index.ts';
import type { DB } from '../schema.ts';
import type { TransactionSyncTable } from '../tables/transaction-syncs.ts';
import { poke } from './outbox.ts';

export type TransactionSyncRow = Selectable<TransactionSyncTable>;

/** An account of a gateway whose payments are read. */
export interface SyncedAccount {
  readonly gateway: TransactionSyncRow['gateway'];
  readonly account: string;
}

/** The only one that can be read so far. */
export const STRIPE_MAIN: SyncedAccount = { gateway: 'stripe', account: 'main' };

/** The key of its process: see workflows/ids.ts. */
export function transactionSyncKey({ gateway, account }: SyncedAccount): string {
  return `${gateway}-${account}`;
}

export interface TransactionSyncRules {
  readonly isOn: boolean;
  readonly periodMs: number;
  readonly lookBackMs: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export async function transactionSyncRules(db: Kysely<DB>): Promise<TransactionSyncRules> {
  const rows = await db
    .selectFrom('settings')
    .select(['key', 'value'])
    .where('key', 'in', ['stripe', 'payments'])
    .execute();
  const valueOf = (section: string) => rows.find(({ key }) => key === section)?.value ?? {};
  const payments = sections.payments.schema.parse(valueOf('payments'));
  return {
    isOn: sections.stripe.schema.parse(valueOf('stripe')).transactionSync,
    periodMs: payments.syncPeriodMinutes * MINUTE,
    lookBackMs: payments.syncLookBackHours * HOUR,
  };
}

export async function transactionSyncRow(
  db: Kysely<DB>,
  { gateway, account }: SyncedAccount,
): Promise<TransactionSyncRow | undefined> {
  return await db
    .selectFrom('transaction_syncs')
    .selectAll()
    .where('gateway', '=', gateway)
    .where('account', '=', account)
    .executeTakeFirst();
}

export interface SyncTrouble {
  readonly type: string;
  /** Words for an admin. */
  readonly message: string;
  readonly since: Date;
}

export function troubleOf(row: TransactionSyncRow | undefined): SyncTrouble | null {
  if (row === undefined || row.trouble_since === null) return null;
  return {
    type: row.trouble_type ?? '',
    message: row.trouble_message ?? '',
    since: row.trouble_since,
  };
}

/** Null: payments could be read when they last were, or nobody reads them any more. */
export async function transactionSyncTrouble(db: Kysely<DB>): Promise<SyncTrouble | null> {
  const { isOn } = await transactionSyncRules(db);
  return isOn ? troubleOf(await transactionSyncRow(db, STRIPE_MAIN)) : null;
}

/** Keys of the processes that are to read again: every period, also after one that failed. */
export async function transactionSyncsDue(db: Kysely<DB>, now: Date): Promise<string[]> {
  const { isOn, periodMs } = await transactionSyncRules(db);
  if (!isOn) return [];
  const row = await transactionSyncRow(db, STRIPE_MAIN);
  const isDue = row === undefined || row.tried_at.getTime() + periodMs <= now.getTime();
  return isDue ? [transactionSyncKey(STRIPE_MAIN)] : [];
}

/**
 * It begins: from when on payments are read. Null: it is switched off. What was asked for after this instant is read
 * once more.
 */
export async function beginTransactionSync(
  trx: Transaction<DB>,
  { gateway, account }: SyncedAccount,
  now: Date,
): Promise<Date | null> {
  const { isOn, lookBackMs } = await transactionSyncRules(trx);
  if (!isOn) return null;
  const { wanted_at: wantedAt } = await trx
    .insertInto('transaction_syncs')
    .values({ gateway, account, tried_at: now })
    .onConflict((conflict) =>
      conflict.columns(['gateway', 'account']).doUpdateSet({
        tried_at: now,
        tried_until: null,
        wanted_at: sql<Date | null>`case when transaction_syncs.wanted_at > ${now}::timestamptz
          and transaction_syncs.wanted_at < ${now}::timestamptz + interval '1 minute' then transaction_syncs.wanted_at end`,
      }),
    )
    .returning('wanted_at')
    .executeTakeFirstOrThrow();
  if (wantedAt !== null) {
    const key = transactionSyncKey({ gateway, account });
    await poke(trx, { workflow: 'transactionSync', key, reason: 'asked for meanwhile' });
  }
  return new Date(now.getTime() - lookBackMs);
}

/**
 * Somebody's time has ended, and what was sent before is to be read first. Whoever asks until a reading begins shares
 * it: of a thousand ends in one second one pokes its process.
 */
export async function requestReading(db: Kysely<DB>, timeEnded: Date): Promise<void> {
  const known = await transactionSyncRow(db, STRIPE_MAIN);
  if (known?.wanted_at != null && known.wanted_at >= timeEnded) return;
  await db.transaction().execute(async (trx) => {
    const wanted = { wanted_at: sql<Date>`greatest(transaction_syncs.wanted_at, ${timeEnded}::timestamptz)` };
    await trx
      .insertInto('transaction_syncs')
      .values({ ...STRIPE_MAIN, tried_at: new Date(0), tried_until: new Date(0) })
      .onConflict((conflict) => conflict.columns(['gateway', 'account']).doNothing())
      .execute();
    const before = await trx
      .selectFrom('transaction_syncs')
      .select('wanted_at')
      .where('gateway', '=', STRIPE_MAIN.gateway)
      .where('account', '=', STRIPE_MAIN.account)
      .forUpdate()
      .executeTakeFirstOrThrow();
    await trx
      .updateTable('transaction_syncs')
      .set(wanted)
      .where('gateway', '=', STRIPE_MAIN.gateway)
      .where('account', '=', STRIPE_MAIN.account)
      .execute();
    if (before.wanted_at !== null) return;
    const key = transactionSyncKey(STRIPE_MAIN);
    await poke(trx, { workflow: 'transactionSync', key, reason: 'somebody’s time has ended' });
  });
}

export interface TransactionSyncEnd extends SyncedAccount {
  readonly beganAt: Date;
  readonly now: Date;
  readonly seen: number;
  readonly recorded: number;
  readonly unmatched: number;
}

/** Longer than an end waits for a reading (domain/subscription/reading.ts). */
const ENDED_LATELY = sql`interval '20 minutes'`;

/** Everything was read: who waited for it, since their time had ended, goes on. */
export async function endTransactionSync(trx: Transaction<DB>, end: TransactionSyncEnd): Promise<void> {
  const { gateway, account, beganAt, now, seen, recorded, unmatched } = end;
  await trx
    .updateTable('transaction_syncs')
    .set({
      began_at: beganAt,
      ended_at: now,
      tried_until: now,
      seen,
      recorded,
      unmatched,
      trouble_type: null,
      trouble_message: null,
      trouble_since: null,
    })
    .where('gateway', '=', gateway)
    .where('account', '=', account)
    .execute();
  await sql`insert into outbox (workflow, key, reason)
    select 'subscription', id::text, 'payments were read' from members
    where closed is null and entitled_until <= ${beganAt} and entitled_until > ${beganAt}::timestamptz - ${ENDED_LATELY}`.execute(
    trx,
  );
}

export interface TroubleToKeep extends SyncedAccount {
  readonly type: string;
  /** Words for an admin. */
  readonly message: string;
  readonly now: Date;
}

/** It stays until everything was read once. */
export async function keepTransactionSyncTrouble(
  db: Kysely<DB>,
  { gateway, account, type, message, now }: TroubleToKeep,
): Promise<void> {
  await db
    .updateTable('transaction_syncs')
    .set((eb) => ({
      tried_until: now,
      trouble_type: type,
      trouble_message: message,
      trouble_since: eb.fn.coalesce('trouble_since', eb.val(now)),
    }))
    .where('gateway', '=', gateway)
    .where('account', '=', account)
    .execute();
}

/** Of these, those that have become somebody's time or wait for a person, by whomever they were recorded. */
export async function knownTransactions(
  db: Kysely<DB>,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const rows = await db
    .selectFrom('payments')
    .select('transaction_id')
    // By the index that there is for the panel's search.
    .where(
      (eb) => eb.fn<string>('lower', ['transaction_id']),
      'in',
      ids.map((id) => id.toLowerCase()),
    )
    .where('transaction_id', 'in', [...ids])
    .union((eb) =>
      eb
        .selectFrom('unmatched_payments')
        .select('transaction_id')
        .where('transaction_id', 'in', [...ids]),
    )
    .execute();
  return new Set(rows.map((row) => row.transaction_id));
}

/**
 * The purchase that a payment names asks for it by itself. `settled`: it has been paid by another one. `unknown`:
 * there is none here.
 */
export async function hintPurchase(
  trx: Transaction<DB>,
  checkoutId: string,
  now: Date,
): Promise<'hinted' | 'settled' | 'unknown'> {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(checkoutId)) return 'unknown';
  const row = await trx
    .selectFrom('checkouts')
    .select('payment_id')
    .where('id', '=', checkoutId)
    .executeTakeFirst();
  if (row === undefined) return 'unknown';
  if (row.payment_id !== null) return 'settled';
  await trx
    .updateTable('checkouts')
    .set({ hinted_at: sql<Date>`greatest(hinted_at, ${now}::timestamptz)` })
    .where('id', '=', checkoutId)
    .execute();
  await poke(trx, { workflow: 'checkout', key: checkoutId, reason: 'seen in the list of payments' });
  return 'hinted';
}
