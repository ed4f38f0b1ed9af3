import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { administratorRow, memberRow } from '../../test/support/member-rows.ts';
import { type FreshDatabase, freshDatabase } from '../../test/support/postgres.ts';
import { newId } from '../new-id.ts';
import { recordPlanChange } from './change-plan.ts';
import { type ExtensionOfMany, extendMembers } from './extend-members.ts';
import { recordPayment, snapshotOf } from './record-payment.ts';
import { ensureCatalogue } from './seed-catalogue.ts';

const DAY = 86_400_000;
const NOW = new Date(Date.UTC(2026, 4, 10, 12));

let database: FreshDatabase;
let plans: Readonly<Record<string, string>>;
let by: string;

beforeAll(async () => {
  database = await freshDatabase();
  await ensureCatalogue(database.db, NOW);
  const rows = await database.db.selectFrom('plans').select(['id', 'name']).execute();
  plans = Object.fromEntries(rows.map(({ id, name }) => [name, id]));
  by = await administratorRow(database.db, NOW);
});

afterAll(() => database.drop());

/** A member with one payment of a monthly plan for these days from now. */
async function paidFor(from: number, to: number): Promise<string> {
  const memberId = await memberRow(database.db, NOW);
  await pay(memberId, { from: new Date(NOW.getTime() + from * DAY), to: new Date(NOW.getTime() + to * DAY) });
  return memberId;
}

async function pay(memberId: string, window: { readonly from: Date; readonly to: Date }): Promise<void> {
  const planId = plans['Monthly'] ?? '';
  const snapshot = await snapshotOf(database.db, planId, 'USD');
  if (snapshot === null) throw new Error('no such plan');
  await database.db.transaction().execute((trx) =>
    recordPayment(trx, {
      memberId,
      planId,
      snapshot,
      amount: { amount: 1000n, currency: 'USD' },
      source: 'manual',
      transactionId: newId(),
      now: NOW,
      zone: 'UTC',
      window,
    }),
  );
}

function batchOf(memberIds: readonly string[], changes: Partial<ExtensionOfMany> = {}): ExtensionOfMany {
  return {
    memberIds,
    extension: { kind: 'for', duration: { count: 3, unit: 'day' } },
    batch: newId().replaceAll('-', ''),
    amount: 0n,
    currency: 'USD',
    notes: '',
    isAnnounced: false,
    by,
    at: NOW,
    now: NOW.getTime(),
    zone: 'UTC',
    ...changes,
  };
}

async function extend(batch: ExtensionOfMany) {
  return await database.db.transaction().execute((trx) => extendMembers(trx, batch));
}

async function windows(memberId: string): Promise<string[]> {
  const rows = await database.db
    .selectFrom('payments')
    .select(['from_at', 'to_at', 'amount', 'status'])
    .where('member_id', '=', memberId)
    .orderBy('from_at')
    .execute();
  const days = (at: Date) => (at.getTime() - NOW.getTime()) / DAY;
  return rows.map((row) => `${days(row.from_at)}..${days(row.to_at)} ${row.amount} ${row.status}`);
}

describe('extending many members', () => {
  it('begins for each after their own paid time, and now for those whose time is over', async () => {
    const active = await paidFor(-20, 10);
    const expired = await paidFor(-60, -30);
    const done = await extend(batchOf([active, expired]));
    expect(done).toEqual({ extended: 2, leftOut: 0, isRepeat: false });
    expect(await windows(active)).toEqual(['-20..10 1000 completed', '10..13 0 completed']);
    expect(await windows(expired)).toEqual(['-60..-30 1000 completed', '0..3 0 completed']);
  });

  it('is done once, though it is asked for several times at the same moment', async () => {
    const members = await Promise.all([paidFor(-1, 1), paidFor(-1, 1), paidFor(-1, 1)]);
    const batch = batchOf(members);
    const answers = await Promise.all([extend(batch), extend(batch), extend(batch)]);
    expect(answers.filter(({ isRepeat }) => !isRepeat)).toHaveLength(1);
    expect(answers.map(({ extended }) => extended)).toEqual([3, 3, 3]);
    for (const member of members) expect(await windows(member)).toHaveLength(2);
  });

  it('two at once with members in common never wait for each other and give both', async () => {
    const members = await Promise.all([paidFor(-1, 1), paidFor(-1, 1), paidFor(-1, 1)]);
    await Promise.all([extend(batchOf(members)), extend(batchOf(members.toReversed()))]);
    for (const member of members)
      expect((await windows(member)).slice(1)).toEqual(['1..4 0 completed', '4..7 0 completed']);
  });

  it('writes each payment to the ledger with its amount, and one poke for each member', async () => {
    const members = await Promise.all(Array.from({ length: 40 }, () => paidFor(-1, 1)));
    await database.db.deleteFrom('outbox').execute();
    const batch = batchOf(members, { amount: 250n });
    await extend(batch);
    const payments = await database.db
      .selectFrom('payments as p')
      .innerJoin('ledger_entries as e', 'e.payment_id', 'p.id')
      .select(['p.member_id', 'p.sequence_number', 'p.amount', 'e.amount as entry', 'e.kind'])
      .where('p.transaction_id', '=', `extension-${batch.batch}`)
      .execute();
    const pokes = await database.db.selectFrom('outbox').select('key').execute();
    expect(payments.map(({ member_id }) => member_id).sort()).toEqual([...members].sort());
    expect(new Set(payments.map(({ sequence_number }) => sequence_number)).size).toBe(40);
    expect(payments.every((row) => row.amount === 250n && row.entry === 250n && row.kind === 'payment')).toBe(
      true,
    );
    expect(pokes.map(({ key }) => key).sort()).toEqual([...members].sort());
  });

  it('keeps the terms that were promised, whatever has become of the plan', async () => {
    const member = await paidFor(-1, 1);
    await database.db
      .updateTable('payments')
      .set({
        plan_snapshot: JSON.stringify({
          ...(await snapshotOf(database.db, plans['Monthly'] ?? '', 'USD')),
          name: 'Monthly of old',
          maxStreams: 7,
        }),
      })
      .where('member_id', '=', member)
      .execute();
    await extend(batchOf([member]));
    const { plan_snapshot: snapshot } = await database.db
      .selectFrom('payments')
      .select('plan_snapshot')
      .where('member_id', '=', member)
      .orderBy('from_at', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow();
    expect(snapshot).toMatchObject({ name: 'Monthly of old', maxStreams: 7 });
  });

  it('gives free time that earns no credit when the plan changes', async () => {
    const member = await paidFor(-30, 0);
    await extend(batchOf([member], { extension: { kind: 'for', duration: { count: 20, unit: 'day' } } }));
    const planId = plans['Yearly'] ?? '';
    const snapshot = await snapshotOf(database.db, planId, 'USD');
    if (snapshot === null) throw new Error('no such plan');
    const changed = await database.db.transaction().execute((trx) =>
      recordPlanChange(trx, {
        memberId: member,
        planId,
        snapshot,
        amount: { amount: 10_000n, currency: 'USD' },
        source: 'manual',
        transactionId: newId(),
        now: new Date(NOW.getTime() + DAY),
        zone: 'UTC',
      }),
    );
    expect(changed).toMatchObject({ kind: 'recorded', change: { credit: { amount: 0n }, extraMs: 0 } });
    expect(await windows(member)).toEqual([
      '-30..0 1000 completed',
      '0..1 0 completed',
      '1..366 10000 completed',
    ]);
  });
});
