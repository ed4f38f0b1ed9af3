import { type Kysely, sql, type Transaction } from 'kysely';
import type { Money } from '../../domain/money/money.ts';
import { isAtGateway } from '../../domain/payment/source.ts';
import { windowOnPlan } from '../../domain/payment/first-playback.ts';
import type { Window } from '../../domain/payment/window.ts';
import { newId } from '../new-id.ts';
import type { DB } from '../schema.ts';
import type { PaymentTable, PlanSnapshot } from '../tables/payments.ts';
import { giveToSubs, type PaymentGiven } from './linked-payments.ts';
import { poke } from './outbox.ts';
import { overlappingPayment } from './payment-list.ts';
import { settleBonuses } from './referral-bonuses.ts';
import { recordEvent } from './timeline.ts';
import { assignUnmatched } from './unmatched.ts';
import { endTrials, lastWindow, trialsGivingWay } from './trial-time.ts';

export interface PaymentToRecord {
  readonly memberId: string;
  readonly planId: string;
  readonly snapshot: PlanSnapshot;
  readonly amount: Money;
  readonly source: PaymentTable['source'];
  readonly transactionId: string;
  readonly account?: string;
  readonly sequenceNumber?: number;
  readonly now: Date;
  /** Months are counted in this zone. */
  readonly zone: string;
  /** Chosen by a person; otherwise the next free window is taken. */
  readonly window?: { readonly from: Date; readonly to: Date };
  readonly payerEmail?: string | null;
  readonly notes?: string;
  readonly recordedBy?: string | null;
  readonly checkoutId?: string | null;
  /** The gateway's subscription that was charged. */
  readonly subscriptionId?: string | null;
  readonly isAnnounced?: boolean;
  /** What a code took off; the amount is what came in all the same. */
  readonly discount?: { readonly codeId: string; readonly listPrice: bigint; readonly amount: bigint };
  /** Of what a sub gets: the payment of the master that gives it. */
  readonly masterPaymentId?: string;
}

export type RecordedPayment =
  | { readonly kind: 'recorded'; readonly paymentId: string; readonly from: Date; readonly to: Date }
  | { readonly kind: 'already-recorded'; readonly paymentId: string; readonly memberId: string }
  | { readonly kind: 'overlaps'; readonly paymentId: string; readonly number: bigint };

/**
 * The one way in which money becomes time: payment, ledger entry, timeline and the poke of the process, in
 * one transaction. Recording the same transaction again changes nothing, whoever reports it.
 */
export async function recordPayment(trx: Transaction<DB>, asked: PaymentToRecord): Promise<RecordedPayment> {
  const payment = { ...asked, memberId: await lockMember(trx, asked.memberId) };
  const known = await findPayment(trx, payment);
  if (known !== undefined)
    return { kind: 'already-recorded', paymentId: known.id, memberId: known.member_id };
  const window: Window = payment.window ? chosenWindow(payment.window) : await nextWindow(trx, payment);
  const [from, to] = [new Date(window.from), new Date(window.to)];
  const { memberId, snapshot, now } = payment;
  const time = { memberId, from, to, isTrial: snapshot.isTrial === true };
  const trials = await trialsGivingWay(trx, time);
  const otherThan = trials.map(({ paymentId }) => paymentId);
  const other = await overlappingPayment(trx, memberId, { from, to, otherThan });
  if (other !== null) return { kind: 'overlaps', paymentId: other.id, number: other.number };
  await endTrials(trx, trials, { ...time, toPlan: snapshot.name, now });
  const paymentId = await writePayment(trx, payment, { window, credit: 0n });
  return { kind: 'recorded', paymentId, from, to };
}

export interface PaymentWorth {
  readonly window: Window;
  /** What older payments give to it; it is worth this and the money that came in. */
  readonly credit: bigint;
}

/**
 * Payment, ledger entry of the money, timeline and poke, the same for everybody a master pays for, and what bonuses
 * follow; the member is locked and the window is free.
 */
export async function writePayment(
  trx: Transaction<DB>,
  payment: PaymentGiven,
  worth: PaymentWorth,
): Promise<string> {
  const paymentId = newId();
  await insertPayment(trx, payment, { paymentId, ...worth });
  await insertLedgerEntry(trx, payment, paymentId);
  await recordEvent(trx, {
    memberId: payment.memberId,
    at: payment.now,
    kind: 'paymentRecorded',
    actor: payment.recordedBy == null ? 'process' : 'admin',
    actorLoginId: payment.recordedBy ?? null,
    aboutId: paymentId,
    data: {
      planName: payment.snapshot.name,
      amount: payment.amount.amount.toString(),
      currency: payment.amount.currency,
    },
    dedupKey: `payment/${paymentId}`,
  });
  await assignUnmatched(trx, payment.transactionId);
  await poke(trx, { workflow: 'subscription', key: payment.memberId, reason: 'payment recorded' });
  await giveToSubs(trx, payment, {
    paymentId,
    window: worth.window,
    write: (given, itsWorth) => writePayment(trx, given, itsWorth),
  });
  await settleBonuses(trx, payment, paymentId);
  return paymentId;
}

export interface WindowRequest {
  readonly memberId: string;
  readonly snapshot: Pick<PlanSnapshot, 'durationCount' | 'durationUnit' | 'isTrial' | 'periodStart'>;
  readonly zone: string;
  readonly now: Date;
}

/** The window that the next payment would cover: after what is paid already, or from now. */
export async function nextWindow(db: Kysely<DB>, request: WindowRequest): Promise<Window> {
  const { durationCount: count, durationUnit: unit, isTrial = false, periodStart } = request.snapshot;
  return windowOnPlan({
    start: periodStart ?? 'at_payment',
    duration: { count, unit },
    zone: request.zone,
    now: request.now.getTime(),
    last: await lastWindow(db, request.memberId, { isTrial }),
  });
}

/**
 * Serialises everything that adds to one member's windows. Answers whose they are: the member's, or of whoever
 * they were merged into while somebody waited here.
 */
export async function lockMember(trx: Transaction<DB>, memberId: string): Promise<string> {
  const row = (await lockMembers(trx, [memberId])).find(({ id }) => id === memberId);
  if (row === undefined) throw new Error('there is no such member');
  return row.mergedIntoId === null ? row.id : await lockMember(trx, row.mergedIntoId);
}

/**
 * The same for several. Whose windows may move with theirs, which are those who brought them and the subs of all,
 * are locked as well, in one order for everybody, so that no two payments wait for each other.
 */
export async function lockMembers(
  trx: Transaction<DB>,
  memberIds: readonly string[],
): Promise<readonly { readonly id: string; readonly mergedIntoId: string | null }[]> {
  const { rows } = await sql<{ id: string; mergedIntoId: string | null }>`
    with asked as (select unnest(${[...memberIds]}::uuid[]) as id), payers as (
      select id from asked
      union select l.referred_by_id from asked join members m on m.id = asked.id join logins l on l.id = m.login_id
        where l.referred_by_id is not null
      union select b.referrer_id from asked join referral_bonuses b on b.referred_id = asked.id
    )
    select m.id, m.merged_into_id as "mergedIntoId" from members m where m.id in (
      select id from payers union select s.sub_id from member_links s join payers on payers.id = s.master_id)
    order by m.id for update of m`.execute(trx);
  return rows;
}

function chosenWindow(window: { from: Date; to: Date }): Window {
  return {
    from: window.from.getTime(),
    to: window.to.getTime(),
    anchorAt: window.from.getTime(),
    anchorCount: 0,
  };
}

export type TransactionKey = Pick<PaymentToRecord, 'source' | 'account' | 'transactionId' | 'sequenceNumber'>;

export async function findPayment(trx: Transaction<DB>, payment: TransactionKey) {
  return await trx
    .selectFrom('payments')
    .select(['id', 'member_id'])
    .where('source', '=', payment.source)
    .where('account', '=', payment.account ?? 'main')
    .where('transaction_id', '=', payment.transactionId)
    .where('sequence_number', '=', payment.sequenceNumber ?? 1)
    .executeTakeFirst();
}

async function insertPayment(
  trx: Transaction<DB>,
  payment: PaymentGiven,
  { paymentId, window, credit }: PaymentWorth & { paymentId: string },
): Promise<void> {
  await trx
    .insertInto('payments')
    .values({
      id: paymentId,
      member_id: payment.memberId,
      plan_id: payment.planId,
      from_at: new Date(window.from),
      to_at: new Date(window.to),
      anchor_at: new Date(window.anchorAt),
      anchor_count: window.anchorCount,
      clock_starts_by: window.clockStartsBy === undefined ? null : new Date(window.clockStartsBy),
      amount: payment.amount.amount + credit,
      currency: payment.amount.currency,
      source: payment.source,
      account: payment.account ?? 'main',
      transaction_id: payment.transactionId,
      sequence_number: payment.sequenceNumber ?? 1,
      status: 'completed',
      plan_snapshot: JSON.stringify(payment.snapshot),
      discount_code_id: payment.discount?.codeId ?? null,
      list_price: payment.discount?.listPrice ?? null,
      discount: payment.discount?.amount ?? 0n,
      is_announced: payment.isAnnounced ?? true,
      payer_email: payment.payerEmail ?? null,
      notes: payment.notes ?? '',
      checkout_id: payment.checkoutId ?? null,
      subscription_id: payment.subscriptionId ?? null,
      recorded_by: payment.recordedBy ?? null,
      master_payment_id: payment.masterPaymentId ?? null,
      created_at: payment.now,
    })
    .execute();
}

async function insertLedgerEntry(
  trx: Transaction<DB>,
  payment: PaymentGiven,
  paymentId: string,
): Promise<void> {
  await trx
    .insertInto('ledger_entries')
    .values({
      id: newId(),
      member_id: payment.memberId,
      payment_id: paymentId,
      kind: 'payment',
      amount: payment.amount.amount,
      currency: payment.amount.currency,
      gateway: payment.source,
      account: payment.account ?? 'main',
      external_id: externalIdOf(payment, paymentId),
      note: '',
      at: payment.now,
    })
    .execute();
}

/** A transaction id that a person typed can be corrected, and be the right one of another payment afterwards. */
function externalIdOf(payment: PaymentGiven, paymentId: string): string {
  return isAtGateway(payment.source) ? `${payment.transactionId}#${payment.sequenceNumber ?? 1}` : paymentId;
}

/** The terms of a plan as they are now, to be kept with a payment. */
export async function snapshotOf(
  db: Kysely<DB>,
  planId: string,
  currency: string,
): Promise<PlanSnapshot | null> {
  const plan = await db
    .selectFrom('plans')
    .selectAll()
    .select((eb) =>
      eb
        .selectFrom('plan_library_groups')
        .select(sql<string[]>`coalesce(array_agg(group_id::text order by group_id), '{}')`.as('ids'))
        .whereRef('plan_id', '=', 'plans.id')
        .as('group_ids'),
    )
    .where('id', '=', planId)
    .executeTakeFirst();
  if (plan === undefined) return null;
  return {
    name: plan.name,
    cost: plan.cost.toString(),
    currency,
    durationCount: plan.duration_count,
    durationUnit: plan.duration_unit,
    maxStreams: plan.max_streams,
    allowDownloads: plan.allow_downloads,
    allowTranscoding: plan.allow_transcoding,
    groupIds: plan.group_ids ?? [],
    isTrial: plan.is_trial,
    periodStart: plan.period_start,
  };
}
