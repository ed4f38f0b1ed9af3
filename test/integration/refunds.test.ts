import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningApi } from '../support/api.ts';
import { memberRow, paymentsOf, timelineOf } from '../support/looking.ts';
import { atThePage, checkoutOf, openWebhooks, untilCheckout } from '../support/purchase.ts';
import { eventually, remoteUser, startTestSite, type TestSite } from '../support/site.ts';

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
