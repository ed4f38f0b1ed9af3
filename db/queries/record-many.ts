import { sql, type Transaction } from 'kysely';
import type { Window } from '../../domain/payment/window.ts';
import { newId } from '../new-id.ts';
import type { DB } from '../schema.ts';
import type { PaymentTable, PlanSnapshot } from '../tables/payments.ts';
import { giveToSubs } from './linked-payments.ts';
import { pokeMembers } from './outbox.ts';
import { writePayment } from './record-payment.ts';
import { settleBonuses } from './referral-bonuses.ts';

export interface OneOfMany {
  readonly memberId: string;
  readonly planId: string;
  readonly snapshot: PlanSnapshot;
  readonly window: Window;
  readonly transactionId: string;
  readonly sequenceNumber: number;
  readonly payerEmail: string | null;
  readonly notes: string;
}

export interface ManyPayments {
  readonly payments: readonly OneOfMany[];
  readonly source: PaymentTable['source'];
  /** Of each, in minor units. */
  readonly amount: bigint;
  readonly currency: string;
  readonly isAnnounced: boolean;
  /** What the timeline calls it. */
  readonly eventKind: 'extended' | 'timeImported';
  readonly by: string;
  readonly now: Date;
}

/**
 * Payments of many members in four statements, however many they are: each with its ledger entry, its entry of
 * the timeline and the poke of the process. What masters get their subs get too, and what bonuses
 * follow comes with it. The members are locked and their windows are free.
 */
export async function recordMany(trx: Transaction<DB>, many: ManyPayments): Promise<void> {
  const rows = many.payments.map((payment) => ({ ...payment, id: newId() }));
  if (rows.length === 0) return;
  await insertPayments(trx, many, rows);
  await insertLedgerEntries(trx, many, rows);
  await insertEvents(trx, many, rows);
  await giveForMasters(trx, many, rows);
  await settleForSome(trx, many, rows);
  await pokeMembers(
    trx,
    'payment recorded',
    rows.map(({ memberId }) => memberId),
  );
}

async function giveForMasters(trx: Transaction<DB>, many: ManyPayments, rows: readonly Row[]): Promise<void> {
  const ids = rows.map(({ memberId }) => memberId);
  const masters = await trx
    .selectFrom('member_links')
    .select('master_id')
    .distinct()
    .where(sql<boolean>`master_id = any(${ids}::uuid[])`)
    .execute();
  for (const row of rows) {
    if (!masters.some((master) => master.master_id === row.memberId)) continue;
    const { source, currency, isAnnounced, by, now } = many;
    const { id: paymentId, window, payerEmail: _payer, notes: _notes, ...payment } = row;
    await giveToSubs(
      trx,
      { ...payment, amount: { amount: many.amount, currency }, source, isAnnounced, recordedBy: by, now },
      { paymentId, window, write: (given, worth) => writePayment(trx, given, worth) },
    );
  }
}

/** Of those only who were brought by somebody, or whose own bonuses wait. */
async function settleForSome(trx: Transaction<DB>, many: ManyPayments, rows: readonly Row[]): Promise<void> {
  const concerned = await trx
    .selectFrom('members as m')
    .leftJoin('logins as l', 'l.id', 'm.login_id')
    .select('m.id')
    .where(sql<boolean>`m.id = any(${rows.map(({ memberId }) => memberId)}::uuid[])`)
    .where(
      sql<boolean>`(l.referred_by_id is not null or exists (select from referral_bonuses b
        where b.referrer_id = m.id and b.status = 'pending'))`,
    )
    .execute();
  const ids = new Set(concerned.map(({ id }) => id));
  for (const row of rows.filter(({ memberId }) => ids.has(memberId))) {
    const { id: paymentId, window: _window, ...payment } = row;
    const amount = { amount: many.amount, currency: many.currency };
    const { source, isAnnounced, by: recordedBy, now } = many;
    await settleBonuses(trx, { ...payment, amount, source, isAnnounced, recordedBy, now }, paymentId);
  }
}

type Row = OneOfMany & { readonly id: string };

async function insertPayments(trx: Transaction<DB>, many: ManyPayments, rows: readonly Row[]): Promise<void> {
  const values = rows.map((row) => ({
    id: row.id,
    member_id: row.memberId,
    plan_id: row.planId,
    from_at: new Date(row.window.from),
    to_at: new Date(row.window.to),
    anchor_at: new Date(row.window.anchorAt),
    anchor_count: row.window.anchorCount,
    transaction_id: row.transactionId,
    sequence_number: row.sequenceNumber,
    plan_snapshot: row.snapshot,
    payer_email: row.payerEmail,
    notes: row.notes,
  }));
  await sql`insert into payments (id, member_id, plan_id, from_at, to_at, anchor_at, anchor_count, amount, currency,
      source, transaction_id, sequence_number, status, plan_snapshot, is_announced, payer_email, notes, recorded_by,
      created_at)
    select id, member_id, plan_id, from_at, to_at, anchor_at, anchor_count, ${many.amount}, ${many.currency},
      ${many.source}, transaction_id, sequence_number, 'completed', plan_snapshot, ${many.isAnnounced}, payer_email,
      notes, ${many.by}::uuid, ${many.now}
    from jsonb_to_recordset(${JSON.stringify(values)}::jsonb) as row(id uuid, member_id uuid, plan_id uuid,
      from_at timestamptz, to_at timestamptz, anchor_at timestamptz, anchor_count integer, transaction_id text,
      sequence_number integer, plan_snapshot jsonb, payer_email text, notes text)`.execute(trx);
}

async function insertLedgerEntries(
  trx: Transaction<DB>,
  many: ManyPayments,
  rows: readonly Row[],
): Promise<void> {
  const values = rows.map((row) => ({ id: newId(), member_id: row.memberId, payment_id: row.id }));
  await sql`insert into ledger_entries (id, member_id, payment_id, kind, amount, currency, gateway, account,
      external_id, at)
    select id, member_id, payment_id, 'payment', ${many.amount}, ${many.currency}, ${many.source}, 'main',
      payment_id::text, ${many.now}
    from jsonb_to_recordset(${JSON.stringify(values)}::jsonb) as row(id uuid, member_id uuid, payment_id uuid)`.execute(
    trx,
  );
}

async function insertEvents(trx: Transaction<DB>, many: ManyPayments, rows: readonly Row[]): Promise<void> {
  const values = rows.map((row) => ({
    id: newId(),
    member_id: row.memberId,
    payment_id: row.id,
    data: {
      planName: row.snapshot.name,
      amount: many.amount.toString(),
      currency: many.currency,
      note: row.notes,
    },
  }));
  await sql`insert into member_events (id, member_id, at, kind, actor, actor_login_id, about_id, data, dedup_key)
    select id, member_id, ${many.now}, ${many.eventKind}, 'admin', ${many.by}::uuid, payment_id::text, data,
      'payment/' || payment_id
    from jsonb_to_recordset(${JSON.stringify(values)}::jsonb) as row(id uuid, member_id uuid, payment_id uuid,
      data jsonb)`.execute(trx);
}
