import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aCatalogue } from '../../test/support/a-catalogue.ts';
import { memberRow } from '../../test/support/member-rows.ts';
import { mergeAs } from '../../test/support/merging.ts';
import { type FreshDatabase, freshDatabase } from '../../test/support/postgres.ts';
import { newId } from '../new-id.ts';
import { recordPlanChange } from './change-plan.ts';
import { entitling } from './entitling.ts';
import { extendMembers } from './extend-members.ts';
import { loadMemberFacts } from './facts.ts';
import { addLink } from './member-links.ts';
import { noticeSubject } from './notices.ts';
import { incomeByMonth } from './overview.ts';
import { type PaymentToRecord, recordPayment, snapshotOf } from './record-payment.ts';
import { nextLook, recordMoneyBack } from './money-back.ts';
import { reverseBonus, reverseBonusOf } from './reverse-bonus.ts';
import { voidPayment } from './void-payment.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 4, 10, 12);

let database: FreshDatabase;
let admin: string;
let plan: string;
let dear: string;
let referrer: string;
let referred: string;

beforeAll(async () => {
  database = await freshDatabase();
  const { db } = database;
  await aCatalogue(db, null);
  const plans = await db.selectFrom('plans').select('id').orderBy('name').execute();
  [plan = '', dear = ''] = plans.map(({ id }) => id);
  await db.updateTable('plans').set({ duration_count: 30, duration_unit: 'day', cost: 3000n }).execute();
  await db.updateTable('plans').set({ cost: 6000n }).where('id', '=', dear).execute();
  admin = await loginRow(null);
});

beforeEach(async () => {
  await settings({});
  referrer = await memberRow(database.db, at(-60));
  referred = await brought(referrer);
});

afterAll(() => database.drop());

function at(days: number): Date {
  return new Date(NOW + days * DAY);
}

async function settings(referral: Record<string, unknown>): Promise<void> {
  const value = JSON.stringify({ bonusEnabled: true, percentage: 20, ...referral });
  await database.db
    .insertInto('settings')
    .values({ key: 'referral', value, updated_at: at(0) })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute();
}

async function loginRow(referredById: string | null): Promise<string> {
  const id = newId();
  const login = {
    id,
    name: 'Robin',
    email: `${id}@example.org`,
    email_verified: true,
    role: 'user',
  } as const;
  await database.db
    .insertInto('logins')
    .values({ ...login, referred_by_id: referredById, created_at: at(-60), updated_at: at(-60) })
    .execute();
  return id;
}

/** Somebody who registered by the link of this member. */
async function brought(by: string): Promise<string> {
  const id = await memberRow(database.db, at(-60));
  await change(id, { login_id: await loginRow(by) });
  return id;
}

async function change(
  memberId: string,
  values: { login_id?: string; is_permanent?: boolean },
): Promise<void> {
  await database.db.updateTable('members').set(values).where('id', '=', memberId).execute();
}

interface Wish extends Partial<Pick<PaymentToRecord, 'source' | 'payerEmail' | 'transactionId'>> {
  readonly amount?: bigint;
  readonly planId?: string;
  readonly isFree?: boolean;
  readonly day?: number;
}

async function asked(memberId: string, wish: Wish): Promise<PaymentToRecord> {
  const { amount = 1000n, planId = plan, day = 0, isFree = false, ...rest } = wish;
  const snapshot = await snapshotOf(database.db, planId, 'USD');
  if (snapshot === null) throw new Error('no such plan');
  return {
    memberId,
    planId,
    snapshot: isFree ? { ...snapshot, cost: '0' } : snapshot,
    amount: { amount, currency: 'USD' },
    source: 'manual',
    transactionId: newId(),
    now: at(day),
    zone: 'UTC',
    ...rest,
  };
}

async function pay(memberId: string, wish: Wish = {}): Promise<string> {
  const payment = await asked(memberId, wish);
  const recorded = await database.db.transaction().execute((trx) => recordPayment(trx, payment));
  if (recorded.kind === 'overlaps') throw new Error(recorded.kind);
  return recorded.paymentId;
}

async function cancel(paymentId: string, day: number): Promise<void> {
  await database.db
    .transaction()
    .execute((trx) => voidPayment(trx, { paymentId, why: 'not paid', by: admin, now: at(day) }));
}

async function reverse(bonusId: string, day: number) {
  return await database.db
    .transaction()
    .execute((trx) => reverseBonus(trx, { bonusId, by: admin, now: at(day) }));
}

async function bonuses(memberId = referrer) {
  return await database.db
    .selectFrom('referral_bonuses')
    .select(['id', 'status', 'amount', 'referred_id', 'applied_payment_id', 'taken_back'])
    .where('referrer_id', '=', memberId)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
}

async function theBonus(memberId = referrer) {
  const [bonus] = await bonuses(memberId);
  if (bonus === undefined) throw new Error('no bonus');
  return bonus;
}

/** Living windows in days from now with their amounts. */
async function windows(memberId = referrer): Promise<string[]> {
  const rows = await database.db
    .selectFrom('payments')
    .select(['from_at', 'to_at', 'amount'])
    .where('member_id', '=', memberId)
    .where('status', '=', 'completed')
    .orderBy('from_at')
    .execute();
  const day = (when: Date) => (when.getTime() - NOW) / DAY;
  return rows.map((row) => `${day(row.from_at)}-${day(row.to_at)} ${row.amount}`);
}

/** The ends of a member's living windows. */
async function endsOf(memberId: string): Promise<string[]> {
  return (await windows(memberId)).map((window) => (window.split(' ')[0] ?? '').split('-').at(-1) ?? '');
}

/** Sum of the living payments' amounts beside the sum of the ledger: all that came in and was given as a bonus. */
async function books(memberId = referrer): Promise<{ payments: bigint; ledger: bigint }> {
  const { rows } = await sql<{ payments: bigint; ledger: bigint }>`select
    (select coalesce(sum(amount), 0)::bigint from payments where member_id = ${memberId} and status in ${entitling}) as payments,
    (select coalesce(sum(amount), 0)::bigint from ledger_entries where member_id = ${memberId}) as ledger`.execute(
    database.db,
  );
  return rows[0] ?? { payments: -1n, ledger: -2n };
}

describe('the first payment of somebody who was brought', () => {
  it('S60: makes the last period of the referrer longer, in the same transaction, and pokes both', async () => {
    const mine = await pay(referrer);
    await database.db.deleteFrom('outbox').execute();
    const payment = await pay(referred);

    expect(await windows()).toEqual(['0-32 1200']);
    expect(await theBonus()).toMatchObject({ status: 'applied', amount: 200n, applied_payment_id: mine });
    expect(await books()).toEqual({ payments: 1200n, ledger: 1200n });
    const pokes = await database.db.selectFrom('outbox').select('key').distinct().execute();
    expect(pokes.map(({ key }) => key).sort()).toEqual([referrer, referred].sort());
    const { notes } = await database.db
      .selectFrom('payments')
      .select('notes')
      .where('id', '=', mine)
      .executeTakeFirstOrThrow();
    expect(notes).toBe('Holds 2.00 USD of a referral bonus.');
    expect(await windows(referred)).toEqual(['0-30 1000']);
    expect(payment).not.toBe(mine);
  });

  it('S60: earns the bonus once, however often it is reported and whatever is paid later', async () => {
    await pay(referrer);
    await pay(referred, { transactionId: 'once' });
    await pay(referred, { transactionId: 'once' });
    await pay(referred);

    expect(await windows()).toEqual(['0-32 1200']);
    expect(await bonuses()).toHaveLength(1);
  });

  it.each([
    ['a trial', { source: 'trial', amount: 0n }],
    ['time that costs nothing', { amount: 0n }],
    ['time that was taken over from elsewhere', { source: 'import' }],
    ['time that was given', { source: 'bonus' }],
  ] as const)('S60: %s earns nothing, and the first money after it does', async (_what, given) => {
    await pay(referrer);
    await pay(referred, given);
    expect(await bonuses()).toEqual([]);

    await pay(referred);
    expect(await bonuses()).toHaveLength(1);
  });

  it('earns nothing while bonuses are off, and neither does a later one once they are on', async () => {
    await pay(referrer);
    await settings({ bonusEnabled: false });
    await pay(referred);
    await settings({});
    await pay(referred);

    expect(await bonuses()).toEqual([]);
  });

  it('earns nothing where referrer and referred are one person, and the timeline says so', async () => {
    await pay(referrer, { payerEmail: 'cards@example.org' });
    await pay(referred, { payerEmail: 'Cards@example.org' });

    expect(await bonuses()).toEqual([]);
    const events = await database.db
      .selectFrom('member_events')
      .select('data')
      .where('member_id', '=', referred)
      .where('kind', '=', 'bonusRefused')
      .execute();
    expect(events).toEqual([{ data: { why: 'samePerson' } }]);
  });

  it('takes two whose addresses nobody knows for two people', async () => {
    await database.db
      .updateTable('members')
      .set({ email: '' })
      .where('id', 'in', [referrer, referred])
      .execute();
    await pay(referrer);
    await pay(referred);

    expect(await bonuses()).toHaveLength(1);
  });

  it('earns nothing for somebody who is leaving', async () => {
    await pay(referrer);
    await database.db
      .updateTable('members')
      .set({ deletion_asked_at: at(0) })
      .where('id', '=', referrer)
      .execute();
    await pay(referred);

    expect(await bonuses()).toEqual([]);
  });

  it('is told to the referrer with what was earned, and is no income', async () => {
    await pay(referrer);
    const [before] = await incomeByMonth(database.db, at(-1), 'UTC');
    await pay(referred);
    const [after] = await incomeByMonth(database.db, at(-1), 'UTC');
    const { id } = await theBonus();

    expect((after?.amount ?? 0n) - (before?.amount ?? 0n)).toBe(1000n);
    expect((await loadMemberFacts(database.db, referrer))?.bonuses).toEqual([{ id }]);
    const subject = await noticeSubject(database.db, referrer, id);
    expect(subject).toMatchObject({ bonus: { amount: 200n, currency: 'USD' }, to: at(32) });
    expect(subject).toMatchObject({ paid: { amount: 1000n, currency: 'USD' }, credit: null });
  });
});

describe('a bonus that cannot become time yet', () => {
  it.each([
    ['permanent', async () => await change(referrer, { is_permanent: true })],
    ['expired', async () => void (await pay(referrer, { day: -31 }))],
    ['on a free plan', async () => void (await pay(referrer, { isFree: true, amount: 0n }))],
  ])('S61: waits while the referrer is %s, and comes with their next payment', async (_what, prepare) => {
    await prepare();
    await pay(referred);
    expect(await theBonus()).toMatchObject({ status: 'pending', applied_payment_id: null });
    expect((await loadMemberFacts(database.db, referrer))?.bonuses).toBeUndefined();

    await change(referrer, { is_permanent: false });
    const next = await pay(referrer, { day: 1 });
    expect(await theBonus()).toMatchObject({ status: 'applied', applied_payment_id: next });
    expect((await windows()).at(-1)).toMatch(/ 1200$/);
    const { payments, ledger } = await books();
    expect(payments).toBe(ledger);
  });

  it('joins others, each whole', async () => {
    await pay(referred);
    await pay(await brought(referrer), { amount: 500n });
    await pay(referrer);

    expect(await windows()).toEqual(['0-33 1300']);
    expect((await bonuses()).map(({ status }) => status)).toEqual(['applied', 'applied']);
  });

  it('goes to the end of a plan that is changed, and says nothing of itself as credit of a plan', async () => {
    await pay(referrer);
    await pay(referred);
    const payment = await asked(referrer, { planId: dear, day: 16, amount: 6000n });
    await database.db.transaction().execute((trx) => recordPlanChange(trx, payment));

    // Half of 12.00 is credit, which is 3 days of 60.00 for 30.
    expect(await windows()).toEqual(['0-16 600', '16-49 6600']);
    expect(await books()).toEqual({ payments: 7200n, ledger: 7200n });
  });
});

describe('members who are extended together', () => {
  const extend = (amount: bigint) =>
    database.db.transaction().execute((trx) =>
      extendMembers(trx, {
        memberIds: [referred, referrer],
        batch: newId(),
        amount,
        currency: 'USD',
        notes: '',
        isAnnounced: false,
        by: admin,
        at: at(1),
        extension: { kind: 'for', duration: { count: 10, unit: 'day' } },
        now: at(1).getTime(),
        zone: 'UTC',
      }),
    );

  it('for money earn a bonus like everybody', async () => {
    await pay(referrer);
    await pay(referred, { amount: 0n });
    await extend(500n);

    expect(await windows()).toEqual(['0-30 1000', '30-41 600']);
    expect(await books()).toEqual({ payments: 1600n, ledger: 1600n });
  });

  it('for nothing earn none, and get what waits for them', async () => {
    await pay(referrer, { day: -31 });
    await pay(referred, { amount: 0n });
    await pay(await brought(referrer));
    expect(await theBonus()).toMatchObject({ status: 'pending' });
    await extend(0n);

    expect(await bonuses()).toEqual([expect.objectContaining({ status: 'applied' })]);
    expect(await windows()).toEqual(['-31--1 1000', '1-13 200']);
  });
});

describe('a bonus that is reversed', () => {
  it('S61: by a refund in time takes back what it gave', async () => {
    await pay(referrer);
    const payment = await pay(referred);
    const refunded = (day: number) =>
      database.db
        .transaction()
        .execute((trx) => reverseBonusOf(trx, { paymentId: payment, by: null, now: at(day) }));

    expect(await refunded(31)).toBe('nothing');
    expect(await windows()).toEqual(['0-32 1200']);
    expect(await refunded(29)).toBe('reversed');
    expect(await windows()).toEqual(['0-30 1000']);
    expect(await refunded(29)).toBe('nothing');
    expect(await theBonus()).toMatchObject({ status: 'reversed', taken_back: 200n });
    expect(await books()).toEqual({ payments: 1000n, ledger: 1000n });
  });

  it('S61: by money that goes back whole at the gateway, but not by a part of it', async () => {
    await pay(referrer);
    const transactionId = 'pi_of_the_one_who_was_brought';
    await pay(referred, { source: 'stripe', transactionId });
    const usd = (amount: bigint) => ({ amount, currency: 'USD' });
    const goesBack = async (amount: bigint) => {
      const look = await nextLook(database.db);
      const move = { kind: 'refund', externalId: 're_1', isGone: true, state: 'succeeded' } as const;
      await database.db.transaction().execute((trx) =>
        recordMoneyBack(trx, {
          gateway: 'stripe',
          transactionId,
          look,
          paid: usd(1000n),
          moves: [{ ...move, amount: usd(amount), at: at(3).getTime() }],
          policies: { onRefund: 'flag', onChargeback: 'flag' },
          now: at(3),
        }),
      );
    };

    await goesBack(400n);
    expect(await windows()).toEqual(['0-32 1200']);
    await goesBack(1000n);

    expect(await windows()).toEqual(['0-30 1000']);
    expect(await theBonus()).toMatchObject({ status: 'reversed', taken_back: 200n });
  });

  it('S61: while it waits just ends', async () => {
    await pay(referred);
    await reverse((await theBonus()).id, 1);
    await pay(referrer, { day: 2 });

    expect(await theBonus()).toMatchObject({ status: 'reversed', taken_back: 0n });
    expect(await windows()).toEqual(['2-32 1000']);
  });

  it('keeps what is used of it, and leaves what is paid behind it whole', async () => {
    await pay(referrer);
    await pay(referred);
    await reverse((await theBonus()).id, 31);
    expect(await windows()).toEqual(['0-31 1100']);
    expect(await books()).toEqual({ payments: 1100n, ledger: 1100n });

    expect(await reverse((await theBonus()).id, 31)).toEqual({ kind: 'alreadyReversed' });
    expect(await reverse(newId(), 31)).toEqual({ kind: 'notThere' });
  });

  it('takes its worth from the end where more was paid since', async () => {
    await pay(referrer);
    await pay(referred);
    await pay(referrer, { planId: dear, amount: 6000n });
    await reverse((await theBonus()).id, 1);

    expect(await windows()).toEqual(['0-32 1200', '32-61 5800']);
    expect(await books()).toEqual({ payments: 7000n, ledger: 7000n });
  });

  it('goes with the payment that earned it when that is void, and nothing is earned again', async () => {
    await pay(referrer);
    await cancel(await pay(referred), 1);
    expect(await windows()).toEqual(['0-30 1000']);

    await pay(referred);
    expect(await windows()).toEqual(['0-30 1000']);
  });

  it('is not what happens where the payment that grew is void: it goes to the one before', async () => {
    const first = await pay(referrer);
    const second = await pay(referrer);
    await pay(referred);
    expect(await windows()).toEqual(['0-30 1000', '30-62 1200']);

    await cancel(second, 1);
    expect(await windows()).toEqual(['0-32 1200']);
    expect(await books()).toEqual({ payments: 1200n, ledger: 1200n });
    await cancel(first, 1);
    expect(await theBonus()).toMatchObject({ status: 'pending', applied_payment_id: null });
    expect(await books()).toEqual({ payments: 0n, ledger: 0n });
  });
});

describe('bonuses of members who are merged', () => {
  const merge = (merged: string, kept: string) =>
    mergeAs(database.db, { merged, kept, by: admin, now: at(0) });

  it('are the kept member’s, who gets them with the next payment', async () => {
    await pay(referred);
    const kept = await memberRow(database.db, at(-60));
    await merge(referrer, kept);
    await pay(kept);

    expect(await windows(kept)).toEqual(['0-32 1200']);
  });

  it('end where one of the two had brought the other, and the two earn nothing any more', async () => {
    await pay(referred);
    await merge(referred, referrer);
    await pay(referrer);

    expect(await theBonus()).toMatchObject({ status: 'reversed', taken_back: 0n });
    expect((await windows()).at(-1)).toMatch(/ 1000$/);
  });
});

describe('payments at the same moment', () => {
  it('of several whom one member brought, and of that member, give each bonus once and overlap nowhere', async () => {
    const others = [referred, ...(await Promise.all(Array.from({ length: 4 }, () => brought(referrer))))];
    await Promise.all([...others, referrer, referrer].map((memberId) => pay(memberId)));
    await pay(referrer);

    const given = await bonuses();
    expect(given.map(({ status }) => status)).toEqual(Array(5).fill('applied'));
    expect(new Set(given.map(({ referred_id: id }) => id)).size).toBe(5);
    const { payments, ledger } = await books();
    expect([payments, ledger]).toEqual([4000n, 4000n]);
    expect((await windows()).at(-1)).toMatch(/^\d+-100 /);
  });

  it('of a master, of a sub and of whom either brought, wait for nobody and give subs the same end', async () => {
    await database.db.updateTable('plans').set({ max_sub_accounts: 1 }).where('id', '=', dear).execute();
    const sub = await brought(referrer);
    await pay(referrer, { planId: dear, amount: 6000n });
    await database.db
      .transaction()
      .execute((trx) => addLink(trx, { masterId: referrer, subId: sub, by: admin, now: at(0) }));
    const others = [referred, await brought(sub), await brought(referrer)];
    await pay(referrer, { planId: dear, amount: 6000n });
    await Promise.all([referrer, sub, ...others].map((memberId) => pay(memberId, { planId: dear })));

    expect((await bonuses()).map(({ status }) => status)).toEqual(['applied', 'applied', 'applied']);
    expect(await endsOf(sub)).toContain((await endsOf(referrer)).at(-1));
    await database.db.updateTable('plans').set({ max_sub_accounts: 0 }).where('id', '=', dear).execute();
  });

  it('of two who brought each other wait for nobody', async () => {
    await change(referrer, { login_id: await loginRow(referred) });
    await Promise.all([pay(referrer), pay(referred)]);
    await Promise.all([pay(referrer), pay(referred)]);

    expect([await theBonus(referrer), await theBonus(referred)].map(({ status }) => status)).toEqual([
      'applied',
      'applied',
    ]);
  });
});
