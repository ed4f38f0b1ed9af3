import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { checkoutRow } from '../db/queries/checkout-process.ts';
import { openCheckout } from '../db/queries/open-checkout.ts';
import { seatFinder } from '../db/queries/seat.ts';
import { recordPayment, snapshotOf } from '../db/queries/record-payment.ts';
import { readSettings } from '../db/queries/settings.ts';
import { settleCheckout } from '../db/queries/settle-checkout.ts';
import { sealWith } from '../db/seal.ts';
import type { Settings } from '../domain/settings/index.ts';
import { aCatalogue, aLocation, anOpenServer, type Catalogue } from '../test/support/a-catalogue.ts';
import { depsWith } from '../test/support/activity-deps.ts';
import { grantRow, loginRow, memberRow } from '../test/support/member-rows.ts';
import { type FreshDatabase, freshDatabase } from '../test/support/postgres.ts';
import { placementActivities } from './placement.ts';

const now = new Date();
let database: FreshDatabase;
let house: Catalogue;
let settings: Settings;
let boston: string;
let nearBoston: string;
let placeMember: ReturnType<typeof placementActivities>['placeMember'];

beforeAll(async () => {
  database = await freshDatabase();
  const { db } = database;
  house = await aCatalogue(db, 100);
  boston = await aLocation(db, { name: 'Boston' });
  nearBoston = await anOpenServer(db, { name: 'Lounge', location_id: boston, max_users: 10 });
  // Fuller than the other, which is who is chosen where nobody wishes.
  const loungers = [await memberRow(db, now), await memberRow(db, now)];
  for (const member_id of loungers) await grantRow(db, { member_id, server_id: nearBoston });
  const seal = sealWith(randomBytes(32));
  const stored = await readSettings(db, seal);
  settings = {
    ...stored,
    subscriptions: { ...stored.subscriptions, enabled: true },
    stripe: { ...stored.stripe, enabled: true },
  };
  ({ placeMember } = placementActivities(depsWith({ db, seal })));
});

beforeEach(async () => {
  await database.db.updateTable('servers').set({ enabled: sql`name <> 'Harbour'` }).execute();
  await database.db.updateTable('plans').set({ requires_location: false }).execute();
  await database.db.deleteFrom('plan_target_servers').execute();
});

afterAll(() => database.drop());

async function buy(email: string, locationId: string | null) {
  const { db } = database;
  const loginId = await loginRow(db, { email });
  return await db.transaction().execute(async (trx) => {
    const wish = { loginId, planId: house.monthly, wantedUsername: 'robin', locationId, now, settings };
    const opened = await openCheckout(trx, wish);
    if (opened.kind !== 'opened') throw new Error(opened.code);
    const checkout = await checkoutRow(trx, opened.checkoutId);
    const paid = { amount: 1000n, currency: 'USD' };
    await settleCheckout(trx, { checkout, transactionId: `pi_${loginId}`, paid, now, settings });
    const { member_id, payment_id, reserved_server_id } = await checkoutRow(trx, opened.checkoutId);
    if (member_id === null) throw new Error('who bought is a member');
    return { memberId: member_id, paymentId: payment_id, seat: reserved_server_id };
  });
}

async function payByHand(memberId: string) {
  const { db } = database;
  const snapshot = await snapshotOf(db, house.monthly, 'USD');
  if (snapshot === null) throw new Error('no such plan');
  const amount = { amount: 1000n, currency: 'USD' };
  const wanted = { memberId, planId: house.monthly, snapshot, amount, transactionId: `by-hand-${memberId}` };
  return await db
    .transaction()
    .execute((trx) => recordPayment(trx, { ...wanted, source: 'manual', now, zone: 'UTC' }));
}

async function placed(member: { memberId: string; paymentId: string | null }) {
  await placeMember({ memberId: member.memberId, paymentId: member.paymentId, now: now.getTime() });
  const { db } = database;
  const [grant] = await db
    .selectFrom('access_grants')
    .select('server_id')
    .where('member_id', '=', member.memberId)
    .execute();
  const event = await db
    .selectFrom('member_events')
    .select('data')
    .where('member_id', '=', member.memberId)
    .where('kind', '=', 'serverChosen')
    .executeTakeFirst();
  return { server: grant?.server_id, why: event?.data['why'] };
}

describe('where a member is placed', () => {
  it('S7: is where the buyer chose to be, whose seat was held there, though another server has more room', async () => {
    const member = await buy('near@example.org', boston);

    expect(member.seat).toBe(nearBoston);
    expect(await placed(member)).toEqual({ server: nearBoston, why: 'location' });
  });

  it('is the server with most room for who does not mind', async () => {
    const member = await buy('anywhere@example.org', null);

    expect(member.seat).toBe(house.serverId);
    expect(await placed(member)).toEqual({ server: house.serverId, why: 'leastLoaded' });
  });

  it('is elsewhere where the chosen location has no room by then: it is a preference, no must', async () => {
    const member = await buy('late@example.org', boston);
    await database.db.updateTable('servers').set({ enabled: false }).where('id', '=', nearBoston).execute();

    expect(await placed(member)).toEqual({ server: house.serverId, why: 'leastLoaded' });
  });

  it('S65: is a target server of the plan with room, and the location counts for nothing', async () => {
    const member = await buy('targeted@example.org', boston);
    const target = { plan_id: house.monthly, server_id: house.serverId, position: 0 };
    await database.db.insertInto('plan_target_servers').values(target).execute();

    expect(await placed(member)).toEqual({ server: house.serverId, why: 'targetServer' });
  });

  it('is where they chose once, also by a later payment that asked nothing', async () => {
    const { memberId } = await buy('again@example.org', boston);
    const { paymentId } = await payByHand(memberId);

    expect(await placed({ memberId, paymentId })).toEqual({ server: nearBoston, why: 'location' });
  });

  it('is anywhere once the location is deleted', async () => {
    const attic = await aLocation(database.db, { name: 'Attic' });
    const { memberId, paymentId } = await buy('attic@example.org', attic);
    await database.db.deleteFrom('locations').where('id', '=', attic).execute();

    expect(await placed({ memberId, paymentId })).toMatchObject({ why: 'leastLoaded' });
  });
});

describe('the choice of a location', () => {
  let cork: string;
  let nearCork: string;

  beforeAll(async () => {
    cork = await aLocation(database.db, { name: 'Cork', display_order: -1, country_code: 'IE' });
    nearCork = await anOpenServer(database.db, { name: 'Harbour', location_id: cork });
  });

  beforeEach(async () => {
    await database.db.updateTable('locations').set({ is_active: true }).execute();
    await database.db.updateTable('servers').set({ enabled: true }).where('id', '=', nearCork).execute();
  });

  async function offered(): Promise<string[]> {
    const { db } = database;
    const { group_id } = await db
      .selectFrom('plan_library_groups')
      .select('group_id')
      .executeTakeFirstOrThrow();
    const seats = await seatFinder(db, { memberId: null, loginId: null });
    const seat = await seats({ planId: house.monthly, groupIds: [group_id], isTrial: false });
    return seat.locations.map(({ name }) => name);
  }

  async function close(serverId: string): Promise<void> {
    await database.db.updateTable('servers').set({ enabled: false }).where('id', '=', serverId).execute();
  }

  it('S7: is there while two have room, in the order of the site, and with one it is not', async () => {
    const both = await offered();
    await database.db.updateTable('locations').set({ is_active: false }).where('id', '=', cork).execute();
    const switchedOff = await offered();
    await database.db.updateTable('locations').set({ is_active: true }).execute();
    await close(nearCork);

    expect([both, switchedOff, await offered()]).toEqual([['Cork', 'Boston'], [], []]);
  });

  it('has to be made where the plan requires it, and as long as there is one', async () => {
    await database.db.updateTable('plans').set({ requires_location: true }).execute();

    await expect(buy('undecided@example.org', null)).rejects.toThrow('locationNeeded');
    expect(await buy('decided@example.org', cork)).toMatchObject({ seat: nearCork });
    await close(nearCork);
    await expect(buy('unasked@example.org', null)).resolves.toMatchObject({ seat: house.serverId });
  });
});
