import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../db/new-id.ts';
import { noteCancel } from '../../db/queries/my-checkout.ts';
import { recordPayment, snapshotOf } from '../../db/queries/record-payment.ts';
import type { StartMode } from '../../domain/plan-change/start-modes.ts';
import type { RunningApi } from '../support/api.ts';
import { grantsOf, paymentsOf } from '../support/looking.ts';
import {
  aLoginOf,
  beginPurchase,
  openWebhooks,
  pageOf,
  type Purchase,
  untilCheckout,
} from '../support/purchase.ts';
import { eventually, remoteUser, startTestSite, type TestSite } from '../support/site.ts';

const DAY = 86_400_000;

let site: TestSite;
let api: RunningApi;
let large: string;
let small: string;

beforeAll(async () => {
  site = await startTestSite();
  api = await openWebhooks(site);
  // Where no clock is changed, 30 days are as long everywhere.
  await site.setSettings('site', { name: 'Foyer', uri: 'http://site.example', timeZone: 'UTC' });
  large = await aPlan('Large', { cost: 3000n, groups: ['standard', 'custom'] });
  small = await aPlan('Small', { cost: 1500n, groups: ['standard'] });
});

afterAll(async () => {
  await api.stop();
  await site.stop();
});

interface PlanWish {
  readonly cost: bigint;
  readonly groups: readonly ('standard' | 'custom')[];
}

/** A plan of 30 days; `custom` is the group of the 4K libraries. */
async function aPlan(name: string, { cost, groups }: PlanWish): Promise<string> {
  const id = newId();
  const now = new Date();
  await site.db
    .insertInto('plans')
    .values({
      id,
      name,
      cost,
      duration_count: 30,
      duration_unit: 'day',
      max_streams: 2,
      max_subscribers: null,
      allow_downloads: groups.includes('custom'),
      display_order: 9,
      created_at: now,
      updated_at: now,
    })
    .execute();
  const found = await site.db
    .selectFrom('library_groups')
    .select('id')
    .where('kind', 'in', [...groups])
    .where('name', '<>', 'Audiobooks')
    .execute();
  await site.db
    .insertInto('plan_library_groups')
    .values(found.map((group) => ({ plan_id: id, group_id: group.id })))
    .execute();
  return id;
}

interface Buyer {
  readonly loginId: string;
  readonly email: string;
  readonly memberId: string;
  readonly username: string;
}

/** A member with a login who paid 30.00 of the large plan for each of these stretches of days from now. */
async function aBuyer(username: string, windows: readonly (readonly [number, number])[]): Promise<Buyer> {
  const login = await aLoginOf(site, username);
  const memberId = newId();
  const now = Date.now();
  await site.db
    .insertInto('members')
    .values({
      id: memberId,
      login_id: login.loginId,
      display_name: username,
      email: login.email,
      wanted_username: username,
      created_at: new Date(now),
      standing_reasons: '[]',
    })
    .execute();
  const snapshot = await snapshotOf(site.db, large, 'USD');
  if (snapshot === null) throw new Error('no such plan');
  for (const [from, to] of windows)
    await site.db.transaction().execute((trx) =>
      recordPayment(trx, {
        memberId,
        planId: large,
        snapshot,
        amount: { amount: 3000n, currency: 'USD' },
        source: 'manual',
        transactionId: newId(),
        now: new Date(now),
        zone: 'UTC',
        window: { from: new Date(now + from * DAY), to: new Date(now + to * DAY) },
        isAnnounced: false,
      }),
    );
  await eventually(() => remoteUser(site, username)?.state === 'enabled');
  return { ...login, memberId, username };
}

async function begin(buyer: Buyer, startMode: StartMode): Promise<Purchase & { pageId: string }> {
  const purchase = await beginPurchase(site, buyer, { username: null, planId: small, startMode });
  return { ...purchase, pageId: (await pageOf(site, purchase.checkoutId)).id };
}

async function buy(buyer: Buyer, startMode: StartMode): Promise<void> {
  const { checkoutId, pageId } = await begin(buyer, startMode);
  site.stripe.pay(pageId);
  await untilCheckout(site, checkoutId, 'done');
}

async function worth(memberId: string): Promise<string[]> {
  const payments = await paymentsOf(site, memberId);
  return payments.map(({ status, amount }) => `${status} ${amount}`);
}

function lengthOf({ from_at: from, to_at: to }: { from_at: Date; to_at: Date }): number {
  return (to.getTime() - from.getTime()) / DAY;
}

/** How many libraries the member's account may see, and whether it may download, once that is settled. */
async function access(memberId: string): Promise<{ libraries: number; downloads: boolean } | null> {
  const living = (await grantsOf(site, memberId)).filter((grant) => grant.ended_at === null);
  const [grant] = living;
  if (grant === undefined || living.length > 1 || grant.observed_key !== grant.desired_key) return null;
  return { libraries: grant.desired_library_ids.length, downloads: grant.desired_downloads };
}

async function settledAccess(memberId: string, downloads: boolean) {
  return await eventually(async () => {
    const seen = await access(memberId);
    return seen?.downloads === downloads ? seen : null;
  });
}

describe('a plan change through the checkout', () => {
  it('S13: Given 30.00/30 days with 5 days left, when changing now to 15.00/30 days, then the payments are 25.00 and 20.00 and the new period 40 days', async () => {
    const buyer = await aBuyer('thirteen', [[-25, 5]]);
    const before = await settledAccess(buyer.memberId, true);

    await buy(buyer, 'now');

    expect(await worth(buyer.memberId)).toEqual(['completed 2500', 'completed 2000']);
    const [old, bought] = await paymentsOf(site, buyer.memberId);
    if (old === undefined || bought === undefined) throw new Error('a payment is missing');
    expect(bought.from_at).toEqual(old.to_at);
    expect(lengthOf(bought)).toBe(40);
    const page = site.stripe.sessions().find(({ customer_email: email }) => email === buyer.email);
    expect(page?.amount_total).toBe(1500);
    const after = await settledAccess(buyer.memberId, false);
    expect(after.libraries).toBeLessThan(before.libraries);
    expect(remoteUser(site, buyer.username)?.state).toBe('enabled');
    const mail = await eventually(() =>
      site.mail.to(buyer.email).find(({ subject }) => subject.startsWith('Small until')),
    );
    expect(mail.text).toContain('Paid: $15.00');
    expect(mail.text).toContain(
      'What was left of your earlier payments, $5.00, has become time of this plan.',
    );
  });

  it('S57: Given two future payments, when changing now, then both are credited and voided and amounts still equal money received', async () => {
    const buyer = await aBuyer('fiftyseven', [
      [-20, 10],
      [10, 40],
      [40, 70],
    ]);

    await buy(buyer, 'now');

    const payments = await paymentsOf(site, buyer.memberId);
    expect(payments.map(({ status, amount }) => `${status} ${amount}`).sort()).toEqual([
      'completed 2000',
      'completed 8500',
      'voided 0',
      'voided 0',
    ]);
    const received = 3n * 3000n + 1500n;
    expect(payments.reduce((sum, { amount }) => sum + amount, 0n)).toBe(received);
    const ledger = await site.db
      .selectFrom('ledger_entries')
      .select('amount')
      .where('member_id', '=', buyer.memberId)
      .execute();
    expect(ledger.reduce((sum, { amount }) => sum + amount, 0n)).toBe(received);
  });

  it('at the end leaves the old plan in force until then and gives the libraries of the new one from there (S43)', async () => {
    const buyer = await aBuyer('patient', [[-25, 5]]);
    const before = await settledAccess(buyer.memberId, true);

    await buy(buyer, 'after');

    expect(await worth(buyer.memberId)).toEqual(['completed 3000', 'completed 1500']);
    const [old, bought] = await paymentsOf(site, buyer.memberId);
    expect(bought?.from_at).toEqual(old?.to_at);
    expect(await access(buyer.memberId)).toEqual(before);

    // As if the five days had gone by.
    const turn = new Date(Date.now() + 2000);
    await site.db
      .updateTable('payments')
      .set({ to_at: turn })
      .where('id', '=', old?.id ?? '')
      .execute();
    await site.db
      .updateTable('payments')
      .set({ from_at: turn })
      .where('id', '=', bought?.id ?? '')
      .execute();
    await site.setSettings('reminders', { enabled: false });

    const after = await settledAccess(buyer.memberId, false);
    expect(after.libraries).toBeLessThan(before.libraries);
    expect(Date.now()).toBeGreaterThanOrEqual(turn.getTime());
  });

  it('whose money comes after the purchase was given up is made then, with what is left then', async () => {
    const buyer = await aBuyer('late', [[-25, 5]]);
    const { checkoutId, pageId } = await begin(buyer, 'now');
    await noteCancel(site.db, { loginId: buyer.loginId, checkoutId, at: new Date() });
    await untilCheckout(site, checkoutId, 'abandoned');
    await site.client.workflow.getHandle(`checkout/${checkoutId}`).result();

    // The gateway took it after all, although it had said that its page is closed.
    site.stripe.distort(pageId, { status: 'open' });
    site.stripe.pay(pageId);

    await untilCheckout(site, checkoutId, 'done');
    expect(await worth(buyer.memberId)).toEqual(['completed 2500', 'completed 2000']);
  });

  it('whose money comes twice, for two purchases, is one change and one renewal', async () => {
    const buyer = await aBuyer('double', [[-25, 5]]);
    const first = await begin(buyer, 'now');
    const second = await begin(buyer, 'now');
    await untilCheckout(site, first.checkoutId, 'abandoned');
    site.stripe.pay(second.pageId);
    await untilCheckout(site, second.checkoutId, 'done');

    site.stripe.distort(first.pageId, { status: 'open' });
    site.stripe.pay(first.pageId);

    await untilCheckout(site, first.checkoutId, 'done');
    expect(await worth(buyer.memberId)).toEqual(['completed 2500', 'completed 2000', 'completed 1500']);
  });
});
