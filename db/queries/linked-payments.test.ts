import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { memberRow } from '../../test/support/member-rows.ts';
import { mergeAs } from '../../test/support/merging.ts';
import { type FreshDatabase, freshDatabase } from '../../test/support/postgres.ts';
import { newId } from '../new-id.ts';
import { recordPlanChange } from './change-plan.ts';
import type { PaymentValues } from '../../domain/payment/edit.ts';
import { lockPayment, toEdit, writeEdit } from './edit-payment.ts';
import { askDeletion, finishDeletion } from './delete-member.ts';
import { extendMembers } from './extend-members.ts';
import { loadMemberFacts } from './facts.ts';
import { addLink, removeLink } from './member-links.ts';
import { type PaymentToRecord, recordPayment, snapshotOf } from './record-payment.ts';
import { ensureCatalogue } from './seed-catalogue.ts';
import { voidPayment } from './void-payment.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 4, 10, 12);

let database: FreshDatabase;
let admin: string;
let family: string;
let single: string;
let master: string;
let subs: readonly [string, string];

beforeAll(async () => {
  database = await freshDatabase();
  const { db } = database;
  await ensureCatalogue(db, at(0));
  const plans = await db.selectFrom('plans').select('id').orderBy('name').execute();
  [single = '', family = ''] = plans.map(({ id }) => id);
  await db.updateTable('plans').set({ duration_count: 30, duration_unit: 'day', cost: 3000n }).execute();
  await db.updateTable('plans').set({ max_sub_accounts: 2 }).where('id', '=', family).execute();
  admin = newId();
  const login = { id: admin, name: 'Admin', email: 'admin@example.org', email_verified: true } as const;
  const times = { created_at: at(0), updated_at: at(0) };
  await db
    .insertInto('logins')
    .values({ ...login, ...times, role: 'administrator' })
    .execute();
});

afterAll(() => database.drop());

beforeEach(async () => {
  await database.db.deleteFrom('settings').execute();
  ({ master, subs } = await aGroup());
});

/** A master who paid for the 30 days until now, with two subs who have nothing. */
async function aGroup() {
  const rows = [await memberRow(database.db, at(-60)), await memberRow(database.db, at(-60))] as const;
  const payer = await memberRow(database.db, at(-60));
  await pay(payer, { from: -30, to: 0 });
  for (const subId of rows) await link(payer, subId);
  return { master: payer, subs: rows };
}

function at(days: number): Date {
  return new Date(NOW + days * DAY);
}

async function link(masterId: string, subId: string): Promise<void> {
  const added = await database.db
    .transaction()
    .execute((trx) => addLink(trx, { masterId, subId, by: admin, now: at(-30) }));
  expect(added).toEqual({ kind: 'added' });
}

async function unlink(subId: string): Promise<void> {
  await database.db.transaction().execute((trx) => removeLink(trx, { subId, by: admin, now: at(0) }));
}

async function switchLinksOff(): Promise<void> {
  await database.db
    .insertInto('settings')
    .values({ key: 'features', value: JSON.stringify({ linkedMembers: false }), updated_at: at(0) })
    .execute();
}

interface Wish {
  readonly from?: number;
  readonly to?: number;
  readonly now?: number;
  readonly planId?: string;
  readonly transactionId?: string;
  readonly sequenceNumber?: number;
}

async function payment(memberId: string, wish: Wish): Promise<PaymentToRecord> {
  const planId = wish.planId ?? family;
  const snapshot = await snapshotOf(database.db, planId, 'USD');
  if (snapshot === null) throw new Error('no such plan');
  const { from, to, now = 0, sequenceNumber = 1 } = wish;
  return {
    memberId,
    planId,
    snapshot,
    amount: { amount: 3000n, currency: 'USD' },
    source: 'manual',
    transactionId: wish.transactionId ?? newId(),
    sequenceNumber,
    now: at(now),
    zone: 'UTC',
    ...(from === undefined || to === undefined ? {} : { window: { from: at(from), to: at(to) } }),
  };
}

/** 30.00 for these days, or for the next 30. */
async function pay(memberId: string, wish: Wish = {}) {
  const asked = await payment(memberId, wish);
  const recorded = await database.db.transaction().execute((trx) => recordPayment(trx, asked));
  if (recorded.kind === 'overlaps') throw new Error(`overlaps ${recorded.number}`);
  return { ...recorded, transactionId: asked.transactionId };
}

async function changeNow(memberId: string, planId: string, now: number): Promise<string> {
  const asked = await payment(memberId, { planId, now });
  const changed = await database.db.transaction().execute((trx) => recordPlanChange(trx, asked));
  if (changed.kind !== 'recorded') throw new Error(changed.kind);
  return changed.paymentId;
}

async function cancel(paymentId: string, now: number): Promise<void> {
  await database.db
    .transaction()
    .execute((trx) => voidPayment(trx, { paymentId, why: 'not paid', by: admin, now: at(now) }));
}

async function correct(paymentId: string, changes: Partial<PaymentValues>): Promise<void> {
  await database.db.transaction().execute(async (trx) => {
    const found = await lockPayment(trx, paymentId);
    if (found === undefined) throw new Error('no such payment');
    const { source: _source, currency: _currency, credit: _credit, ...before } = toEdit(found);
    const after = { ...before, ...changes };
    const isOtherPlan = after.planId !== before.planId;
    const snapshot = isOtherPlan ? await snapshotOf(trx, after.planId, 'USD') : null;
    await writeEdit(trx, found, { after, why: 'wrong', snapshot, id: newId(), by: admin, now: at(0) });
  });
}

async function paymentsOf(memberId: string) {
  return await database.db
    .selectFrom('payments')
    .selectAll()
    .where('member_id', '=', memberId)
    .orderBy('from_at')
    .orderBy('created_at')
    .execute();
}

/** Living payments as `source from..to amount`, in days from now. */
async function lifeOf(memberId: string): Promise<string[]> {
  const days = (date: Date) => (date.getTime() - NOW) / DAY;
  return (await paymentsOf(memberId))
    .filter(({ status }) => status !== 'voided')
    .map((row) => `${row.source} ${days(row.from_at)}..${days(row.to_at)} ${row.amount}`);
}

async function takePokes(): Promise<string[]> {
  const rows = await database.db.deleteFrom('outbox').returning('key').execute();
  return [...new Set(rows.map(({ key }) => key))].sort();
}

describe('a payment of a master', () => {
  it('S16, M38: Given a master with 2 subs, when the master pays, then all three end at the identical instant', async () => {
    await takePokes();

    const paid = await pay(master);

    const [first, second] = await Promise.all(subs.map(paymentsOf));
    for (const [given] of [first ?? [], second ?? []]) {
      expect(given).toMatchObject({ source: 'linked', amount: 0n, status: 'completed', plan_id: family });
      expect(given).toMatchObject({ transaction_id: paid.transactionId, subscription_id: null });
    }
    const windows = [await paymentsOf(master), first ?? [], second ?? []].map((rows) => {
      const { from_at, to_at } = rows.at(-1) ?? {};
      return { from_at, to_at };
    });
    expect(new Set(windows.map((window) => JSON.stringify(window)))).toHaveLength(1);
    expect(windows[0]).toEqual({ from_at: at(0), to_at: at(30) });
    expect([first?.[0]?.sequence_number, second?.[0]?.sequence_number].sort()).toEqual([2, 3]);
    expect(await takePokes()).toEqual([master, ...subs].sort());
  });

  it('recorded again gives nothing again', async () => {
    const { transactionId } = await pay(master);
    await pay(master, { transactionId });

    expect(await lifeOf(subs[0])).toEqual(['linked 0..30 0']);
  });

  it('on a plan for one gives nothing, and neither does a payment of a sub', async () => {
    await pay(master, { planId: single });
    await pay(subs[0]);

    expect(await lifeOf(subs[0])).toEqual(['manual 0..30 3000']);
    expect(await lifeOf(subs[1])).toEqual([]);
  });

  it('gives nothing while linked members are switched off', async () => {
    await switchLinksOff();

    await pay(master);

    expect(await lifeOf(subs[0])).toEqual([]);
  });

  it('may share its transaction with that of another master', async () => {
    const other = await aGroup();
    const { transactionId } = await pay(master);

    await pay(other.master, { transactionId, sequenceNumber: 2 });

    const given = await Promise.all([...subs, ...other.subs].map(paymentsOf));
    const parts = given.map((rows) => rows.at(-1)?.sequence_number);
    expect(parts.sort()).toEqual([2, 3, 4, 5]);
  });

  it('recorded for the past does not give time again that a sub has used', async () => {
    await pay(subs[0], { from: -20, to: -5 });

    await pay(master, { from: -60, to: -31 });
    await pay(master, { from: 0, to: 30 });

    expect(await lifeOf(subs[0])).toEqual(['linked -60..-31 0', 'manual -20..-5 3000', 'linked 0..30 0']);
  });
});

describe('what a sub has paid by itself', () => {
  it('waits behind what the master pays, the rest of a window with its share of the money', async () => {
    await pay(subs[0], { from: -20, to: 10 });
    await pay(subs[0], { from: 10, to: 40 });

    await pay(master);
    expect(await lifeOf(subs[0])).toEqual([
      'manual -20..0 2000',
      'linked 0..30 0',
      'manual 30..40 1000',
      'manual 40..70 3000',
    ]);

    await pay(master);
    expect(await lifeOf(subs[0])).toEqual([
      'manual -20..0 2000',
      'linked 0..30 0',
      'linked 30..60 0',
      'manual 60..70 1000',
      'manual 70..100 3000',
    ]);
    await expectTrueMoney();
  });

  it('comes forward when the master’s payment is void', async () => {
    await pay(subs[0], { from: -20, to: 10 });
    const paid = await pay(master);

    await cancel(paid.paymentId, 5);

    expect(await lifeOf(subs[0])).toEqual(['manual -20..0 2000', 'manual 5..15 1000']);
    expect(await lifeOf(subs[1])).toEqual([]);
    expect((await paymentsOf(subs[1])).map(({ status }) => status)).toEqual(['voided']);
    await expectTrueMoney();
  });

  it('comes forward when the time that was given is voided alone', async () => {
    await pay(subs[0], { from: 20, to: 50 });
    await pay(master);
    const given = (await paymentsOf(subs[0])).find(({ source }) => source === 'linked');

    await cancel(given?.id ?? '', 10);

    expect(await lifeOf(subs[0])).toEqual(['manual 10..40 3000']);
    expect(await lifeOf(subs[1])).toEqual(['linked 0..30 0']);
  });
});

describe('a change of the master’s plan at once', () => {
  it('cuts what was given and gives the new window to all', async () => {
    await pay(master);
    await pay(master);
    await database.db.updateTable('plans').set({ max_sub_accounts: 2 }).where('id', '=', single).execute();
    await changeNow(master, single, 10);
    await database.db.updateTable('plans').set({ max_sub_accounts: 0 }).where('id', '=', single).execute();

    const [own] = (await paymentsOf(master)).filter(({ plan_id: planId }) => planId === single);
    const expected = ['linked 0..10 0', `linked 10..${((own?.to_at.getTime() ?? 0) - NOW) / DAY} 0`];
    expect(await lifeOf(subs[0])).toEqual(expected);
    expect(await lifeOf(subs[1])).toEqual(expected);
    await expectTrueMoney();
  });

  it('to a plan for one ends what was given now, and own time goes on', async () => {
    await pay(subs[0], { from: 0, to: 30 });
    await pay(master);
    expect(await lifeOf(subs[0])).toEqual(['linked 0..30 0', 'manual 30..60 3000']);

    await changeNow(master, single, 10);

    expect(await lifeOf(subs[0])).toEqual(['linked 0..10 0', 'manual 10..40 3000']);
    expect(await lifeOf(subs[1])).toEqual(['linked 0..10 0']);
  });
});

describe('an edit of the master’s payment', () => {
  it('moves, lengthens and shortens what was given, and own time makes room', async () => {
    await pay(subs[0], { from: 35, to: 45 });
    const paid = await pay(master);

    await correct(paid.paymentId, { to: at(40).getTime() });
    expect(await lifeOf(subs[0])).toEqual(['linked 0..40 0', 'manual 40..50 3000']);

    await correct(paid.paymentId, { from: at(2).getTime(), to: at(20).getTime(), transactionId: 'cash-7' });
    // Where the master's begins later by now, own time fills the days before.
    expect(await lifeOf(subs[0])).toEqual(['manual 0..2 600', 'linked 2..20 0', 'manual 20..28 2400']);
    expect(await lifeOf(subs[1])).toEqual(['linked 2..20 0']);
    const given = (await Promise.all(subs.map(paymentsOf)))
      .flat()
      .filter(({ source }) => source === 'linked');
    expect(given.map((row) => row.transaction_id)).toEqual(['cash-7', 'cash-7']);
    await expectTrueMoney();
  });

  it('to a plan for one takes it from the subs, and back to a linked plan gives it again', async () => {
    const paid = await pay(master);

    await correct(paid.paymentId, { planId: single });
    expect(await lifeOf(subs[0])).toEqual([]);

    await correct(paid.paymentId, { planId: family });
    expect(await lifeOf(subs[0])).toEqual(['linked 0..30 0']);
    expect((await paymentsOf(subs[0])).map(({ plan_id: planId }) => planId)).toEqual([family]);
  });

  it('to a linked plan gives to subs who had nothing of it', async () => {
    const paid = await pay(master, { planId: single });

    await correct(paid.paymentId, { planId: family });

    expect(await lifeOf(subs[0])).toEqual(['linked 0..30 0']);
    expect(await lifeOf(subs[1])).toEqual(['linked 0..30 0']);
  });
});

describe('somebody who is not linked any more', () => {
  it('keeps what was given, gets no more, and loses it only with the money', async () => {
    const paid = await pay(master);
    await unlink(subs[0]);

    await pay(master);
    expect(await lifeOf(subs[0])).toEqual(['linked 0..30 0']);

    await changeNow(master, single, 10);
    expect(await lifeOf(subs[0])).toEqual(['linked 0..30 0']);
    expect(await lifeOf(subs[1])).toEqual(['linked 0..10 0']);

    await cancel(paid.paymentId, 12);
    expect(await lifeOf(subs[0])).toEqual([]);
  });

  it('has what the old master gave wait behind what a new one pays', async () => {
    await pay(master);
    await unlink(subs[0]);
    const other = await aGroup();
    await unlink(other.subs[0]);
    await link(other.master, subs[0]);

    await pay(other.master, { from: 5, to: 35, now: 5 });

    expect(await lifeOf(subs[0])).toEqual(['linked 0..5 0', 'linked 5..35 0', 'linked 35..60 0']);
  });
});

describe('an extension of many', () => {
  it('of a master and subs together gives each of them the time once, ending at the identical instant', async () => {
    await pay(master);
    const gift = { batch: newId(), amount: 0n, currency: 'USD', notes: '', isAnnounced: false, by: admin };
    const when = { at: at(0), now: NOW, zone: 'UTC' };
    const { extended, leftOut } = await database.db.transaction().execute((trx) =>
      extendMembers(trx, {
        memberIds: [master, ...subs],
        extension: { kind: 'for', duration: { count: 3, unit: 'day' } },
        ...gift,
        ...when,
      }),
    );

    expect({ extended, leftOut }).toEqual({ extended: 1, leftOut: 2 });
    expect((await lifeOf(master)).at(-1)).toBe('manual 30..33 0');
    expect(await lifeOf(subs[0])).toEqual(['linked 0..30 0', 'linked 30..33 0']);
    expect(await lifeOf(subs[1])).toEqual(['linked 0..30 0', 'linked 30..33 0']);
  });
});

describe('a deletion', () => {
  it('of a master ends the links, so that those who were paid for are reminded again', async () => {
    const deletion = { memberId: master, by: admin, now: at(0) };
    await database.db.transaction().execute((trx) => askDeletion(trx, deletion));
    expect((await loadMemberFacts(database.db, subs[0]))?.isSub).toBeUndefined();

    await finishDeletion(database.db, master, at(1));

    const told = await database.db
      .selectFrom('member_events')
      .select(['kind', 'data'])
      .where('member_id', '=', subs[0])
      .where('about_id', '=', master)
      .execute();
    expect(told).toEqual([
      { kind: 'linkedAsSub', data: {} },
      { kind: 'unlinkedAsSub', data: {} },
    ]);
  });
});

describe('a merge', () => {
  const merge = async (from: string, into: string) => {
    expect(await mergeAs(database.db, { merged: from, kept: into, by: admin, now: at(0) })).not.toBe(
      'refused',
    );
    const rows = await database.db
      .selectFrom('member_links')
      .select(['master_id', 'sub_id'])
      .where('master_id', 'in', [master, into])
      .execute();
    return rows.map((row) => [row.master_id, row.sub_id]);
  };

  it('of a sub takes the link along, and its time stays the master’s to the instant', async () => {
    const stranger = await memberRow(database.db, at(-60));
    await pay(stranger, { from: -10, to: 20 });
    await pay(master);

    const links = await merge(subs[0], stranger);

    expect(links).toHaveLength(2);
    expect(links).toContainEqual([master, stranger]);
    expect(await lifeOf(stranger)).toEqual(['manual -10..0 1000', 'linked 0..30 0', 'manual 30..50 2000']);
    await pay(master);
    expect(await lifeOf(stranger)).toContain('linked 30..60 0');
  });

  it('of a master moves the links, and what was given follows the windows that queue', async () => {
    const stranger = await memberRow(database.db, at(-60));
    await pay(stranger, { from: -10, to: 20, planId: single });
    await pay(master);

    const links = await merge(master, stranger);

    expect(links.map(([payer]) => payer)).toEqual([stranger, stranger]);
    const windows = (await lifeOf(stranger)).filter((window) => window.endsWith('50 3000'));
    expect(windows).toEqual(['manual 20..50 3000']);
    expect(await lifeOf(subs[0])).toEqual(['linked 20..50 0']);
    expect(await lifeOf(subs[1])).toEqual(['linked 20..50 0']);
  });

  it('of two subs leaves one, who has the time once', async () => {
    await pay(master);

    expect(await merge(subs[0], subs[1])).toEqual([[master, subs[1]]]);
    expect(await lifeOf(subs[1])).toEqual(['linked 0..30 0']);
  });

  it('of a sub into the master leaves the other, and the master with one time', async () => {
    await pay(master);

    expect(await merge(subs[0], master)).toEqual([[master, subs[1]]]);
    expect(await lifeOf(master)).toEqual(['manual -30..0 3000', 'manual 0..30 3000']);
  });

  it('of the master into a sub makes that one the master', async () => {
    await pay(master);

    expect(await merge(master, subs[0])).toEqual([[subs[0], subs[1]]]);
    expect(await lifeOf(subs[0])).toEqual(['manual -30..0 3000', 'manual 0..30 3000']);
    expect(await lifeOf(subs[1])).toEqual(['linked 0..30 0']);
  });

  it('of somebody who pays into somebody who is paid for keeps the kept one a sub', async () => {
    const other = await aGroup();

    expect(await merge(other.master, subs[0])).toEqual(
      expect.arrayContaining([
        [master, subs[0]],
        [master, subs[1]],
      ]),
    );
  });
});

describe('the facts of a member', () => {
  it('say that somebody else pays, as long as links are on and there is one', async () => {
    const isSub = async (memberId: string) => (await loadMemberFacts(database.db, memberId))?.isSub ?? false;
    expect([await isSub(master), await isSub(subs[0])]).toEqual([false, true]);

    await switchLinksOff();
    expect(await isSub(subs[0])).toBe(false);

    await database.db.deleteFrom('settings').execute();
    await unlink(subs[0]);
    expect([await isSub(subs[0]), await isSub(subs[1])]).toEqual([false, true]);
  });
});

/** Entries of each payment add up to its amount; no money is on what was given. */
async function expectTrueMoney(): Promise<void> {
  const rows = await database.db
    .selectFrom('payments as p')
    .select(['p.id', 'p.amount', 'p.source', 'p.status'])
    .select((eb) =>
      eb
        .selectFrom('ledger_entries as e')
        .select((e) => e.fn.coalesce(e.fn.sum<string>('e.amount'), e.lit(0)).as('sum'))
        .whereRef('e.payment_id', '=', 'p.id')
        .as('held'),
    )
    .where('p.member_id', 'in', [master, ...subs])
    .where('p.status', '<>', 'voided')
    .execute();
  expect(rows.filter(({ amount, held }) => amount !== BigInt(held ?? 0))).toEqual([]);
  expect(rows.filter(({ source, amount }) => source === 'linked' && amount !== 0n)).toEqual([]);
}

type Deed = 'pay' | 'change' | 'leave' | 'void' | 'subPays';

describe('in any life of a group', () => {
  it('subs end with the master to the instant, money is on the master only, and no paid time of a sub is lost', async () => {
    const windows = fc.array(
      fc.record({ gap: fc.integer({ min: 0, max: 20 }), length: fc.integer({ min: 1, max: 40 }) }),
      { maxLength: 3 },
    );
    const deeds = fc.array(
      fc.record({
        deed: fc.constantFrom<Deed>('pay', 'pay', 'change', 'leave', 'void', 'subPays'),
        wait: fc.integer({ min: 0, max: 25 }),
      }),
      { minLength: 1, maxLength: 5 },
    );
    await fc.assert(
      fc.asyncProperty(windows, deeds, async (own, life) => {
        ({ master, subs } = await aGroup());
        let begin = -20;
        for (const { gap, length } of own) {
          await pay(subs[0], { from: begin + gap, to: begin + gap + length });
          begin += gap + length;
        }
        let now = 0;
        for (const { deed, wait } of life) {
          now += wait;
          await live(deed, now);
          await expectEqualEnds();
          await expectTrueMoney();
        }
        await expectOwnTime(
          own.reduce((sum, { length }) => sum + length, 0),
          life,
        );
      }),
      { numRuns: 40 },
    );
  });
});

async function live(deed: Deed, now: number): Promise<void> {
  if (deed === 'pay') await pay(master, { now });
  if (deed === 'subPays') await pay(subs[0], { now });
  if (deed === 'change') await changeNow(master, family, now);
  if (deed === 'leave') await changeNow(master, single, now);
  if (deed === 'void') {
    const last = (await paymentsOf(master)).findLast(({ status }) => status !== 'voided');
    if (last !== undefined) await cancel(last.id, now);
  }
}

/** What the master paid for all since the links came about, and what each sub has from it. */
async function expectEqualEnds(): Promise<void> {
  const windows = (rows: Awaited<ReturnType<typeof paymentsOf>>) =>
    rows.map(({ from_at: from, to_at: to }) => `${from.toISOString()} ${to.toISOString()}`);
  const paid = (await paymentsOf(master)).filter(
    (row) =>
      row.status !== 'voided' && row.plan_id === family && row.created_at >= at(0) && row.from_at >= at(0),
  );
  for (const sub of subs) {
    const given = (await paymentsOf(sub)).filter(
      (row) => row.status !== 'voided' && row.source === 'linked' && row.to_at > row.from_at,
    );
    expect(windows(given)).toEqual(windows(paid));
  }
}

async function expectOwnTime(daysBefore: number, life: readonly { readonly deed: Deed }[]): Promise<void> {
  const own = (await paymentsOf(subs[0])).filter(({ source }) => source === 'manual');
  const days = own.reduce((sum, row) => sum + (row.to_at.getTime() - row.from_at.getTime()) / DAY, 0);
  expect(days).toBe(daysBefore + 30 * life.filter(({ deed }) => deed === 'subPays').length);
  const bought = BigInt(own.filter(({ sequence_number: part }) => part === 1).length);
  expect(own.reduce((sum, { amount }) => sum + amount, 0n)).toBe(3000n * bought);
}
