import { afterAll, beforeAll, expect, describe, it } from 'vitest';
import { aTrialPlan } from '../../test/support/a-trial.ts';
import { memberRow } from '../../test/support/member-rows.ts';
import { type FreshDatabase, freshDatabase } from '../../test/support/postgres.ts';
import { newId } from '../new-id.ts';
import { keepAnswer } from './keep-answer.ts';
import { recordPayment, snapshotOf } from './record-payment.ts';
import { ensureCatalogue } from './seed-catalogue.ts';

const DAY = 86_400_000;
const NOW = new Date(Date.UTC(2026, 4, 10, 12));

let database: FreshDatabase;
let trialPlan: string;
let paidPlan: string;

beforeAll(async () => {
  database = await freshDatabase();
  await ensureCatalogue(database.db, NOW);
  trialPlan = await aTrialPlan(database.db, { days: 7 });
  const plan = await database.db
    .selectFrom('plans')
    .select('id')
    .where('name', '=', 'Monthly')
    .executeTakeFirstOrThrow();
  paidPlan = plan.id;
});

afterAll(() => database.drop());

/** A member whose trial began two days ago. */
async function aTrialMember(): Promise<string> {
  const memberId = await memberRow(database.db, NOW);
  await record(memberId, trialPlan, { from: new Date(NOW.getTime() - 2 * DAY), to: dayOf(5) });
  return memberId;
}

function dayOf(days: number): Date {
  return new Date(NOW.getTime() + days * DAY);
}

async function record(memberId: string, planId: string, window?: { from: Date; to: Date }) {
  const snapshot = await snapshotOf(database.db, planId, 'USD');
  if (snapshot === null) throw new Error('no such plan');
  return await database.db.transaction().execute((trx) =>
    recordPayment(trx, {
      memberId,
      planId,
      snapshot,
      amount: { amount: 0n, currency: 'USD' },
      source: 'manual',
      transactionId: newId(),
      now: NOW,
      zone: 'UTC',
      ...(window === undefined ? {} : { window }),
    }),
  );
}

async function setRemainder(remainder: 'drop' | 'keep'): Promise<void> {
  const row = { value: JSON.stringify({ remainder }), updated_at: NOW, updated_by: null };
  await database.db
    .insertInto('settings')
    .values({ key: 'trial', ...row })
    .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
    .execute();
}

async function windows(memberId: string): Promise<string[]> {
  const rows = await database.db
    .selectFrom('payments')
    .selectAll()
    .where('member_id', '=', memberId)
    .orderBy('from_at')
    .execute();
  const days = (at: Date) => (at.getTime() - NOW.getTime()) / DAY;
  return rows.map((row) => `${row.status} ${days(row.from_at)}..${days(row.to_at)}`);
}

async function charge(memberId: string): Promise<void> {
  const recurringId = newId();
  await database.db
    .insertInto('recurring_subscriptions')
    .values({
      id: recurringId,
      member_id: memberId,
      plan_id: paidPlan,
      gateway: 'stripe',
      external_id: `sub_${recurringId}`,
      status: 'active',
      status_at: NOW,
      charges_since: NOW,
      created_at: NOW,
    })
    .execute();
  const paid = { amount: 1000n, currency: 'USD' };
  await database.db.transaction().execute((trx) =>
    keepAnswer(trx, {
      recurringId,
      answer: {
        status: 'active',
        currentPeriodEnd: null,
        price: paid,
        payerEmail: null,
        charges: [{ transactionId: newId(), paid, at: NOW.getTime(), isForPeriod: true }],
      },
      now: NOW,
      zone: 'UTC',
      currency: 'USD',
    }),
  );
}

describe('a trial that runs when time is bought', () => {
  it.each([
    ['drop', 'a payment', ['completed -2..0', 'completed 0..31']],
    ['keep', 'a payment', ['completed -2..5', 'completed 5..36']],
    ['drop', 'a charge of a gateway', ['completed -2..0', 'completed 0..31']],
    ['keep', 'a charge of a gateway', ['completed -2..5', 'completed 5..36']],
  ] as const)('with its rest set to %s, by %s', async (remainder, by, expected) => {
    await setRemainder(remainder);
    const memberId = await aTrialMember();

    await (by === 'a payment' ? record(memberId, paidPlan) : charge(memberId));

    expect(await windows(memberId)).toEqual(expected);
  });

  it.each([
    ['drop', 'recorded', ['completed -2..3', 'completed 3..9']],
    ['keep', 'overlaps', ['completed -2..5']],
  ] as const)(
    'with its rest set to %s and a window that a person chose',
    async (remainder, kind, expected) => {
      await setRemainder(remainder);
      const memberId = await aTrialMember();

      const recorded = await record(memberId, paidPlan, { from: dayOf(3), to: dayOf(9) });

      expect(recorded.kind).toBe(kind);
      expect(await windows(memberId)).toEqual(expected);
    },
  );

  it('is not cut where the chosen window overlaps something else as well', async () => {
    await setRemainder('drop');
    const memberId = await aTrialMember();
    await record(memberId, paidPlan, { from: dayOf(5), to: dayOf(9) });

    const recorded = await record(memberId, paidPlan, { from: dayOf(3), to: dayOf(6) });

    expect(recorded.kind).toBe('overlaps');
    expect(await windows(memberId)).toEqual(['completed -2..5', 'completed 5..9']);
  });
});
