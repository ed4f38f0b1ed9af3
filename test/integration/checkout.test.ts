import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noteCancel } from '../../db/queries/my-checkout.ts';
import type { RunningApi } from '../support/api.ts';
import { memberRow, paymentsOf } from '../support/looking.ts';
import {
  aLoginOf,
  atThePage,
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

describe('a purchase', () => {
  it('becomes one payment, one window and standing access once the gateway says it is paid', async () => {
    const { checkoutId, pageId } = await atThePage(site, 'buyer-one');
    site.stripe.pay(pageId);

    const done = await untilCheckout(site, checkoutId, 'done');
    const payments = await paymentsOf(site, done.member_id ?? '');
    expect(payments).toMatchObject([{ amount: 1000n, source: 'stripe', checkout_id: checkoutId }]);
    expect(remoteUser(site, 'buyer-one')?.state).toBe('enabled');
  });

  it('is found without any notice, by asking the gateway', async () => {
    Object.assign(site.stripe.webhooks.knobs, { lost: true });
    const { checkoutId, pageId } = await atThePage(site, 'unheard');
    site.stripe.pay(pageId);

    await untilCheckout(site, checkoutId, 'done');
    site.stripe.calmDown();
    const heard = await site.db.selectFrom('inbox').select('id').where('external_id', '=', pageId).execute();
    expect(heard).toEqual([]);
  });

  it('whose page was opened by a call without an answer has one page', async () => {
    site.stripe.faults.add({
      kind: 'effectThenNoAnswer',
      cut: true,
      method: 'POST',
      route: '/v1/checkout/sessions',
      times: 1,
    });
    const { checkoutId, pageId } = await atThePage(site, 'cut-off');

    const pages = site.stripe.sessions().filter((session) => session.client_reference_id === checkoutId);
    expect(pages.map(({ id }) => id)).toEqual([pageId]);
    site.stripe.pay(pageId);
    await untilCheckout(site, checkoutId, 'done');
  });

  it('that the buyer gave up is closed at the gateway and gives its seat back', async () => {
    const { loginId, checkoutId, pageId } = await atThePage(site, 'undecided');
    await noteCancel(site.db, { loginId, checkoutId, at: new Date() });

    const row = await untilCheckout(site, checkoutId, 'abandoned');
    expect(row).toMatchObject({ status_reason: 'cancelled', payment_id: null, member_id: null });
    expect(site.stripe.sessions().find(({ id }) => id === pageId)?.status).toBe('expired');
  });

  it('replaces one begun earlier, whose page is closed', async () => {
    const first = await atThePage(site, 'twice');
    const second = await beginPurchase(site, first, { username: 'twice' });

    await untilCheckout(site, first.checkoutId, 'abandoned');
    site.stripe.pay((await pageOf(site, second.checkoutId)).id);
    const done = await untilCheckout(site, second.checkoutId, 'done');
    expect(await paymentsOf(site, done.member_id ?? '')).toHaveLength(1);
  });

  it('that had failed is taken up again when its money comes after all', async () => {
    const { checkoutId, pageId } = await atThePage(site, 'second-thoughts');
    site.stripe.pay(pageId, { method: 'debit' });
    site.stripe.fail(pageId);
    await untilCheckout(site, checkoutId, 'failed');
    await site.client.workflow.getHandle(`checkout/${checkoutId}`).result();

    const intent = site.stripe.sessions().find(({ id }) => id === pageId)?.payment_intent;
    site.stripe.distort(pageId, { paymentStatus: 'paid', intentStatus: 'succeeded' });
    const event = site.stripe.events().findLast(({ type }) => type === 'checkout.session.completed');
    expect(intent).toBeTypeOf('string');
    const object = structuredClone(event?.data.object);
    if (object === undefined) throw new Error('nothing was told of the page');
    site.stripe.webhooks.invent('checkout.session.async_payment_succeeded', { ...object });

    const row = await untilCheckout(site, checkoutId, 'needs_attention');
    // The simulator's bank never said how much came, which is a difference that a person looks at.
    expect(row.attention).toBe('amountDiffers');
    expect(
      await site.db
        .selectFrom('unmatched_payments')
        .select('reason')
        .where('checkout_id', '=', checkoutId)
        .execute(),
    ).toHaveLength(1);
  });

  it('of somebody whom the admins knew already belongs to that member', async () => {
    const known = await aMemberOf(site, { endsIn: 3 * DAY, username: 'known' });
    await eventually(async () => (await memberRow(site, known.id)).standing === 'active');
    const { loginId, email } = await aLoginOf(site, 'known');
    const { checkoutId } = await beginPurchase(site, { loginId, email }, { username: 'known' });
    site.stripe.pay((await pageOf(site, checkoutId)).id);

    const done = await untilCheckout(site, checkoutId, 'done');
    expect(done.member_id).toBe(known.id);
    expect((await memberRow(site, known.id)).login_id).toBe(loginId);
    const payments = await paymentsOf(site, known.id);
    expect(payments.map(({ from_at: from }) => from)).toEqual([payments[0]?.from_at, payments[0]?.to_at]);
  });

  it('of nothing needs no gateway', async () => {
    const { Monthly } = site.house.plans;
    await site.db.updateTable('plans').set({ cost: 0n }).where('id', '=', Monthly).execute();
    const { checkoutId } = await beginPurchase(site, await aLoginOf(site, 'guest'), { username: 'guest' });

    const done = await untilCheckout(site, checkoutId, 'done');
    await site.db.updateTable('plans').set({ cost: 1000n }).where('id', '=', Monthly).execute();
    expect(done.external_id).toBeNull();
    expect(await paymentsOf(site, done.member_id ?? '')).toMatchObject([
      { amount: 0n, transaction_id: `free/${checkoutId}` },
    ]);
    expect(remoteUser(site, 'guest')?.state).toBe('enabled');
  });
});

describe('a notice', () => {
  it('about money that no purchase of this site waits for is kept for a person', async () => {
    const { checkoutId, pageId } = await atThePage(site, 'stranger');
    // As if another site used the same account at the gateway.
    await site.db
      .updateTable('checkouts')
      .set({ external_id: null, cancelled_at: new Date() })
      .where('id', '=', checkoutId)
      .execute();
    const page = site.stripe.sessions().find(({ id }) => id === pageId);
    Object.assign(page ?? {}, { client_reference_id: 'another-site' });
    site.stripe.pay(pageId);

    const [stray] = await eventually(async () => {
      const rows = await site.db
        .selectFrom('unmatched_payments')
        .selectAll()
        .where('reason', '=', 'unknownCheckout')
        .execute();
      return rows.length > 0 ? rows : null;
    });
    expect(stray).toMatchObject({
      amount: 1000n,
      checkout_id: null,
      payer_email: 'stranger@members.example',
    });
    expect((await checkoutOf(site, checkoutId)).payment_id).toBeNull();
  });
});
