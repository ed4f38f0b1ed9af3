import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noteCancel } from '../../db/queries/my-checkout.ts';
import { aDiscount, usesOf } from '../support/a-discount.ts';
import type { RunningApi } from '../support/api.ts';
import { paymentsOf } from '../support/looking.ts';
import {
  aLoginOf,
  beginPurchase,
  checkoutOf,
  openWebhooks,
  pageOf,
  untilCheckout,
} from '../support/purchase.ts';
import { aMemberOf, eventually, remoteUser, startTestSite, type TestSite } from '../support/site.ts';

const DAY = 86_400_000;

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

/** Somebody at the gateway's page who pays less by this code. */
async function atThePageWith(discountCode: string, name: string) {
  const purchase = await beginPurchase(site, await aLoginOf(site, name), { username: name, discountCode });
  return { ...purchase, pageId: (await pageOf(site, purchase.checkoutId)).id };
}

/** The bank refuses the debit, the purchase fails, and the money arrives after all. */
async function paidLate(
  { checkoutId, pageId }: { checkoutId: string; pageId: string },
  between: () => Promise<void>,
) {
  site.stripe.pay(pageId, { method: 'debit' });
  site.stripe.fail(pageId);
  await untilCheckout(site, checkoutId, 'failed');
  await site.client.workflow.getHandle(`checkout/${checkoutId}`).result();
  await between();
  site.stripe.distort(pageId, { paymentStatus: 'paid', intentStatus: 'succeeded', amountReceived: 800 });
  const event = site.stripe.events().findLast(({ type }) => type === 'checkout.session.completed');
  site.stripe.webhooks.invent('checkout.session.async_payment_succeeded', {
    ...structuredClone(event?.data.object),
    id: pageId,
  });
}

describe('a purchase with a discount code', () => {
  it('is paid for at the lower price, and its payment keeps both prices', async () => {
    const codeId = await aDiscount(site.db, 'TWENTY');
    const { checkoutId, pageId, loginId, email } = await atThePageWith('twenty', 'saver');
    const page = site.stripe.sessions().find(({ id }) => id === pageId);
    site.stripe.pay(pageId);

    const done = await untilCheckout(site, checkoutId, 'done');

    expect(page?.amount_total).toBe(800);
    expect(await paymentsOf(site, done.member_id ?? '')).toMatchObject([
      { amount: 800n, list_price: 1000n, discount: 200n, discount_code_id: codeId },
    ]);
    expect(await usesOf(site.db, codeId)).toEqual({ consumed: 1 });
    const again = beginPurchase(site, { loginId, email }, { username: null, discountCode: 'TWENTY' });
    await expect(again).rejects.toThrow('codeUsed');
  });

  it('of 100 percent asks no gateway and records a payment of nothing (S59)', async () => {
    const codeId = await aDiscount(site.db, 'GUEST', { percent: 100 });
    const asked = site.stripe.requests.length;
    const { checkoutId } = await beginPurchase(site, await aLoginOf(site, 'invited'), {
      username: 'invited',
      discountCode: 'GUEST',
    });

    const done = await untilCheckout(site, checkoutId, 'done');

    expect(site.stripe.requests).toHaveLength(asked);
    expect(await paymentsOf(site, done.member_id ?? '')).toMatchObject([
      { amount: 0n, list_price: 1000n, discount: 1000n, transaction_id: `free/${checkoutId}` },
    ]);
    expect(await usesOf(site.db, codeId)).toEqual({ consumed: 1 });
    expect(remoteUser(site, 'invited')?.state).toBe('enabled');
  });

  it('of 100 percent that is begun twice becomes one payment', async () => {
    const codeId = await aDiscount(site.db, 'TWICE', { percent: 100 });
    const login = await aLoginOf(site, 'doubtful');
    await site.stopWorker();
    const wish = { username: 'doubtful', discountCode: 'TWICE' };
    const first = await beginPurchase(site, login, wish);
    const second = await beginPurchase(site, login, wish);
    await site.startWorker();

    await untilCheckout(site, first.checkoutId, 'abandoned');
    const done = await untilCheckout(site, second.checkoutId, 'done');

    expect(await paymentsOf(site, done.member_id ?? '')).toHaveLength(1);
    expect(await usesOf(site.db, codeId)).toEqual({ consumed: 1, released: 1 });
  });

  it('gives seat and code back once it is abandoned (S49)', async () => {
    const codeId = await aDiscount(site.db, 'SINGLE', { max_uses: 1 });
    const { loginId, checkoutId } = await atThePageWith('SINGLE', 'hesitant');
    const early = beginPurchase(site, await aLoginOf(site, 'early'), {
      username: 'early',
      discountCode: 'SINGLE',
    });
    await expect(early).rejects.toThrow('codeUsedUp');

    await noteCancel(site.db, { loginId, checkoutId, at: new Date() });
    await untilCheckout(site, checkoutId, 'abandoned');

    const patient = await atThePageWith('SINGLE', 'patient');
    const row = await checkoutOf(site, patient.checkoutId);
    expect(row).toMatchObject({ amount: 800n, reserved_server_id: expect.any(String) });
    expect(await usesOf(site.db, codeId)).toEqual({ released: 1, reserved: 1 });
  });

  it('whose money comes late keeps its price where the code still applies', async () => {
    const codeId = await aDiscount(site.db, 'STILL');
    const purchase = await atThePageWith('STILL', 'slow');
    await paidLate(purchase, async () => expect(await usesOf(site.db, codeId)).toEqual({ released: 1 }));

    const done = await untilCheckout(site, purchase.checkoutId, 'done');

    expect(await paymentsOf(site, done.member_id ?? '')).toMatchObject([{ amount: 800n, discount: 200n }]);
    expect(await usesOf(site.db, codeId)).toEqual({ consumed: 1 });
  });

  it('whose money comes late is shown to a person where the code was switched off meanwhile', async () => {
    const codeId = await aDiscount(site.db, 'GONE');
    const purchase = await atThePageWith('GONE', 'too-slow');
    await paidLate(purchase, async () => {
      await site.db
        .updateTable('discount_codes')
        .set({ is_active: false })
        .where('id', '=', codeId)
        .execute();
    });

    const row = await untilCheckout(site, purchase.checkoutId, 'needs_attention');

    expect(row).toMatchObject({ attention: 'discountGone', payment_id: null, member_id: null });
    const stray = await site.db
      .selectFrom('unmatched_payments')
      .select(['amount', 'reason'])
      .where('checkout_id', '=', purchase.checkoutId)
      .execute();
    expect(stray).toEqual([{ amount: 800n, reason: 'discountGone' }]);
    expect(await usesOf(site.db, codeId)).toEqual({ released: 1 });
  });

  it('that changes the plan now charges the new price less the discount, and credit counts what was paid', async () => {
    await site.setSettings('site', { name: 'Foyer', uri: 'http://site.example', timeZone: 'UTC' });
    const { Yearly, Monthly } = site.house.plans;
    await aDiscount(site.db, 'HALF', { percent: 50 });
    await aDiscount(site.db, 'BACK', { percent: 50 });
    const member = await aMemberOf(site, { endsIn: DAY, username: 'mover' });
    const login = await aLoginOf(site, 'mover');
    await site.db
      .updateTable('members')
      .set({ login_id: login.loginId })
      .where('id', '=', member.id)
      .execute();
    await eventually(() => remoteUser(site, 'mover')?.state === 'enabled');
    const wish = { username: null, startMode: 'now' as const };
    const up = await beginPurchase(site, login, { ...wish, planId: Yearly, discountCode: 'HALF' });
    site.stripe.pay((await pageOf(site, up.checkoutId)).id);
    await untilCheckout(site, up.checkoutId, 'done');

    const [old, yearly] = await paymentsOf(site, member.id);
    // Half of two days of 10.00 is left, and buys time at the price of the plan, whatever the code took off.
    const credit = 1000n - (old?.amount ?? 0n);
    expect(Number(credit)).toBeCloseTo(500, -1);
    expect(yearly).toMatchObject({ amount: 5000n + credit, list_price: 10_000n, discount: 5000n });
    const lengthMs = (yearly?.to_at.getTime() ?? 0) - (yearly?.from_at.getTime() ?? 0);
    expect(lengthMs / DAY).toBeCloseTo(365 + (365 * Number(credit)) / 10_000, 1);

    const down = await beginPurchase(site, login, { ...wish, planId: Monthly, discountCode: 'BACK' });
    site.stripe.pay((await pageOf(site, down.checkoutId)).id);
    await untilCheckout(site, down.checkoutId, 'done');
    const monthly = await eventually(async () => (await paymentsOf(site, member.id))[2]);
    // Next to nothing of the year is used: what was paid for it comes back, never its list price.
    expect(Number(monthly.amount - 500n)).toBeCloseTo(Number(5000n + credit), -1);
    const ledger = await site.db
      .selectFrom('ledger_entries')
      .select((eb) => eb.fn.sum<string>('amount').as('sum'))
      .where('member_id', '=', member.id)
      .executeTakeFirstOrThrow();
    expect(Number(ledger.sum)).toBe(1000 + 5000 + 500);
  });
});
