import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { memberRow } from '../../test/support/member-rows.ts';
import { type FreshDatabase, freshDatabase } from '../../test/support/postgres.ts';
import { newId } from '../new-id.ts';
import { type SentMoney, placeMoney } from './place-money.ts';
import { recordPayment, snapshotOf } from './record-payment.ts';
import { claimUnmatchedNotice } from './unmatched.ts';
import { ensureCatalogue } from './seed-catalogue.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 4, 10, 12);

let database: FreshDatabase;
let plan: string;
let member: string;
let email: string;

beforeAll(async () => {
  database = await freshDatabase();
  const { db } = database;
  await ensureCatalogue(db, at(0));
  plan = (await db.selectFrom('plans').select('id').where('name', '=', 'Monthly').executeTakeFirstOrThrow())
    .id;
  await db
    .updateTable('plans')
    .set({ cost: 3000n, duration_count: 30, duration_unit: 'day' })
    .where('id', '=', plan)
    .execute();
});

afterAll(() => database.drop());

beforeEach(async () => {
  member = await memberRow(database.db, at(-60));
  email = `${member}@members.example`;
});

function at(days: number): Date {
  return new Date(NOW + days * DAY);
}

/** Somebody sent 30.00, just now, unless something else is said. */
function sent(about: Partial<SentMoney> & { readonly amount?: bigint } = {}): SentMoney {
  const { amount = 3000n, ...rest } = about;
  return {
    gateway: 'stripe',
    transactionId: `pi_${newId()}`,
    paid: { amount, currency: 'USD' },
    payerEmail: email,
    sentAt: at(0),
    isOfOtherSite: false,
    now: at(0),
    zone: 'UTC',
    currency: 'USD',
    ...rest,
  };
}

async function place(money: SentMoney) {
  return await database.db.transaction().execute((trx) => placeMoney(trx, money));
}

async function payments() {
  return await database.db
    .selectFrom('payments')
    .select([
      'id',
      'from_at as from',
      'to_at as to',
      'amount',
      'source',
      'transaction_id',
      'payer_email',
      'notes',
    ])
    .where('member_id', '=', member)
    .orderBy('from_at')
    .execute();
}

async function unmatched(transactionId: string) {
  return await database.db
    .selectFrom('unmatched_payments')
    .select(['reason', 'amount', 'currency', 'payer_email', 'occurred_at'])
    .where('transaction_id', '=', transactionId)
    .execute();
}

async function paidFor(from: number, to: number, transactionId: string = newId()): Promise<void> {
  const snapshot = await snapshotOf(database.db, plan, 'USD');
  if (snapshot === null) throw new Error('no such plan');
  await database.db.transaction().execute((trx) =>
    recordPayment(trx, {
      memberId: member,
      planId: plan,
      snapshot,
      amount: { amount: 3000n, currency: 'USD' },
      source: 'manual',
      transactionId,
      now: at(from),
      zone: 'UTC',
      window: { from: at(from), to: at(to) },
    }),
  );
}

describe('money that somebody sent', () => {
  it('becomes time from now on for who has none, with ledger, timeline and a poke', async () => {
    const money = sent({ payerEmail: email.toUpperCase(), sentAt: at(-2) });

    expect(await place(money)).toBe('recorded');

    const [payment, ...others] = await payments();
    expect(others).toEqual([]);
    expect(payment).toMatchObject({
      from: at(0),
      to: at(30),
      amount: 3000n,
      source: 'stripe',
      transaction_id: money.transactionId,
      notes: '',
    });
    const ledger = await database.db
      .selectFrom('ledger_entries')
      .select(['kind', 'amount', 'external_id'])
      .where('member_id', '=', member)
      .execute();
    expect(ledger).toEqual([{ kind: 'payment', amount: 3000n, external_id: `${money.transactionId}#1` }]);
    const told = await database.db
      .selectFrom('member_events')
      .select(['kind', 'actor'])
      .where('about_id', '=', payment?.id ?? '')
      .execute();
    expect(told).toEqual([{ kind: 'paymentRecorded', actor: 'process' }]);
    const pokes = await database.db
      .selectFrom('outbox')
      .select('workflow')
      .where('key', '=', member)
      .execute();
    expect(pokes).toEqual([{ workflow: 'subscription' }]);
  });

  it('is one payment however often it is told, also by several at the same moment (S10)', async () => {
    const money = sent();

    const said = await Promise.all([1, 2, 3, 4].map(() => place(money)));

    expect(said.toSorted()).toEqual(['known', 'known', 'known', 'recorded']);
    expect(await place({ ...money, now: at(1) })).toBe('known');
    expect(await payments()).toHaveLength(1);
    expect(await unmatched(money.transactionId)).toEqual([]);
  });

  it('that an admin has recorded by hand under its id is not recorded again', async () => {
    const money = sent();
    await paidFor(0, 30, money.transactionId);

    expect(await place(money)).toBe('known');
    expect(await payments()).toHaveLength(1);
  });

  it('follows the time that is paid already', async () => {
    await paidFor(-20, 10);

    expect(await place(sent())).toBe('recorded');

    expect((await payments())[1]).toMatchObject({ from: at(10), to: at(40) });
  });

  it('begins at the moment of matching for who has expired (S55)', async () => {
    await paidFor(-40, -10);

    expect(await place(sent({ sentAt: at(-2) }))).toBe('recorded');

    expect((await payments())[1]).toMatchObject({ from: at(0), to: at(30) });
  });

  it('begins when it was sent, or at the old end, where access was kept over the end', async () => {
    await database.db
      .insertInto('settings')
      .values({ key: 'subscriptions', value: JSON.stringify({ expiryMode: 'warn_only' }), updated_at: at(0) })
      .execute();
    await paidFor(-40, -10);
    await place(sent({ sentAt: at(-12) }));
    expect((await payments())[1]).toMatchObject({ from: at(-10), to: at(20) });
    await database.db
      .updateTable('payments')
      .set({ to_at: at(-5) })
      .where('from_at', '=', at(-10))
      .execute();
    await place(sent({ sentAt: at(-1) }));
    expect((await payments())[2]).toMatchObject({ from: at(-1), to: at(29) });
    await database.db
      .updateTable('payments')
      .set({ to_at: at(-0.5) })
      .where('from_at', '=', at(-1))
      .execute();
    // Worth less than has gone by since: nothing of it would be left.
    await place(sent({ sentAt: at(-0.4), amount: 20n }));
    expect((await payments())[3]?.from).toEqual(at(0));
    await database.db.deleteFrom('settings').execute();
  });

  it('that no plan costs buys so much of the last plan as it is worth', async () => {
    await paidFor(-20, 10);

    expect(await place(sent({ amount: 1500n }))).toBe('recorded');

    expect((await payments())[1]).toMatchObject({ from: at(10), to: at(25), amount: 1500n });
    expect((await payments())[1]?.notes).toMatch(/daily rate of Monthly, which costs 30\.00 USD/);
  });

  it.each<[string, Parameters<typeof sent>[0], string]>([
    ['of nobody known', { payerEmail: 'stranger@example.org' }, 'unknownPayer'],
    ['without an address', { payerEmail: null }, 'noPayer'],
    ['that no plan fits', { amount: 1234n }, 'noPlanFits'],
    ['of a purchase on another site', { isOfOtherSite: true }, 'unknownCheckout'],
    ['in another currency', { paid: { amount: 3000n, currency: 'EUR' } }, 'otherCurrency'],
  ])('%s waits for a person, once', async (_what, about, reason) => {
    const money = sent(about);

    expect(await place(money)).toBe('unmatched');
    expect(await place(money)).toBe('known');

    expect(await unmatched(money.transactionId)).toMatchObject([
      { reason, amount: money.paid.amount, currency: money.paid.currency, occurred_at: at(0) },
    ]);
    expect(await payments()).toEqual([]);
  });

  it('of two members with one address waits for a person (S12)', async () => {
    const other = await memberRow(database.db, at(-60));
    const login = newId();
    await database.db
      .insertInto('logins')
      .values({
        id: login,
        name: 'Robin',
        email,
        email_verified: true,
        role: 'user',
        created_at: at(-60),
        updated_at: at(-60),
      })
      .execute();
    await database.db.updateTable('members').set({ login_id: login }).where('id', '=', other).execute();
    const money = sent();

    expect(await place(money)).toBe('unmatched');

    expect(await unmatched(money.transactionId)).toMatchObject([{ reason: 'severalMembers' }]);
  });

  it('that waits is told to the admins in one message, and in another one once that is being sent', async () => {
    const { db } = database;
    await db.deleteFrom('notices').execute();
    await db.deleteFrom('unmatched_payments').execute();
    const owed = async () =>
      await db.selectFrom('notices').select('id').where('event', '=', 'unmatchedPayment').execute();
    await place(sent({ payerEmail: null, isQuiet: true }));
    expect(await owed()).toEqual([]);
    await place(sent({ payerEmail: null }));
    await place(sent({ payerEmail: null }));
    const [first, ...others] = await owed();
    expect(others).toEqual([]);
    const waiting = await db
      .selectFrom('unmatched_payments')
      .select('id')
      .where('status', '=', 'new')
      .execute();

    const claimed = await claimUnmatchedNotice(db, first?.id ?? '', 'admin@example.org');
    await place(sent({ payerEmail: null }));

    expect(claimed.total).toBe(waiting.length);
    expect(claimed.rows[0]).toMatchObject({ amount: 3000n, payerEmail: null, reason: 'noPayer' });
    expect(await owed()).toHaveLength(2);
    const pokes = await db.selectFrom('outbox').select('key').where('workflow', '=', 'message').execute();
    expect(pokes.map(({ key }) => key)).toEqual(expect.arrayContaining((await owed()).map(({ id }) => id)));
  });

  it('that waits is assigned once it is recorded by hand', async () => {
    const money = sent({ payerEmail: null });
    await place(money);
    await paidFor(0, 30, money.transactionId);

    const row = await database.db
      .selectFrom('unmatched_payments')
      .select('status')
      .where('transaction_id', '=', money.transactionId)
      .executeTakeFirst();
    expect(row).toEqual({ status: 'assigned' });
  });

  it('of a member who is closed waits for a person', async () => {
    await database.db.updateTable('members').set({ closed: 'deleted' }).where('id', '=', member).execute();

    expect(await place(sent())).toBe('unmatched');
  });
});
