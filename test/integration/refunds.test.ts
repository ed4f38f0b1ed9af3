import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { poke } from '../../db/queries/outbox.ts';
import { readSettings } from '../../db/queries/settings.ts';
import { recurringByName } from '../../db/queries/recurring.ts';
import { STRIPE_MAIN, transactionSyncKey, transactionSyncRow } from '../../db/queries/transaction-sync.ts';
import type { RunningApi } from '../support/api.ts';
import { journalOf, memberRow, paymentsOf, timelineOf } from '../support/looking.ts';
import { workflowId } from '../../workflows/ids.ts';
import { atThePage, checkoutOf, openWebhooks, untilCheckout } from '../support/purchase.ts';
import { settledMembers } from '../support/settled-members.ts';
import { aMemberOf, eventually, pay, remoteUser, startTestSite, type TestSite } from '../support/site.ts';

const DAY = 86_400_000;

let site: TestSite;
let api: RunningApi;
beforeAll(async () => {
  site = await startTestSite();
  api = await openWebhooks(site);
  await site.setSettings('subscriptions', { enabled: true, expiryMode: 'remove_now' });
});
afterAll(async () => {
  await api.stop();
  await site.stop();
});

/** Somebody who has paid on the site and has access. */
async function aBuyer(name: string) {
  const { checkoutId, pageId } = await atThePage(site, name);
  site.stripe.pay(pageId);
  await untilCheckout(site, checkoutId, 'done');
  const memberId = (await checkoutOf(site, checkoutId)).member_id ?? '';
  const payment = await onlyPayment(memberId);
  expect(remoteUser(site, name)?.state).toBe('enabled');
  return { memberId, name, intent: payment.transaction_id, to: payment.to_at };
}

async function onlyPayment(memberId: string) {
  const [payment] = await paymentsOf(site, memberId);
  if (payment === undefined) throw new Error('nothing is paid');
  return payment;
}

async function untilStatus(memberId: string, status: string) {
  return await eventually(async () => {
    const payment = await onlyPayment(memberId);
    return payment.status === status ? payment : null;
  });
}

async function ledgerOf(memberId: string): Promise<string[]> {
  const rows = await site.db
    .selectFrom('ledger_entries')
    .select(['kind', 'amount'])
    .where('member_id', '=', memberId)
    .orderBy('id')
    .execute();
  return rows.map(({ kind, amount }) => `${kind} ${amount}`);
}

/** Every notice so far once more, the latest first. */
async function repeatAll(intent: string): Promise<void> {
  const about = site.stripe.events().filter((event) => JSON.stringify(event).includes(intent));
  for (const { id } of about.toReversed()) site.stripe.resend(id);
  await site.stripe.webhooks.idle();
}

describe('a chargeback', () => {
  it('S64: Given a chargeback, when seen, then flag and admin task; with end_now access ends now', async () => {
    await site.setSettings('payments', { onChargeback: 'flag' });
    const { memberId, name, intent, to } = await aBuyer('flagged');

    const dispute = site.stripe.dispute(intent);

    const flagged = await untilStatus(memberId, 'charged_back');
    expect(flagged.to_at).toEqual(to);
    expect(remoteUser(site, name)?.state).toBe('enabled');
    const task = site.db.selectFrom('money_backs').selectAll().where('payment_id', '=', flagged.id);
    expect((await task.executeTakeFirstOrThrow()).attention_since).not.toBeNull();
    site.stripe.closeDispute(dispute.id, 'won');
    await untilStatus(memberId, 'completed');

    await site.setSettings('payments', { onChargeback: 'end_now' });
    const lost = await aBuyer('ended');
    site.stripe.dispute(lost.intent);

    await eventually(() => remoteUser(site, 'ended')?.state === 'removed');
    const ended = await untilStatus(lost.memberId, 'charged_back');
    expect(ended.to_at.getTime()).toBeLessThanOrEqual(Date.now());
    await eventually(async () => (await memberRow(site, lost.memberId)).standing === 'expired');
  });

  it('that is won gives back status, period and access, and leaves ledger entries that add up', async () => {
    await site.setSettings('payments', { onChargeback: 'end_now' });
    const { memberId, name, intent, to } = await aBuyer('winner');
    const dispute = site.stripe.dispute(intent);
    await eventually(() => remoteUser(site, name)?.state === 'removed');

    site.stripe.closeDispute(dispute.id, 'won');

    await eventually(() => remoteUser(site, name)?.state === 'enabled');
    expect(await onlyPayment(memberId)).toMatchObject({ status: 'completed', to_at: to });
    const [paid, ...others] = await ledgerOf(memberId);
    const amount = paid?.split(' ')[1] ?? '';
    expect(others).toEqual([`chargeback -${amount}`, `chargeback ${amount}`]);
    expect((await timelineOf(site, memberId)).map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['paymentChargedBack', 'paymentEnded', 'paymentRestored', 'moneyReturned']),
    );
  });
});

describe('a refund', () => {
  it('is noted once, however often and in whatever order Stripe tells of it, and in part ends nothing', async () => {
    await site.setSettings('payments', { onRefund: 'end_now' });
    const { memberId, name, intent, to } = await aBuyer('refunded');
    site.stripe.webhooks.knobs.copies = 3;
    const { amount } = await onlyPayment(memberId);

    const part = site.stripe.refund(intent, { amount: 100 });
    await eventually(async () => (await ledgerOf(memberId)).length === 2);
    await repeatAll(intent);
    expect(await onlyPayment(memberId)).toMatchObject({ status: 'completed', to_at: to });
    expect(remoteUser(site, name)?.state).toBe('enabled');

    const rest = site.stripe.refund(intent);
    await eventually(() => remoteUser(site, name)?.state === 'removed');
    await repeatAll(intent);
    site.stripe.calmDown();

    expect(part.amount + rest.amount).toBe(Number(amount));
    expect(await ledgerOf(memberId)).toEqual([
      `payment ${amount}`,
      `refund -${part.amount}`,
      `refund -${rest.amount}`,
    ]);
    expect((await onlyPayment(memberId)).status).toBe('refunded');
    const events = (await timelineOf(site, memberId)).map(({ kind }) => kind);
    expect(events.filter((kind) => kind === 'paymentRefunded')).toHaveLength(2);
    expect(events.filter((kind) => kind === 'paymentEnded')).toHaveLength(1);

    site.stripe.failRefund(rest.id);
    await eventually(() => remoteUser(site, name)?.state === 'enabled');
    expect(await onlyPayment(memberId)).toMatchObject({ status: 'completed', to_at: to });
  });
});

describe('money that was sent to the account directly', () => {
  const key = transactionSyncKey(STRIPE_MAIN);
  const account = async () => await transactionSyncRow(site.db, STRIPE_MAIN);
  /** As an admin asks for it; answers what it says of itself once it has ended, well or not. */
  async function sync() {
    const before = await account();
    await poke(site.db, { workflow: 'transactionSync', key, reason: 'asked by an admin' });
    const row = await eventually(async () => {
      const after = await account();
      const isTried = after !== undefined && after.tried_at.getTime() !== before?.tried_at.getTime();
      return isTried && after.tried_until !== null ? after : null;
    });
    await site.client.workflow.getHandle(workflowId('transactionSync', key)).result();
    return row;
  }
  const listings = () => site.stripe.requests.filter(({ path }) => path === '/v1/charges').length;

  beforeAll(async () => {
    await site.setSettings('stripe', { enabled: true, transactionSync: true });
    // Nobody ever says a word: all is found by reading.
    site.stripe.webhooks.knobs.lost = true;
  });
  afterAll(() => site.stripe.calmDown());

  it('is not read while that is switched off', async () => {
    await site.setSettings('stripe', { enabled: true, transactionSync: false });
    const before = listings();
    await poke(site.db, { workflow: 'transactionSync', key, reason: 'too early' });

    const ended = async () => {
      const owed = await site.db.selectFrom('outbox').select('id').where('key', '=', key).execute();
      return (
        owed.length === 0 &&
        (await site.client.workflow.getHandle(workflowId('transactionSync', key)).describe())
      );
    };
    await eventually(async () => {
      const process = await ended();
      return process !== false && process.status.name === 'COMPLETED';
    });

    expect(listings()).toBe(before);
    await site.setSettings('stripe', { enabled: true, transactionSync: true });
  });

  it('is one payment of whoever sent it, who has access again, however often it is read (S10)', async () => {
    const expired = await aMemberOf(site, { endsIn: null });
    await pay(site, expired.id, { from: Date.now() - 40 * DAY, to: Date.now() - DAY });
    await eventually(async () => (await memberRow(site, expired.id)).standing === 'expired');
    const { id } = site.stripe.receive({ email: expired.email.toUpperCase(), amount: 1000 });
    const stray = site.stripe.receive({ email: 'stranger@example.org' });

    const before = listings();
    const first = await sync();
    const again = await sync();

    await eventually(async () => (await memberRow(site, expired.id)).standing === 'active');
    expect(remoteUser(site, expired.username)?.state).toBe('enabled');
    const [, payment, ...others] = await paymentsOf(site, expired.id);
    expect(others).toEqual([]);
    expect(payment).toMatchObject({ transaction_id: id, source: 'stripe', amount: 1000n });
    expect(await ledgerOf(expired.id)).toEqual(['payment 1000', 'payment 1000']);
    expect(first).toMatchObject({ recorded: 1, unmatched: 1, trouble_type: null });
    expect(again).toMatchObject({ recorded: 0, unmatched: 0, seen: first.seen });
    const { adminEmail } = (await readSettings(site.db, site.seal)).site;
    const told = await eventually(() =>
      site.mail.to(adminEmail).find(({ subject }) => /belongs to nobody yet/.test(subject)),
    );
    expect(told.text).toContain('stranger@example.org (no member has this address)');
    const unmatched = await site.db.selectFrom('unmatched_payments').selectAll().execute();
    expect(unmatched).toMatchObject([{ transaction_id: stray.id, reason: 'unknownPayer', status: 'new' }]);
    // What others' ends ask for meanwhile reads it as well.
    expect(listings()).toBeGreaterThanOrEqual(before + 2);
  });

  it('of a purchase or a subscription goes its own way, and what went back is asked for', async () => {
    const charged = await aMemberOf(site, { endsIn: 20 * DAY });
    const { id: externalId } = site.stripe.subscribe({ email: charged.email, amount: 1000 });
    const { memberId, intent } = await aBuyer('unheard');
    site.stripe.refund(intent, { amount: 100 });

    await sync();

    await eventually(async () => (await ledgerOf(memberId)).length === 2);
    expect(await ledgerOf(memberId)).toEqual(['payment 1000', 'refund -100']);
    const connected = await recurringByName(site.db, { gateway: 'stripe', externalId });
    expect(connected?.member_id).toBe(charged.id);
    expect(await paymentsOf(site, charged.id)).toMatchObject([{}, { subscription_id: externalId }]);
    await sync();
    expect(await paymentsOf(site, charged.id)).toHaveLength(2);
  });

  it('S83: Given money sent directly just before T, when T comes, then it is synced first and nobody is removed', async () => {
    const endsAt = Date.now() + 4_000;
    const [payer, other, late] = await settledMembers(site, [{ endsAt }, { endsAt }, { endsAt: endsAt + 1 }]);
    if (payer === undefined || other === undefined || late === undefined) throw new Error('nobody is there');
    site.stripe.receive({ email: payer.email, amount: 1000 });
    const before = listings();

    await eventually(async () => (await memberRow(site, other.id)).standing === 'expired');
    await eventually(async () => (await memberRow(site, late.id)).standing === 'expired');
    await eventually(async () => (await paymentsOf(site, payer.id)).length === 2);

    const [first, second] = await paymentsOf(site, payer.id);
    expect(second?.from_at).toEqual(first?.to_at);
    await eventually(async () => (await memberRow(site, payer.id)).standing === 'active');
    const changes = journalOf(payer.jellyfin, payer.remoteId).filter(({ kind }) => kind !== 'created');
    expect(changes).toEqual([]);
    expect(remoteUser(site, payer.username)?.state).toBe('enabled');
    expect(listings() - before).toBeLessThanOrEqual(2);
  });

  it('over a page that is none of this site’s becomes time at once, where a notice tells of it', async () => {
    const member = await aMemberOf(site, { endsIn: 20 * DAY });
    const { checkoutId, pageId } = await atThePage(site, 'linked-page');
    // As a page that was made at Stripe itself, for whoever has its link.
    await site.db
      .updateTable('checkouts')
      .set({ external_id: null, cancelled_at: new Date() })
      .where('id', '=', checkoutId)
      .execute();
    const page = site.stripe.sessions().find(({ id }) => id === pageId);
    const buyer = { ...page?.customer_details, email: member.email };
    Object.assign(page ?? {}, { client_reference_id: null, customer_details: buyer });
    site.stripe.calmDown();

    site.stripe.pay(pageId);

    const payments = await eventually(async () => {
      const found = await paymentsOf(site, member.id);
      return found.length === 2 ? found : null;
    });
    site.stripe.webhooks.knobs.lost = true;
    await sync();
    expect(await paymentsOf(site, member.id)).toEqual(payments);
    expect(payments[1]).toMatchObject({ source: 'stripe', checkout_id: null, payer_email: member.email });
  });

  it('is read later where the gateway does not answer, and the trouble is told until then', async () => {
    const member = await aMemberOf(site, { endsIn: 20 * DAY });
    site.stripe.receive({ email: member.email });
    site.stripe.faults.add({ route: '/v1/charges', kind: 'status', status: 503 });

    const failed = await sync();
    expect(failed).toMatchObject({ trouble_type: 'GatewayUnreachable' });
    expect(await paymentsOf(site, member.id)).toHaveLength(1);
    site.stripe.faults.clear();
    const read = await sync();

    expect(read).toMatchObject({ trouble_type: null, recorded: 1 });
    expect(await paymentsOf(site, member.id)).toHaveLength(2);
  });
});
