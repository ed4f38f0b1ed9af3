import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sections } from '../../domain/settings/index.ts';
import { aCatalogue, type Catalogue } from '../../test/support/a-catalogue.ts';
import { grantRow, memberRow } from '../../test/support/member-rows.ts';
import { mergeAs } from '../../test/support/merging.ts';
import { type FreshDatabase, freshDatabase } from '../../test/support/postgres.ts';
import { newId } from '../new-id.ts';
import { recordPlanChange } from './change-plan.ts';
import { creditOf } from './credit.ts';
import { entitling } from './entitling.ts';
import type { MergeReport } from './merge-members.ts';
import { recordPayment, snapshotOf } from './record-payment.ts';
import { settleCheckout } from './settle-checkout.ts';

const DAY = 86_400_000;
const NOW = new Date(Date.UTC(2026, 4, 10, 12));
const FULL = 'full:1-a:t';

let database: FreshDatabase;
let house: Catalogue;
let adminId: string;
let kept: string;
let merged: string;

beforeAll(async () => {
  database = await freshDatabase();
  house = await aCatalogue(database.db, null);
  adminId = await loginRow('administrator');
});

beforeEach(async () => {
  kept = await memberRow(database.db, NOW);
  merged = await memberRow(database.db, NOW);
});

afterAll(() => database.drop());

async function loginRow(role: 'administrator' | 'user' = 'user'): Promise<string> {
  const id = newId();
  const times = { created_at: NOW, updated_at: NOW };
  await database.db
    .insertInto('logins')
    .values({ id, name: 'Robin', email: `${id}@example.org`, email_verified: true, role, ...times })
    .execute();
  return id;
}

/** A payment for these days from now. */
async function pay(memberId: string, from: number, to: number): Promise<string> {
  const at = (days: number) => new Date(NOW.getTime() + days * DAY);
  const snapshot = await snapshotOf(database.db, house.monthly, 'USD');
  if (snapshot === null) throw new Error('no such plan');
  const recorded = await database.db.transaction().execute((trx) =>
    recordPayment(trx, {
      memberId,
      planId: house.monthly,
      snapshot,
      amount: { amount: BigInt(100 + to - from), currency: 'USD' },
      source: 'manual',
      transactionId: newId(),
      now: at(from),
      zone: 'UTC',
      window: { from: at(from), to: at(to) },
    }),
  );
  if (recorded.kind !== 'recorded') throw new Error(recorded.kind);
  return recorded.paymentId;
}

function merge(from = merged, into = kept): Promise<MergeReport | 'refused'> {
  return mergeAs(database.db, { merged: from, kept: into, by: adminId, now: NOW });
}

async function paymentsOf(memberId: string) {
  return await database.db
    .selectFrom('payments')
    .selectAll()
    .select(creditOf('payments').as('credit'))
    .where('member_id', '=', memberId)
    .orderBy('from_at')
    .execute();
}

function days(at: Date): number {
  return (at.getTime() - NOW.getTime()) / DAY;
}

async function memberOf(id: string) {
  return await database.db.selectFrom('members').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
}

describe('merging two members', () => {
  it('S31: takes over everything that belongs to a member', async () => {
    const { rows } = await sql<{ place: string }>`
      select conrelid::regclass || '.' || (select attname from pg_attribute where attrelid = conrelid and attnum = conkey[1])
        as place from pg_constraint where confrelid = 'members'::regclass order by 1`.execute(database.db);
    // What moved money stays where it moved, a clock is that of a process, and a migration's report names whom it moved.
    const stays = [
      'ledger_entries.member_id',
      'member_clocks.member_id',
      'migration_moves.member_id',
      'payments.used_up_by_id',
    ];
    expect(rows.map(({ place }) => place).filter((place) => !stays.includes(place))).toEqual([
      'access_grants.member_id',
      'checkouts.member_id',
      'hold_items.member_id',
      'logins.referred_by_id',
      'media_identities.member_id',
      'member_events.member_id',
      'member_links.master_id',
      'member_links.sub_id',
      'members.merged_into_id',
      'notices.member_id',
      'payments.member_id',
      'recurring_subscriptions.member_id',
      'referral_bonuses.referred_id',
      'referral_bonuses.referrer_id',
      'step_troubles.member_id',
    ]);
  });

  it('S31: payments are on the kept member, those that overlap queue, and what was used before gives no time again', async () => {
    await pay(kept, -70, -40);
    await pay(kept, -10, 20);
    const used = await pay(merged, -60, -30);
    const free = await pay(merged, -30, -12);
    const running = await pay(merged, -12, 18);

    const report = await merge();

    const rows = await paymentsOf(kept);
    expect(rows.map((row) => [days(row.from_at), days(row.to_at)])).toEqual([
      [-70, -40],
      [-60, -30],
      [-30, -12],
      [-10, 20],
      [20, 50],
    ]);
    expect(rows.map(({ id }) => id)).toEqual(expect.arrayContaining([used, free, running]));
    expect(rows.filter(({ used_up_by_id: by }) => by === merged).map(({ id }) => id)).toEqual([used]);
    expect(rows.at(-1)).toMatchObject({ id: running, anchor_count: 0, status: 'completed' });
    expect(rows.at(-1)?.notes).toContain('before the merge of Robin');
    expect(report).toMatchObject({ payments: 3 });
    expect(await paymentsOf(merged)).toEqual([]);
  });

  it('S31: gives the address of the merged member to a kept one who has none, and to no other', async () => {
    const { email } = await memberOf(merged);
    await database.db.updateTable('members').set({ email: '' }).where('id', '=', kept).execute();
    const other = await memberRow(database.db, NOW);
    await merge();
    const taken = await memberOf(kept);
    await merge(other, kept);

    expect(taken.email).toBe(email);
    expect((await memberOf(kept)).email).toBe(email);
  });

  it('S31: whatever two members paid, time and money are the same afterwards and no two windows overlap', async () => {
    const life = fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 1, max: 40 })), {
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(life, life, async (one, other) => {
        const pair = [await memberRow(database.db, NOW), await memberRow(database.db, NOW)] as const;
        await live(pair[0], one);
        await live(pair[1], other);
        const before = [...(await paymentsOf(pair[0])), ...(await paymentsOf(pair[1]))];
        await merge(pair[1], pair[0]);
        const after = await paymentsOf(pair[0]);
        expect(totals(after)).toEqual(totals(before));
        expect(await ledgerOf(pair)).toBe(before.reduce((sum, { amount }) => sum + amount, 0n));
        const { rows } =
          await sql`select from payments a join payments b on a.member_id = b.member_id and a.id < b.id
          and a.used_up_by_id is null and b.used_up_by_id is null and a.status in ${entitling} and b.status in ${entitling}
          and a.from_at < b.to_at and b.from_at < a.to_at where a.member_id = ${pair[0]}`.execute(
            database.db,
          );
        expect(rows).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });

  it('what a change of plan had moved is still told of the payments', async () => {
    await pay(merged, -10, 20);
    await recordYearly(merged);
    const before = (await paymentsOf(merged)).map(({ id, credit }) => [id, credit]);
    await merge();
    expect((await paymentsOf(kept)).map(({ id, credit }) => [id, credit])).toEqual(before);
    expect(before.some(([, credit]) => credit !== 0n)).toBe(true);
  });

  it('closes the merged member, frees the address and tells both processes and both timelines', async () => {
    await database.db
      .updateTable('members')
      .set({ notes: 'pays in cash', wanted_username: 'robin' })
      .where('id', '=', merged)
      .execute();
    await database.db.deleteFrom('outbox').execute();
    const { email } = await memberOf(merged);
    await merge();

    expect(await memberOf(merged)).toMatchObject({ closed: 'merged', merged_into_id: kept });
    expect(await memberOf(kept)).toMatchObject({
      closed: null,
      notes: 'pays in cash',
      wanted_username: 'robin',
    });
    const pokes = await database.db.selectFrom('outbox').select('key').execute();
    expect(pokes.map(({ key }) => key).sort()).toEqual([kept, merged].sort());
    const again = await memberRow(database.db, NOW);
    await database.db.updateTable('members').set({ email }).where('id', '=', again).execute();
    await merge(again, kept);
    const events = await database.db.selectFrom('member_events').selectAll().orderBy('id').execute();
    expect(events.filter(({ member_id: id }) => id === merged).map(({ kind }) => kind)).toEqual([
      'mergedInto',
    ]);
    expect(events.filter(({ member_id: id }) => id === kept).map(({ kind }) => kind)).toEqual([
      'memberMerged',
      'memberMerged',
    ]);
  });

  it('a chain of merges leads to the last member', async () => {
    const last = await memberRow(database.db, NOW);
    await merge();
    await merge(kept, last);
    expect(await memberOf(merged)).toMatchObject({ merged_into_id: last });
  });

  it('of two accounts on one server the one in use stays and the other is to be removed', async () => {
    const seen = { desired_key: FULL, observed_key: FULL };
    const on = { server_id: house.serverId };
    const disabled = await grantRow(database.db, { member_id: kept, ...on, desired_key: 'disabled' });
    const used = await grantRow(database.db, { member_id: merged, ...on, ...seen });
    const report = await merge();
    const grants = await database.db.selectFrom('access_grants').selectAll().execute();
    expect(grants.find(({ id }) => id === used)).toMatchObject({ member_id: kept, desired_key: FULL });
    expect(grants.find(({ id }) => id === disabled)).toMatchObject({
      member_id: kept,
      desired_key: 'removed',
    });
    expect(report).toMatchObject({
      accounts: [
        { owner: 'kept', stays: false },
        { owner: 'merged', stays: true },
      ],
    });
  });
});

describe('logins of merged members', () => {
  it('the merged one’s goes to a member that has none', async () => {
    const loginId = await signIn(merged);
    expect(await merge()).toMatchObject({ login: { fate: 'moves' } });
    expect((await memberOf(kept)).login_id).toBe(loginId);
    expect((await memberOf(merged)).login_id).toBeNull();
  });

  it('a second one is disabled, since it would begin another membership', async () => {
    const own = await signIn(kept);
    const second = await signIn(merged);
    expect(await merge()).toMatchObject({ login: { fate: 'disabled' } });
    expect((await memberOf(kept)).login_id).toBe(own);
    const login = await database.db
      .selectFrom('logins')
      .select('disabled')
      .where('id', '=', second)
      .executeTakeFirst();
    expect(login).toEqual({ disabled: true });
  });

  it('an administrator’s is left alone', async () => {
    await signIn(kept);
    const second = await signIn(merged, 'administrator');
    expect(await merge()).toMatchObject({ login: { fate: 'stays' } });
    const login = await database.db
      .selectFrom('logins')
      .select('disabled')
      .where('id', '=', second)
      .executeTakeFirst();
    expect(login).toEqual({ disabled: false });
  });
});

describe('what happens at the same moment', () => {
  it('two merges at once take turns: one member is left, never none', async () => {
    await pay(merged, -10, 20);
    const results = await Promise.all([merge(merged, kept), merge(kept, merged)]);
    expect(results.filter((result) => result === 'refused')).toHaveLength(1);
    const rows = [await memberOf(kept), await memberOf(merged)];
    expect(rows.map(({ closed }) => closed).sort()).toEqual(['merged', null]);
    const open = rows.find(({ closed }) => closed === null);
    expect(await paymentsOf(open?.id ?? '')).toHaveLength(1);
  });

  it('a payment that was recorded for the merged member while they were merged is the kept one’s', async () => {
    await Promise.all([merge(), pay(merged, 5, 10), pay(kept, 40, 50)]);
    expect(await paymentsOf(merged)).toEqual([]);
    expect((await paymentsOf(kept)).map((row) => [days(row.from_at), days(row.to_at)])).toEqual([
      [5, 10],
      [40, 50],
    ]);
  });

  it.each(['read before', 'read after'])(
    'the money of a purchase that was %s the merge is the kept one’s',
    async (read) => {
      await signIn(kept);
      const buyer = await signIn(merged);
      const checkoutId = await aCheckout(buyer, merged);
      const early = await checkoutOf(checkoutId);
      await merge();
      const checkout = read === 'read before' ? early : await checkoutOf(checkoutId);
      const paid = { amount: 500n, currency: 'USD' };
      const settings = {
        site: sections.site.schema.parse({ timeZone: 'UTC' }),
        payments: sections.payments.schema.parse({}),
      };
      const settlement = { checkout, transactionId: newId(), paid, now: NOW, settings };
      await database.db.transaction().execute((trx) => settleCheckout(trx, settlement));

      expect(await paymentsOf(kept)).toMatchObject([{ checkout_id: checkoutId, amount: 500n }]);
      expect(await checkoutOf(checkoutId)).toMatchObject({ member_id: kept });
      expect((await memberOf(kept)).login_id).not.toBe(buyer);
      const pokes = await database.db
        .selectFrom('outbox')
        .select('workflow')
        .where('key', '=', checkoutId)
        .execute();
      expect(pokes).toEqual([{ workflow: 'checkout' }]);
    },
  );
});

async function signIn(memberId: string, role: 'administrator' | 'user' = 'user'): Promise<string> {
  const id = await loginRow(role);
  await database.db.updateTable('members').set({ login_id: id }).where('id', '=', memberId).execute();
  return id;
}

async function aCheckout(loginId: string, memberId: string): Promise<string> {
  const id = newId();
  const snapshot = await snapshotOf(database.db, house.monthly, 'USD');
  await database.db
    .insertInto('checkouts')
    .values({
      id,
      login_id: loginId,
      member_id: memberId,
      plan_id: house.monthly,
      plan_snapshot: JSON.stringify(snapshot),
      gateway: 'stripe',
      amount: 500n,
      currency: 'USD',
      status: 'redirected',
      reserved_until: NOW,
      expires_at: NOW,
      created_at: NOW,
      status_at: NOW,
    })
    .execute();
  return id;
}

async function checkoutOf(id: string) {
  return await database.db
    .selectFrom('checkouts')
    .innerJoin('logins', 'logins.id', 'checkouts.login_id')
    .selectAll('checkouts')
    .select(['logins.email', 'logins.name as login_name'])
    .where('checkouts.id', '=', id)
    .executeTakeFirstOrThrow();
}

async function live(
  memberId: string,
  spans: readonly (readonly [gap: number, length: number])[],
): Promise<void> {
  let at = -60;
  for (const [gap, length] of spans) {
    await pay(memberId, at + gap, at + gap + length);
    at += gap + length;
  }
}

function totals(rows: Awaited<ReturnType<typeof paymentsOf>>) {
  return {
    payments: rows.length,
    money: rows.reduce((sum, { amount }) => sum + amount, 0n),
    time: rows.reduce((sum, { from_at, to_at }) => sum + to_at.getTime() - from_at.getTime(), 0),
  };
}

async function ledgerOf(memberIds: readonly string[]): Promise<bigint> {
  const row = await database.db
    .selectFrom('ledger_entries')
    .select(sql<bigint>`coalesce(sum(amount), 0)::bigint`.as('money'))
    .where('member_id', 'in', [...memberIds])
    .executeTakeFirstOrThrow();
  return row.money;
}

async function recordYearly(memberId: string): Promise<void> {
  const snapshot = await snapshotOf(database.db, house.yearly, 'USD');
  if (snapshot === null) throw new Error('no such plan');
  const changed = await database.db.transaction().execute((trx) =>
    recordPlanChange(trx, {
      memberId,
      planId: house.yearly,
      snapshot,
      amount: { amount: BigInt(snapshot.cost), currency: 'USD' },
      source: 'manual',
      transactionId: newId(),
      now: NOW,
      zone: 'UTC',
    }),
  );
  if (changed.kind !== 'recorded') throw new Error(changed.kind);
}
