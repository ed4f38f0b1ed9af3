import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import { givenFrom, makeRoom, moveUp, type OwnTime, type Rearranged } from '../../domain/linked/own-time.ts';
import type { Window } from '../../domain/payment/window.ts';
import type { DB } from '../schema.ts';
import type { PaymentTable } from '../tables/payments.ts';
import { isEntitling } from './entitling.ts';
import { areLinksOn } from './member-links.ts';
import { poke } from './outbox.ts';
import type { PaymentToRecord, PaymentWorth } from './record-payment.ts';
import { rearrange } from './rearrange-time.ts';
import { recordEvent } from './timeline.ts';

/** The parts of a payment that subs get as well, or that say whether they do. */
export type PaymentGiven = Omit<PaymentToRecord, 'zone' | 'window'>;

export interface MastersPayment {
  readonly paymentId: string;
  readonly window: Window;
  /** Writes one payment of a sub: how that is done is not the business of links. */
  readonly write: (payment: PaymentGiven, worth: PaymentWorth) => Promise<string>;
}

/**
 * What a master pays on a linked plan every sub gets as well (S16): a payment over the same window, with the
 * same transaction id and no money. What a sub has by itself gives way and waits behind it.
 */
export async function giveToSubs(
  trx: Transaction<DB>,
  payment: PaymentGiven,
  { paymentId, window, write }: MastersPayment,
): Promise<void> {
  const subs = await subsPaidFor(trx, payment, paymentId);
  if (subs.length === 0) return;
  let sequenceNumber = await nextPart(trx, payment);
  for (const memberId of subs) {
    const own = await roomFor(trx, { masterId: payment.memberId, memberId, window, now: payment.now });
    if (own === null) continue;
    const { checkoutId: _purchase, payerEmail: _payer, notes: _notes, discount: _code, ...shared } = payment;
    await write(
      {
        ...shared,
        memberId,
        amount: { amount: 0n, currency: payment.amount.currency },
        source: 'linked',
        sequenceNumber,
        masterPaymentId: paymentId,
      },
      { window: { ...window, from: own }, credit: 0n },
    );
    sequenceNumber += 1;
  }
}

/**
 * Those who did not get this payment yet. Locked, in the order of their ids; a master's row is locked already, and
 * no sub is a master.
 */
async function subsPaidFor(
  trx: Transaction<DB>,
  { memberId, planId, source }: PaymentGiven,
  paymentId: string,
): Promise<readonly string[]> {
  if (source === 'linked') return [];
  const rows = await trx
    .selectFrom('member_links as l')
    .innerJoin('members as m', 'm.id', 'l.sub_id')
    .innerJoin('plans as p', (join) => join.on('p.id', '=', planId))
    .select('m.id')
    .where('l.master_id', '=', memberId)
    .where('p.max_sub_accounts', '>', 0)
    .where('m.closed', 'is', null)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('payments as given')
            .select('given.id')
            .where('given.master_payment_id', '=', paymentId)
            .whereRef('given.member_id', '=', 'm.id'),
        ),
      ),
    )
    .orderBy('m.id')
    .forUpdate('m')
    .execute();
  return rows.length > 0 && (await areLinksOn(trx)) ? rows.map(({ id }) => id) : [];
}

/** Two masters may have parts of one transaction, so that 2 can be taken. */
async function nextPart(
  trx: Transaction<DB>,
  {
    account = 'main',
    transactionId,
  }: { readonly account?: string | undefined; readonly transactionId: string },
): Promise<number> {
  const { last } = await trx
    .selectFrom('payments')
    .select(sql<number>`coalesce(max(sequence_number), 1)`.as('last'))
    .where('source', '=', 'linked')
    .where('account', '=', account)
    .where('transaction_id', '=', transactionId)
    .executeTakeFirstOrThrow();
  return last + 1;
}

interface RoomWanted {
  readonly masterId: string;
  readonly memberId: string;
  readonly window: Pick<Window, 'from' | 'to'>;
  readonly now: Date;
}

/** Clears the window of the sub's own time. Answers where it begins for the sub; null: nothing of it is left. */
async function roomFor(trx: Transaction<DB>, wanted: RoomWanted): Promise<number | null> {
  const { own, linkedUntil } = await timeOf(trx, wanted);
  const from = givenFrom(own, wanted.window, wanted.now.getTime());
  if (from === null) return null;
  const { to } = wanted.window;
  await makeChanges(trx, wanted, makeRoom(own, { from, to, linkedUntil: Math.max(linkedUntil, to) }));
  return from;
}

/** A sub's windows that are not over, told apart by whether they follow this master's payments. */
async function timeOf(
  trx: Transaction<DB>,
  { masterId, memberId, window, now }: RoomWanted,
): Promise<{ own: readonly OwnTime[]; linkedUntil: number }> {
  const rows = await trx
    .selectFrom('payments')
    .leftJoin('payments as masters', 'masters.id', 'payments.master_payment_id')
    .select(['payments.id', 'payments.from_at', 'payments.to_at', 'masters.member_id as master_id'])
    .where('payments.member_id', '=', memberId)
    .where(isEntitling('payments.status'))
    .where('payments.used_up_by_id', 'is', null)
    .where('payments.to_at', '>', new Date(Math.min(window.from, now.getTime())))
    .execute();
  const isLinked = (row: (typeof rows)[number]) => row.master_id === masterId;
  return {
    own: rows
      .filter((row) => !isLinked(row))
      .map((row) => ({ id: row.id, from: row.from_at.getTime(), to: row.to_at.getTime() })),
    linkedUntil: Math.max(0, ...rows.filter(isLinked).map((row) => row.to_at.getTime())),
  };
}

async function makeChanges(
  trx: Transaction<DB>,
  { memberId, now }: Pick<RoomWanted, 'memberId' | 'now'>,
  changes: readonly Rearranged[],
): Promise<void> {
  for (const change of changes) await rearrange(trx, { memberId, change, now });
}

export interface ChangedPayment {
  /** A payment that may be a master's. */
  readonly paymentId: string;
  readonly now: Date;
}

/**
 * Makes what subs got with a payment equal to what that payment is now: void with it, ended with it, longer
 * with it, of its plan. To be called wherever a payment changes. Who is not linked any more keeps what was
 * given, unless the payment itself is void.
 */
export async function followMaster(trx: Transaction<DB>, { paymentId, now }: ChangedPayment): Promise<void> {
  const rows = await trx
    .selectFrom('payments as given')
    .innerJoin('payments as master', 'master.id', 'given.master_payment_id')
    .innerJoin('plans', 'plans.id', 'master.plan_id')
    .innerJoin('members as m', 'm.id', 'given.member_id')
    .leftJoin('member_links as l', (join) =>
      join.onRef('l.sub_id', '=', 'given.member_id').onRef('l.master_id', '=', 'master.member_id'),
    )
    .select(['given.id', 'given.member_id as memberId', 'given.from_at as from', 'given.to_at as to'])
    .select(['given.transaction_id as transactionId', 'given.account'])
    .select(isEntitling('given.status').as('isLive'))
    .select(isEntitling('master.status').as('isMasterLive'))
    .select(sql<boolean>`plans.id <> given.plan_id and plans.max_sub_accounts = 0`.as('hasLeftLinkedPlans'))
    .select(sql<boolean>`l.sub_id is not null`.as('isSub'))
    .where('given.master_payment_id', '=', paymentId)
    .where('given.used_up_by_id', 'is', null)
    .orderBy('m.id')
    .forUpdate('m')
    .execute();
  const following = rows.filter((row) => row.isSub || !row.isMasterLive);
  if (following.length === 0) return;
  const master = await trx
    .selectFrom('payments')
    .selectAll()
    .where('id', '=', paymentId)
    .executeTakeFirstOrThrow();
  for (const given of following) await follow(trx, { given, master, now });
}

interface Given {
  readonly id: string;
  readonly memberId: string;
  readonly from: Date;
  readonly to: Date;
  readonly transactionId: string;
  readonly account: string;
  readonly isLive: boolean;
  readonly isMasterLive: boolean;
  readonly hasLeftLinkedPlans: boolean;
}

interface Following {
  readonly given: Given;
  readonly master: Selectable<PaymentTable>;
  readonly now: Date;
}

async function follow(trx: Transaction<DB>, { given, master, now }: Following): Promise<void> {
  if (given.isLive) await release(trx, given, now);
  const isWanted = given.isMasterLive && !given.hasLeftLinkedPlans;
  const { memberId } = given;
  const window = { from: master.from_at.getTime(), to: master.to_at.getTime() };
  const from = isWanted ? await roomFor(trx, { masterId: master.member_id, memberId, window, now }) : null;
  if (from !== null) await makeEqual(trx, { given, master, now }, new Date(from));
  if (given.isLive || from !== null) await tellFollowed(trx, given, { isLeft: from !== null, now });
}

async function makeEqual(trx: Transaction<DB>, { given, master }: Following, from: Date): Promise<void> {
  const { transaction_id: transactionId, account } = master;
  const isOther = transactionId !== given.transactionId;
  await trx
    .updateTable('payments')
    .set({
      status: 'completed',
      from_at: from,
      to_at: master.to_at,
      anchor_at: master.anchor_at,
      anchor_count: master.anchor_count,
      plan_id: master.plan_id,
      plan_snapshot: JSON.stringify(master.plan_snapshot),
      transaction_id: transactionId,
      ...(isOther ? { sequence_number: await nextPart(trx, { account, transactionId }) } : {}),
    })
    .where('id', '=', given.id)
    .execute();
}

/** Takes the time away; what the sub has by itself and waited behind it comes forward. */
async function release(trx: Transaction<DB>, given: Given, now: Date): Promise<void> {
  await trx.updateTable('payments').set({ status: 'voided' }).where('id', '=', given.id).execute();
  await closeGap(trx, { ...given, now });
}

export interface GoneTime {
  readonly memberId: string;
  readonly from: Date;
  readonly to: Date;
  readonly now: Date;
}

/** Time of a sub that waited behind a window that is gone begins where that one would have, or now. */
export async function closeGap(trx: Transaction<DB>, gone: GoneTime): Promise<void> {
  const from = Math.max(gone.from.getTime(), gone.now.getTime());
  const to = gone.to.getTime();
  if (from >= to) return;
  const { memberId, now } = gone;
  const rows = await trx
    .selectFrom('payments')
    .select(['id', 'from_at', 'to_at'])
    .where('member_id', '=', memberId)
    .where('source', '<>', 'linked')
    .where(isEntitling('status'))
    .where('used_up_by_id', 'is', null)
    .where('from_at', '>=', gone.to)
    .execute();
  const own = rows.map((row) => ({ id: row.id, from: row.from_at.getTime(), to: row.to_at.getTime() }));
  await makeChanges(trx, { memberId, now }, moveUp(own, { from, to }));
}

async function tellFollowed(
  trx: Transaction<DB>,
  given: Given,
  { isLeft, now }: { readonly isLeft: boolean; readonly now: Date },
): Promise<void> {
  await recordEvent(trx, {
    memberId: given.memberId,
    at: now,
    kind: isLeft ? 'paymentFollowed' : 'paymentVoided',
    actor: 'process',
    aboutId: given.id,
    data: isLeft ? {} : { why: 'withMaster' },
    dedupKey: `follow/${given.id}/${now.getTime()}`,
  });
  await poke(trx, { workflow: 'subscription', key: given.memberId, reason: 'payment of the master changed' });
}

/** The names of those who have living time from this payment of a master. */
export async function givenWith(db: Kysely<DB>, paymentId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('payments')
    .innerJoin('members', 'members.id', 'payments.member_id')
    .select('members.display_name as name')
    .where('master_payment_id', '=', paymentId)
    .where(isEntitling('payments.status'))
    .orderBy('members.display_name')
    .execute();
  return rows.map(({ name }) => name);
}
