import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memberRow } from '../../test/support/member-rows.ts';
import { type FreshDatabase, freshDatabase } from '../../test/support/postgres.ts';
import { newId } from '../new-id.ts';
import { matchSubscription } from './match-subscription.ts';
import { ensureCatalogue } from './seed-catalogue.ts';

const now = new Date();
let database: FreshDatabase;

beforeAll(async () => {
  database = await freshDatabase();
  await ensureCatalogue(database.db, now);
  // The yearly plan comes behind the monthly one, costs as much, and has a price of its own at the gateway.
  await database.db
    .updateTable('plans')
    .set({ cost: 1000n, stripe_price_id: 'price_yearly' })
    .where('name', '=', 'Yearly')
    .execute();
});

afterAll(() => database.drop());

/** The plan that a subscription of a member pays from now on. */
async function planPaidBy(priceId: string | null, amount: bigint): Promise<string | undefined> {
  const { db } = database;
  const memberId = await memberRow(db, now);
  const externalId = `sub_${newId()}`;
  const answer = {
    status: 'active' as const,
    currentPeriodEnd: null,
    price: { amount, currency: 'USD' },
    payerEmail: `${memberId}@members.example`,
    charges: [],
  };
  const kept = { answer, now, zone: 'UTC', currency: 'USD' };
  const found = { gateway: 'stripe' as const, externalId, chargesSince: now, priceId, kept };
  await db.transaction().execute((trx) => matchSubscription(trx, found));
  const row = await db
    .selectFrom('recurring_subscriptions as r')
    .innerJoin('plans as p', 'p.id', 'r.plan_id')
    .select('p.name')
    .where('r.external_id', '=', externalId)
    .executeTakeFirst();
  return row?.name;
}

describe('a subscription that nobody connected', () => {
  it.each([
    ['the plan whose price it is, before one that costs as much', 'price_yearly', 1000n, 'Yearly'],
    [
      'the plan whose price it is, also at an amount that an admin confirmed',
      'price_yearly',
      1200n,
      'Yearly',
    ],
    ['a plan that costs as much, where no plan has its price', 'price_unknown', 1000n, 'Monthly'],
    ['a plan that costs as much, where it has several prices', null, 1000n, 'Monthly'],
    ['none where neither fits', 'price_unknown', 1200n, undefined],
  ])('pays %s', async (_what, priceId, amount, expected) => {
    expect(await planPaidBy(priceId, amount)).toBe(expected);
  });
});
