import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { memberRow } from '../../test/support/member-rows.ts';
import { type FreshDatabase, freshDatabase } from '../../test/support/postgres.ts';
import type { MoneyBackPolicies, MoneyMove } from '../../domain/payment/money-back.ts';
import { newId } from '../new-id.ts';
import { addLink } from './member-links.ts';
import { nextLook, recordMoneyBack } from './money-back.ts';
import { acknowledgeMoneyBack, endTimeByHand, moneyBacksInNeed } from './money-back-panel.ts';
import { type PaymentToRecord, recordPayment, snapshotOf } from './record-payment.ts';
import { ensureCatalogue } from './seed-catalogue.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 4, 10, 12);
const FLAG: MoneyBackPolicies = { onRefund: 'flag', onChargeback: 'flag' };
const END: MoneyBackPolicies = { onRefund: 'end_now', onChargeback: 'end_now' };

let database: FreshDatabase;
let admin: string;
let plan: string;
let member: string;

beforeAll(async () => {
  database = await freshDatabase();
  const { db } = database;
  await ensureCatalogue(db, at(0));
  plan = (await db.selectFrom('plans').select('id').orderBy('name').executeTakeFirstOrThrow()).id;
  await db.updateTable('plans').set({ max_sub_accounts: 2 }).where('id', '=', plan).execute();
  admin = newId();
  const login = { id: admin, name: 'Admin', email: 'admin@example.org', email_verified: true } as const;
  await db
    .insertInto('logins')
    .values({ ...login, created_at: at(0), updated_at: at(0), role: 'administrator' })
    .execute();
});

afterAll(() => database.drop());

beforeEach(async () => {
  member = await memberRow(database.db, at(-60));
});

function at(days: number): Date {
  return new Date(NOW + days * DAY);
}

interface Paid {
  readonly id: string;
  readonly transactionId: string;
}

/** 30.00 for these days. */
async function pay(
  from: number,
  to: number,
  about: Partial<Pick<PaymentToRecord, 'source' | 'transactionId' | 'sequenceNumber' | 'memberId'>> = {},
): Promise<Paid> {
  const snapshot = await snapshotOf(database.db, plan, 'USD');
  if (snapshot === null) throw new Error('no such plan');
  const transactionId = about.transactionId ?? `pi_${newId()}`;
  const recorded = await database.db.transaction().execute((trx) =>
    recordPayment(trx, {
      memberId: member,
      planId: plan,
      snapshot,
      amount: { amount: 3000n, currency: 'USD' },
      source: 'stripe',
      now: at(-40),
      zone: 'UTC',
      window: { from: at(from), to: at(to) },
      ...about,
      transactionId,
    }),
  );
  if (recorded.kind !== 'recorded') throw new Error(recorded.kind);
  return { id: recorded.paymentId, transactionId };
}

type Move = Pick<MoneyMove, 'kind' | 'isGone'> & { readonly amount?: bigint; readonly externalId?: string };

/** The gateway says this of the payment now, or said it in an earlier look. */
async function hear(
  { transactionId }: Paid,
  moves: readonly Move[],
  how: { readonly policies?: MoneyBackPolicies; readonly look?: bigint; readonly currency?: string } = {},
) {
  const { policies = FLAG, currency = 'USD' } = how;
  const look = how.look ?? (await nextLook(database.db));
  return await database.db.transaction().execute((trx) =>
    recordMoneyBack(trx, {
      gateway: 'stripe',
      transactionId,
      look,
      paid: { amount: 3000n, currency },
      moves: moves.map(({ amount = 3000n, kind, isGone, externalId }) => ({
        kind,
        isGone,
        externalId: `${externalId ?? kind}-${transactionId}`,
        amount: { amount, currency },
        state: String(isGone),
        at: at(-1).getTime(),
      })),
      policies,
      now: at(0),
    }),
  );
}

const refund = (isGone: boolean | null, amount = 3000n): Move => ({ kind: 'refund', isGone, amount });
const chargeback = (isGone: boolean | null): Move => ({ kind: 'chargeback', isGone });

/** Payments as `status from..to`, in days from now. */
async function lifeOf(memberId = member): Promise<string[]> {
  const days = (date: Date) => (date.getTime() - NOW) / DAY;
  const rows = await database.db
    .selectFrom('payments')
    .selectAll()
    .where('member_id', '=', memberId)
    .orderBy('from_at')
    .execute();
  return rows.map((row) => `${row.status} ${days(row.from_at)}..${days(row.to_at)}`);
}

async function ledgerOf({ id }: Paid): Promise<string[]> {
  const rows = await database.db
    .selectFrom('ledger_entries')
    .select(['kind', 'amount'])
    .where('payment_id', '=', id)
    .orderBy('id')
    .execute();
  return rows.map(({ kind, amount }) => `${kind} ${amount}`);
}

async function eventsOf(memberId = member): Promise<string[]> {
  const rows = await database.db
    .selectFrom('member_events')
    .select('kind')
    .where('member_id', '=', memberId)
    .where('kind', '<>', 'paymentRecorded')
    .orderBy('id')
    .execute();
  return rows.map(({ kind }) => kind);
}

async function tasks() {
  const { rows } = await moneyBacksInNeed(database.db, { limit: 50, now: at(0) });
  return rows.filter(({ memberId }) => memberId === member);
}

async function endByHand({ id }: Paid) {
  return await database.db
    .transaction()
    .execute((trx) => endTimeByHand(trx, { paymentId: id, now: at(0), by: admin }));
}

describe('money that went back', () => {
  it('S64: Given a chargeback, when seen, then flag and admin task, and the time runs on', async () => {
    const paid = await pay(-10, 20);

    await hear(paid, [chargeback(true)]);

    expect(await lifeOf()).toEqual(['charged_back -10..20']);
    expect(await tasks()).toMatchObject([
      { id: paid.id, chargedBack: 3000n, refunded: 0n, outcome: 'flagged', isTimeLeft: true, since: at(0) },
    ]);
    expect(await ledgerOf(paid)).toEqual(['payment 3000', 'chargeback -3000']);
    expect(await eventsOf()).toEqual(['paymentChargedBack']);
  });

  it('S64: with end_now the running time ends now and later time is void; the money stays as it moved', async () => {
    const paid = await pay(-10, 20);
    const later = await pay(20, 50);
    await database.db.deleteFrom('outbox').execute();

    await hear(paid, [chargeback(true)], { policies: END });

    expect(await lifeOf()).toEqual(['charged_back -10..0', 'voided 20..50']);
    expect(await tasks()).toMatchObject([{ outcome: 'ended', isTimeLeft: false }]);
    expect(await ledgerOf(later)).toEqual(['payment 3000']);
    expect(await eventsOf()).toEqual(['paymentEnded', 'paymentEnded', 'paymentChargedBack']);
    const pokes = await database.db.selectFrom('outbox').select('key').execute();
    expect(new Set(pokes.map(({ key }) => key))).toEqual(new Set([member]));
  });

  it('is noted once, however often and in whatever order the gateway is asked', async () => {
    const paid = await pay(-10, 20);
    const early = await nextLook(database.db);
    await hear(paid, [refund(true)], { policies: END });
    await hear(paid, [refund(true)], { policies: END });
    await hear(paid, [], { policies: END, look: early });

    expect(await lifeOf()).toEqual(['refunded -10..0']);
    expect(await ledgerOf(paid)).toEqual(['payment 3000', 'refund -3000']);
    expect(await eventsOf()).toEqual(['paymentEnded', 'paymentRefunded']);
  });

  it('in part is only flagged, whatever the settings say, until the rest follows', async () => {
    const paid = await pay(-10, 20);
    const part = { ...refund(true, 1000n), externalId: 'part' };
    const rest = { ...refund(true, 2000n), externalId: 'rest' };

    await hear(paid, [part], { policies: END });
    expect(await lifeOf()).toEqual(['completed -10..20']);
    expect(await tasks()).toMatchObject([{ refunded: 1000n, outcome: 'flagged', isTimeLeft: true }]);

    await hear(paid, [part, rest], { policies: END });
    expect(await lifeOf()).toEqual(['refunded -10..0']);
    expect(await ledgerOf(paid)).toEqual(['payment 3000', 'refund -1000', 'refund -2000']);
  });

  it('and came back, by a dispute that was won, gives back status and period', async () => {
    const paid = await pay(-10, 20);
    await pay(20, 50);
    await hear(paid, [chargeback(true)], { policies: END });

    await hear(paid, [chargeback(false)], { policies: END });

    expect(await lifeOf()).toEqual(['completed -10..20', 'completed 20..50']);
    expect(await ledgerOf(paid)).toEqual(['payment 3000', 'chargeback -3000', 'chargeback 3000']);
    expect(await tasks()).toMatchObject([{ chargedBack: 0n, outcome: 'returned', isTimeLeft: false }]);
    expect((await eventsOf()).slice(3)).toEqual(['paymentRestored', 'paymentRestored', 'moneyReturned']);
  });

  it('and came back, by a refund that failed, can go again', async () => {
    const paid = await pay(-10, 20);
    await hear(paid, [refund(true)], { policies: END });
    await hear(paid, [refund(false)], { policies: END });
    expect(await lifeOf()).toEqual(['completed -10..20']);

    await hear(paid, [refund(false), { ...refund(true), externalId: 'again' }], { policies: END });

    expect(await lifeOf()).toEqual(['refunded -10..0']);
    expect(await ledgerOf(paid)).toEqual(['payment 3000', 'refund -3000', 'refund 3000', 'refund -3000']);
  });

  it('gives no time back over time that was bought since, and says so', async () => {
    const paid = await pay(-10, 20);
    await hear(paid, [chargeback(true)], { policies: END });
    await pay(5, 35);

    await hear(paid, [chargeback(false)], { policies: END });

    expect(await lifeOf()).toEqual(['completed -10..0', 'completed 5..35']);
    expect(await tasks()).toMatchObject([{ outcome: 'returnedInPart' }]);
  });

  it('gives no time back whose own money is away as well', async () => {
    const paid = await pay(-10, 20);
    const later = await pay(20, 50);
    await hear(paid, [chargeback(true)], { policies: END });
    await hear(later, [refund(true)], { policies: END });

    await hear(paid, [chargeback(false)], { policies: END });

    expect(await lifeOf()).toEqual(['completed -10..20', 'voided 20..50']);
  });

  it('of time that other money pays for now leaves that running', async () => {
    const old = await pay(-40, -10);
    await pay(-10, 20);

    await hear(old, [refund(true)], { policies: END });

    expect(await lifeOf()).toEqual(['refunded -40..-10', 'completed -10..20']);
    expect(await tasks()).toMatchObject([{ outcome: 'flagged', isTimeLeft: false }]);
  });

  it('leaves a payment void that somebody has voided, and tells of the money all the same', async () => {
    const paid = await pay(-10, 20);
    await database.db.updateTable('payments').set({ status: 'voided' }).where('id', '=', paid.id).execute();

    await hear(paid, [refund(true)]);

    expect(await lifeOf()).toEqual(['voided -10..20']);
    expect(await ledgerOf(paid)).toEqual(['payment 3000', 'refund -3000']);
    expect(await tasks()).toMatchObject([{ refunded: 3000n, isTimeLeft: false }]);
  });

  it('counts nothing while nobody knows its state', async () => {
    const paid = await pay(-10, 20);

    await hear(paid, [chargeback(null)], { policies: END });

    expect(await lifeOf()).toEqual(['completed -10..20']);
    expect(await ledgerOf(paid)).toEqual(['payment 3000']);
    expect(await tasks()).toEqual([]);
  });

  it('ends what subs got with it, and gives it back to them', async () => {
    const sub = await memberRow(database.db, at(-60));
    await pay(-40, -10);
    const link = { masterId: member, subId: sub, by: admin, now: at(-20) };
    expect(await database.db.transaction().execute((trx) => addLink(trx, link))).toEqual({ kind: 'added' });
    const paid = await pay(-10, 20);
    expect(await lifeOf(sub)).toEqual(['completed -10..20']);

    await hear(paid, [refund(true)], { policies: END });
    expect((await lifeOf(sub)).filter((row) => !row.startsWith('voided'))).toEqual(['completed -10..0']);

    await hear(paid, [refund(false)], { policies: END });
    expect((await lifeOf(sub)).filter((row) => !row.startsWith('voided'))).toEqual(['completed -10..20']);
  });

  it('concerns every part of a transaction that was split', async () => {
    const paid = await pay(-10, 5);
    await pay(5, 20, { transactionId: paid.transactionId, sequenceNumber: 2 });

    await hear(paid, [refund(true)], { policies: END });

    expect(await lifeOf()).toEqual(['refunded -10..0', 'voided 5..20']);
  });

  it('of money that an admin recorded by hand is found by its transaction', async () => {
    const paid = await pay(-10, 20, { source: 'manual' });

    await hear(paid, [refund(true)]);

    expect(await lifeOf()).toEqual(['refunded -10..20']);
  });

  it('of a payment in another currency is left to a person, and of none is nobody’s', async () => {
    const paid = await pay(-10, 20);

    expect(await hear(paid, [refund(true)], { currency: 'EUR' })).toBe('otherCurrency');
    expect(await hear({ id: '', transactionId: 'pi_nobody' }, [refund(true)])).toBe('unknownPayment');
    expect(await lifeOf()).toEqual(['completed -10..20']);
    expect(await tasks()).toEqual([]);
  });
});

describe('what an admin decides about money that went back', () => {
  it('is to leave the time, which takes the task away until there is news', async () => {
    const paid = await pay(-10, 20);
    await hear(paid, [chargeback(true)]);
    const acknowledge = () => database.db.transaction().execute((trx) => acknowledgeMoneyBack(trx, paid.id));

    expect(await acknowledge()).toBe(true);
    expect(await acknowledge()).toBe(false);
    await hear(paid, [chargeback(true)]);
    expect(await tasks()).toEqual([]);

    await hear(paid, [chargeback(false)]);
    expect(await tasks()).toMatchObject([{ outcome: 'returned' }]);
  });

  it('is to end the time, which a dispute that is won takes back', async () => {
    const paid = await pay(-10, 20);
    await hear(paid, [chargeback(true)]);

    expect(await endByHand(paid)).toHaveLength(1);
    expect(await lifeOf()).toEqual(['charged_back -10..0']);
    expect(await tasks()).toEqual([]);
    expect(await endByHand(paid)).toEqual([]);

    await hear(paid, [chargeback(false)]);
    expect(await lifeOf()).toEqual(['completed -10..20']);
  });

  it('is nothing where the money is not away', async () => {
    const paid = await pay(-10, 20);
    expect(await endByHand(paid)).toBe('nothingBack');

    await hear(paid, [refund(true)]);
    await hear(paid, [refund(false)]);

    expect(await endByHand(paid)).toBe('nothingBack');
    expect(await lifeOf()).toEqual(['completed -10..20']);
  });
});
