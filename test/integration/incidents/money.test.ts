import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noteReturn } from '../../../db/queries/my-checkout.ts';
import type { RunningApi } from '../../support/api.ts';
import { memberRow, paymentsOf } from '../../support/looking.ts';
import {
  aLoginOf,
  atThePage,
  beginPurchase,
  checkoutOf,
  openWebhooks,
  pageOf,
  type Purchase,
  untilCheckout,
} from '../../support/purchase.ts';
import { aMemberOf, eventually, pay, remoteUser, startTestSite, type TestSite } from '../../support/site.ts';

let site: TestSite;
let api: RunningApi;
beforeAll(async () => {
  site = await startTestSite();
  api = await openWebhooks(site);
});
afterAll(async () => {
  await api.stop();
  await site.stop();
});

const DAY = 86_400_000;

describe('money that is told of more than once', () => {
  // D3
  it('the same event 20 times in parallel and out of order is one payment and one window', async () => {
    const purchase = await atThePage(site, 'parallel');
    Object.assign(site.stripe.webhooks.knobs, { copies: 20, jitterMs: 400 });
    site.stripe.pay(purchase.pageId);
    site.stripe.calmDown();

    await untilCheckout(site, purchase.checkoutId, 'done');
    await untilQuiet();
    await isPaidOnce(purchase);
  });

  it('a wrong webhook storm (20 copies, out of order, half before the checkout page returned): one payment, one window', async () => {
    const purchase = await atThePage(site, 'storm');
    const { webhooks } = site.stripe;
    Object.assign(webhooks.knobs, { copies: 10, held: true });
    const seen = site.stripe.events().length;
    site.stripe.pay(purchase.pageId);
    Object.assign(webhooks.knobs, { copies: 1, held: false });
    const told = site.stripe.events().slice(seen);
    webhooks.release('shuffled');
    await webhooks.idle();
    await noteReturn(site.db, { ...purchase, at: new Date() });
    for (let copy = 0; copy < 10; copy += 1) for (const { id } of told.toReversed()) site.stripe.resend(id);

    await untilCheckout(site, purchase.checkoutId, 'done');
    await untilQuiet();
    await isPaidOnce(purchase);
    const lookUps = site.stripe.requests.filter(
      ({ method, path }) => method === 'GET' && path === `/v1/checkout/sessions/${purchase.pageId}`,
    );
    expect(lookUps.length).toBeLessThanOrEqual(4);
  });

  // D4. There is no hourly sync yet: the process's own look-ups of the gateway stand for it.
  it('webhook, return page and hourly sync of one charge extend once', async () => {
    const { loginId, email } = await aLoginOf(site, 'renewing');
    const member = await aMemberOf(site, { endsIn: 5 * DAY, username: 'renewing' });
    await eventually(() => remoteUser(site, 'renewing'));
    const { checkoutId } = await beginPurchase(site, { loginId, email }, { username: 'renewing' });
    const page = await pageOf(site, checkoutId);
    Object.assign(site.stripe.webhooks.knobs, { copies: 3, jitterMs: 200 });
    site.stripe.pay(page.id);
    site.stripe.calmDown();
    await noteReturn(site.db, { loginId, checkoutId, at: new Date() });

    await untilCheckout(site, checkoutId, 'done');
    await untilQuiet();
    const payments = await paymentsOf(site, member.id);
    expect(payments).toHaveLength(2);
    expect(payments[1]?.from_at).toEqual(payments[0]?.to_at);
    await eventually(async () => {
      const { entitled_until: until } = await memberRow(site, member.id);
      return until?.getTime() === payments[1]?.to_at.getTime();
    });
  });

  // D5. The bank takes seconds instead of an hour or two days; nothing asks the gateway before taking access away
  // yet, since nothing is charged by itself yet.
  it('a charge one hour late and one two days late restores access by itself', async () => {
    await site.setSettings('subscriptions', {
      enabled: true,
      expiryMode: 'unshare_then_remove',
      deleteAfterDays: 7,
    });
    const { loginId, email } = await aLoginOf(site, 'late');
    const member = await aMemberOf(site, { endsIn: 6_000, username: 'late' });
    const { checkoutId } = await beginPurchase(site, { loginId, email }, { username: 'late' });
    const page = await pageOf(site, checkoutId);
    site.stripe.pay(page.id, { method: 'debit' });
    await eventually(() => remoteUser(site, 'late')?.state === 'disabled');

    site.stripe.settle(page.id);
    await eventually(() => remoteUser(site, 'late')?.state === 'enabled');
    const [, late] = await paymentsOf(site, member.id);
    expect(late?.from_at.getTime()).toBeGreaterThan(
      (await paymentsOf(site, member.id))[0]?.to_at.getTime() ?? 0,
    );
  });
});

describe('an amount', () => {
  it('the amount is read from the plan and checked at the gateway', async () => {
    const { loginId, email } = await aLoginOf(site, 'cheap');
    const { checkoutId } = await beginPurchase(site, { loginId, email }, { username: 'cheap' });
    const page = await pageOf(site, checkoutId);
    const plan = await site.db
      .selectFrom('plans')
      .select('cost')
      .where('id', '=', site.house.plans.Monthly)
      .executeTakeFirstOrThrow();
    expect(page.amount_total).toBe(Number(plan.cost));

    Object.assign(site.stripe.webhooks.knobs, { held: true });
    site.stripe.pay(page.id);
    site.stripe.calmDown();
    Object.assign(site.stripe.payments().at(-1) ?? {}, { amount_received: 1 });
    site.stripe.webhooks.release();

    await untilCheckout(site, checkoutId, 'needs_attention');
    const row = await checkoutOf(site, checkoutId);
    expect(row).toMatchObject({ attention: 'amountDiffers', payment_id: null, member_id: null });
    const stray = await site.db
      .selectFrom('unmatched_payments')
      .selectAll()
      .where('checkout_id', '=', checkoutId)
      .execute();
    expect(stray).toMatchObject([{ amount: 1n, reason: 'amountDiffers' }]);
    expect(remoteUser(site, 'cheap')).toBeNull();
  });

  it('a payment by hand for a window that is paid already is refused, and adds nothing', async () => {
    const member = await aMemberOf(site, { endsIn: 5 * DAY });
    const window = { from: Date.now(), to: Date.now() + DAY };
    await expect(pay(site, member.id, window)).rejects.toThrow('overlaps');
    expect(await paymentsOf(site, member.id)).toHaveLength(1);
  });
});

/** Nothing more is on its way to any process, and every notice is handled. */
async function untilQuiet(): Promise<void> {
  await site.stripe.webhooks.idle();
  await eventually(() => site.stripe.webhooks.pending().length === 0);
  await eventually(async () => {
    const pokes = await site.db.selectFrom('outbox').select('id').execute();
    const pending = await site.db.selectFrom('inbox').select('id').where('status', '=', 'pending').execute();
    return pokes.length === 0 && pending.length === 0;
  });
}

async function isPaidOnce({ checkoutId }: Purchase): Promise<void> {
  const row = await checkoutOf(site, checkoutId);
  const payments = await paymentsOf(site, row.member_id ?? '');
  expect(payments).toHaveLength(1);
  expect(payments[0]).toMatchObject({ status: 'completed', amount: 1000n, id: row.payment_id });
  const entries = await site.db
    .selectFrom('ledger_entries')
    .selectAll()
    .where('member_id', '=', row.member_id)
    .execute();
  expect(entries).toHaveLength(1);
  const unmatched = await site.db
    .selectFrom('unmatched_payments')
    .selectAll()
    .where('checkout_id', '=', checkoutId)
    .execute();
  expect(unmatched).toEqual([]);
  const events = await site.db
    .selectFrom('inbox')
    .select('event_id')
    .where('external_id', '=', row.external_id)
    .execute();
  expect(new Set(events.map(({ event_id: id }) => id)).size).toBe(events.length);
}
