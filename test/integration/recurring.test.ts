import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { poke } from '../../db/queries/outbox.ts';
import { askCancel } from '../../db/queries/recurring.ts';
import { readSettings } from '../../db/queries/settings.ts';
import type { StartMode } from '../../domain/plan-change/start-modes.ts';
import type { RunningApi } from '../support/api.ts';
import { journalOf, memberRow, paymentsOf, timelineOf, troublesOf } from '../support/looking.ts';
import { administratorRow } from '../support/member-rows.ts';
import { aLoginOf, beginPurchase, openWebhooks, pageOf, untilCheckout } from '../support/purchase.ts';
import { aSubscriber, connectTo, recurringRow, type Subscriber } from '../support/recurring.ts';
import { settledMember } from '../support/settled-members.ts';
import { aMemberOf, eventually, pay, startTestSite, type TestSite } from '../support/site.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;

let site: TestSite;
let api: RunningApi;
let adminEmail: string;
beforeAll(async () => {
  site = await startTestSite();
  api = await openWebhooks(site);
  ({ adminEmail } = (await readSettings(site.db, site.seal)).site);
});
afterAll(async () => {
  await api.stop();
  await site.stop();
});

function expiry(recurringGraceHours: number): Promise<void> {
  return site.setSettings('subscriptions', { enabled: true, expiryMode: 'remove_now', recurringGraceHours });
}

async function untilStanding(memberId: string, standing: string): Promise<void> {
  await eventually(async () => (await memberRow(site, memberId)).standing === standing, 40_000);
}

async function untilStatus({ externalId }: Subscriber, status: string): Promise<void> {
  await eventually(async () => (await recurringRow(site, externalId)).status === status, 40_000);
}

async function untilPayments(memberId: string, count: number) {
  return await eventually(async () => {
    const payments = await paymentsOf(site, memberId);
    return payments.length === count ? payments : null;
  }, 40_000);
}

/** Subjects of what the admins were told of this member, each message once. */
function toldToAdmins({ username }: Subscriber): string[] {
  return site.mail
    .distinct()
    .filter(({ to, subject }) => to.includes(adminEmail) && subject.includes(username))
    .map(({ subject }) => subject);
}

/** What became of the account on the media server since it was made. */
function changesTo({ jellyfin, remoteId }: Subscriber): string[] {
  return journalOf(jellyfin, remoteId)
    .map(({ kind }) => kind)
    .filter((kind) => kind !== 'created');
}

describe('a recurring subscription within its grace', () => {
  beforeAll(() => expiry(48));

  it('S25: a charge that arrives after the end leaves access as it was, and pays from the end on', async () => {
    const member = await aSubscriber(site, 3_000);
    site.stripe.fate(member.externalId, { kind: 'late', byMs: 4_000 });

    await untilStanding(member.id, 'grace');
    const [first, second] = await untilPayments(member.id, 2);
    await untilStanding(member.id, 'active');

    expect(second?.from_at).toEqual(first?.to_at);
    expect(second?.from_at.getTime()).toBe(member.endsAt);
    expect(second).toMatchObject({ source: 'stripe', subscription_id: member.externalId, amount: 1500n });
    expect(changesTo(member)).toEqual([]);
  });

  it('D4: one charge is recorded once, however often and by whomever it is reported', async () => {
    site.stripe.webhooks.knobs.copies = 3;
    const member = await aSubscriber(site, 3_000);
    const { externalId } = member;
    await untilPayments(member.id, 2);
    for (const event of site.stripe.events()) {
      if (JSON.stringify(event).includes(externalId)) site.stripe.resend(event.id);
    }
    await site.stripe.webhooks.idle();
    const questions = () => site.stripe.requests.filter(({ path }) => path.endsWith(externalId)).length;
    const before = questions();
    const key = `stripe/${externalId}`;
    for (const reason of ['asked', 'asked again', 'and again'])
      await poke(site.db, { workflow: 'billing', key, reason });
    await poke(site.db, { workflow: 'subscription', key: member.id, reason: 'looked at again' });
    await eventually(async () => {
      const owed = await site.db.selectFrom('outbox').select('id').where('key', '=', key).execute();
      return owed.length === 0 && questions() > before;
    });
    site.stripe.calmDown();

    const payments = await paymentsOf(site, member.id);
    const ledger = await site.db
      .selectFrom('ledger_entries')
      .select('external_id')
      .where('member_id', '=', member.id)
      .execute();
    expect(payments).toHaveLength(2);
    expect(ledger).toEqual([{ external_id: `${payments[1]?.transaction_id}#1` }]);
    expect(changesTo(member)).toEqual([]);
  });

  it('D5: a member whose gateway still tries is not cut off, and is told that the charge failed', async () => {
    const member = await aSubscriber(site, 3_000);
    site.stripe.fate(member.externalId, { kind: 'declined', retriesMs: [5_000], outcome: 'paid' });

    await untilStatus(member, 'past_due');
    await untilStanding(member.id, 'grace');
    await eventually(() =>
      site.mail.to(member.email).find(({ subject }) => /did not go through/.test(subject)),
    );
    await eventually(() => toldToAdmins(member).some((subject) => /did not go through/.test(subject)));
    const [first, second] = await untilPayments(member.id, 2);
    await untilStatus(member, 'active');

    expect(second?.from_at).toEqual(first?.to_at);
    expect(changesTo(member)).toEqual([]);
  });

  it('ends with the gateway: what it gave up is over, and access goes', async () => {
    const member = await aSubscriber(site, 3_000);
    site.stripe.fate(member.externalId, { kind: 'declined', retriesMs: [1_500], outcome: 'canceled' });

    await untilStatus(member, 'ended');
    await untilStanding(member.id, 'expired');

    expect(changesTo(member)).not.toEqual([]);
    expect(await paymentsOf(site, member.id)).toHaveLength(1);
    const handle = site.client.workflow.getHandle(`billing/stripe/${member.externalId}`);
    await eventually(async () => (await handle.describe()).status.name === 'COMPLETED');
  });

  it('a state that nobody knows takes nothing and asks for a person', async () => {
    const member = await aSubscriber(site, 20 * DAY);
    site.stripe.distortSubscription(member.externalId, 'half_asleep');

    const [trouble] = await eventually(async () => {
      const troubles = await troublesOf(site, member.id);
      return troubles.length > 0 ? troubles : null;
    });
    expect(trouble).toMatchObject({
      type: 'GatewayReplyUnreadable',
      step_key: `gateway/${member.recurringId}`,
    });
    expect((await recurringRow(site, member.externalId)).status).toBe('active');

    site.stripe.resume(member.externalId);
    await eventually(async () => (await troublesOf(site, member.id)).length === 0);
  });

  it('a charge in another currency, or for no period, is kept for a person and buys no time', async () => {
    const euros = await aSubscriber(site, 2_000, { currency: 'eur' });
    const changed = await aSubscriber(site, 2_000);
    site.stripe.fate(changed.externalId, { kind: 'proration', amount: 300 });

    const stray = await eventually(async () => {
      const rows = await site.db
        .selectFrom('unmatched_payments')
        .select(['subscription_id', 'reason', 'amount', 'currency'])
        .where('subscription_id', 'in', [euros.externalId, changed.externalId])
        .orderBy('reason')
        .execute();
      return rows.length === 2 ? rows : null;
    });
    expect(stray).toEqual([
      { subscription_id: changed.externalId, reason: 'notForPeriod', amount: 300n, currency: 'USD' },
      { subscription_id: euros.externalId, reason: 'otherCurrency', amount: 1500n, currency: 'EUR' },
    ]);
    expect(await paymentsOf(site, euros.id)).toHaveLength(1);
    expect(await paymentsOf(site, changed.id)).toHaveLength(2);
  });
});

describe('a charge that comes when access has ended already', () => {
  beforeAll(() => expiry(0));

  it('D5: restores access by itself, and the whole time is counted from then', async () => {
    const member = await aSubscriber(site, 2_000);
    site.stripe.fate(member.externalId, { kind: 'late', byMs: 6_000 });
    await untilStanding(member.id, 'expired');

    const [, second] = await untilPayments(member.id, 2);
    await untilStanding(member.id, 'active');

    // By the server's own record: what this test sees, it sees late on a busy machine.
    const gone = journalOf(member.jellyfin, member.remoteId).find(({ kind }) => kind === 'deleted');
    const goneAt = gone?.at ?? Number.POSITIVE_INFINITY;
    expect(second?.from_at.getTime()).toBeGreaterThan(member.endsAt);
    expect(second?.from_at.getTime()).toBeGreaterThanOrEqual(goneAt - 1_000);
    expect((await paymentsOf(site, member.id)).at(-1)?.to_at.getTime()).toBeGreaterThan(goneAt + 27 * DAY);
  });

  it('D5: is found by asking where no notice ever arrives', async () => {
    site.stripe.webhooks.knobs.lost = true;
    const member = await aSubscriber(site, 2_000);
    site.stripe.fate(member.externalId, { kind: 'late', byMs: 3_000 });

    await untilPayments(member.id, 2);
    await untilStanding(member.id, 'active');
    site.stripe.calmDown();
  });

  it('the gateway is asked before anything is taken: a charge that came in time loses nothing', async () => {
    site.stripe.webhooks.knobs.lost = true;
    const member = await aSubscriber(site, 3_000);

    const [first, second] = await untilPayments(member.id, 2);
    await untilStanding(member.id, 'active');
    site.stripe.calmDown();

    expect(second?.from_at).toEqual(first?.to_at);
    expect(changesTo(member)).toEqual([]);
  });
});

describe('a subscription that is stopped', () => {
  beforeAll(() => expiry(48));

  it('S5: is not reminded while it is charged; once it is cancelled at the gateway, it is', async () => {
    const member = await aSubscriber(site, 2 * DAY + HOUR);
    await eventually(async () => (await recurringRow(site, member.externalId)).asked_at);
    await poke(site.db, { workflow: 'subscription', key: member.id, reason: 'looked at again' });
    await eventually(async () => (await memberRow(site, member.id)).standing === 'active');
    expect(site.mail.to(member.email).filter(({ subject }) => /ends/.test(subject))).toEqual([]);

    site.stripe.cancel(member.externalId, { atPeriodEnd: true });
    await untilStatus(member, 'cancelled_at_period_end');

    await eventually(() => site.mail.to(member.email).find(({ subject }) => /not be charged/.test(subject)));
    await eventually(() => toldToAdmins(member).some((subject) => /is cancelled/.test(subject)));
    await eventually(async () => {
      const sent = await site.db
        .selectFrom('notices')
        .select('key')
        .where('member_id', '=', member.id)
        .where('event', '=', 'subscriptionExpiringSoon')
        .where('status', '=', 'sent')
        .execute();
      return sent.length === 1;
    });
  });

  it('from here is stopped once at the gateway, also where its answer is lost, and its time runs to the end', async () => {
    const member = await aSubscriber(site, 20 * DAY);
    await eventually(async () => (await recurringRow(site, member.externalId)).asked_at);
    site.stripe.faults.add({
      kind: 'effectThenNoAnswer',
      cut: true,
      method: 'POST',
      route: `/v1/subscriptions/${member.externalId}`,
      times: 2,
    });
    const by = await administratorRow(site.db, new Date());
    const request = { id: member.recurringId, actor: 'admin', by, now: new Date() } as const;
    expect(await site.db.transaction().execute((trx) => askCancel(trx, request))).toBe(true);
    expect(await site.db.transaction().execute((trx) => askCancel(trx, request))).toBe(false);

    await eventually(async () => (await recurringRow(site, member.externalId)).status !== 'active', 60_000);

    expect(await recurringRow(site, member.externalId)).toMatchObject({
      status: 'cancelled_at_period_end',
      cancel_asked_at: null,
    });
    const cancelled = site.stripe
      .events()
      .filter(
        ({ type, data }) =>
          type === 'customer.subscription.updated' && JSON.stringify(data).includes(member.externalId),
      );
    expect(cancelled).toHaveLength(1);
    expect((await timelineOf(site, member.id)).map(({ kind }) => kind)).toContain('recurringCancelAsked');
    expect(changesTo(member)).toEqual([]);
  }, 90_000);
});

describe('a change of plan', () => {
  beforeAll(() => expiry(48));

  async function aMemberWhoBuys(): Promise<Subscriber & { loginId: string }> {
    const member = await aSubscriber(site, 20 * DAY);
    await eventually(async () => (await recurringRow(site, member.externalId)).asked_at);
    const { loginId } = await aLoginOf(site, `buyer-${member.username}`);
    await site.db.updateTable('members').set({ login_id: loginId }).where('id', '=', member.id).execute();
    return { ...member, loginId };
  }

  async function buy(member: Subscriber & { loginId: string }, startMode: StartMode): Promise<void> {
    const planId = site.house.plans.Yearly;
    const purchase = await beginPurchase(site, member, { username: null, planId, startMode });
    expect((await recurringRow(site, member.externalId)).cancel_asked_at).toBeNull();
    site.stripe.pay((await pageOf(site, purchase.checkoutId)).id);
    await untilCheckout(site, purchase.checkoutId, 'done');
  }

  function endedAtStripe({ externalId }: Subscriber): number {
    return site.stripe
      .events()
      .filter(({ type, data }) => type.endsWith('.deleted') && JSON.stringify(data).includes(externalId))
      .length;
  }

  it.each<[StartMode]>([['now'], ['after']])(
    'S56: Given a recurring member changes plan (%s), when it is paid, then the gateway subscription is cancelled, once, and never charges again',
    async (startMode) => {
      const member = await aMemberWhoBuys();
      // It is done there, and the answer is lost twice: what was done is looked up.
      site.stripe.faults.add({
        kind: 'effectThenNoAnswer',
        cut: true,
        method: 'DELETE',
        route: `/v1/subscriptions/${member.externalId}`,
        times: 2,
      });

      await buy(member, startMode);
      await untilStatus(member, 'ended');

      expect(endedAtStripe(member)).toBe(1);
      const atStripe = site.stripe.subscriptions().find(({ id }) => id === member.externalId);
      expect(atStripe?.status).toBe('canceled');
      const [old, bought] = await paymentsOf(site, member.id);
      expect(await recurringRow(site, member.externalId)).toMatchObject({
        cancel_asked_at: null,
        replaced_by_payment_id: bought?.id,
      });
      expect(bought).toMatchObject({ plan_id: site.house.plans.Yearly, from_at: old?.to_at });
      const told = await timelineOf(site, member.id);
      const replaced = told.filter(({ kind }) => kind === 'recurringReplaced');
      expect(replaced).toMatchObject([{ data: { externalId: member.externalId, toPlan: 'Yearly' } }]);
      const mail = await eventually(() =>
        site.mail.to(member.email).find(({ text }) => text.includes('The automatic charges for Monthly')),
      );
      expect(mail.subject).toMatch(startMode === 'now' ? /^Yearly until/ : /^Extended until/);
      expect(changesTo(member)).toEqual([]);
    },
    90_000,
  );

  it('is whole though the gateway refuses to stop: a person is asked, and it is stopped once it lets us', async () => {
    const member = await aMemberWhoBuys();
    const fault = site.stripe.faults.add({
      kind: 'status',
      status: 403,
      method: 'DELETE',
      route: `/v1/subscriptions/${member.externalId}`,
    });

    await buy(member, 'now');
    const [trouble] = await eventually(async () => {
      const troubles = await troublesOf(site, member.id);
      return troubles.length > 0 ? troubles : null;
    }, 60_000);

    expect(trouble).toMatchObject({ step_key: `gateway/${member.recurringId}` });
    expect(await recurringRow(site, member.externalId)).toMatchObject({ status: 'active' });
    site.stripe.faults.remove(fault);
    await poke(site.db, {
      workflow: 'billing',
      key: `stripe/${member.externalId}`,
      reason: 'the key may do it now',
    });
    await untilStatus(member, 'ended');
    expect(await troublesOf(site, member.id)).toEqual([]);
    expect(await paymentsOf(site, member.id)).toHaveLength(2);
  }, 120_000);

  it('is none where the same plan is bought: what renews itself goes on', async () => {
    const member = await aMemberWhoBuys();
    const planId = site.house.plans.Monthly;
    const purchase = await beginPurchase(site, member, { username: null, planId });
    site.stripe.pay((await pageOf(site, purchase.checkoutId)).id);
    await untilCheckout(site, purchase.checkoutId, 'done');

    expect(await recurringRow(site, member.externalId)).toMatchObject({
      status: 'active',
      cancel_asked_at: null,
      replaced_by_payment_id: null,
    });
  });
});

describe('a notice about a subscription that nobody has connected', () => {
  it('S11: with the subscription of member A and the address of B, A gets the charge', async () => {
    const [a, b] = [await settledMember(site), await settledMember(site)];
    const { id } = site.stripe.subscribe({ email: b.email });
    await site.db
      .updateTable('payments')
      .set({ subscription_id: id })
      .where('member_id', '=', a.id)
      .execute();
    site.stripe.charge(id);

    await untilPayments(a.id, 3);

    expect(await paymentsOf(site, b.id)).toHaveLength(1);
    expect((await recurringRow(site, id)).member_id).toBe(a.id);
  });

  it('goes to the one member whose address paid, on the plan that costs as much', async () => {
    const member = await aMemberOf(site, { endsIn: DAY });
    const cost = await site.db
      .selectFrom('plans')
      .select('cost')
      .where('id', '=', site.house.plans.Monthly)
      .executeTakeFirstOrThrow();
    const { id } = site.stripe.subscribe({ email: member.email.toUpperCase(), amount: Number(cost.cost) });

    const payments = await untilPayments(member.id, 2);

    expect(payments[1]).toMatchObject({ subscription_id: id, plan_id: site.house.plans.Monthly });
    expect(payments[1]?.from_at).toEqual(payments[0]?.to_at);
  });

  it('of nobody is kept as unmatched once, and one without money is none of ours', async () => {
    const { id } = site.stripe.subscribe({ email: 'stranger@elsewhere.example' });
    site.stripe.pause(id);

    await eventually(async () => {
      const open = await site.db
        .selectFrom('inbox')
        .select('id')
        .where('external_id', '=', id)
        .where('status', '=', 'pending')
        .execute();
      const all = await site.db.selectFrom('inbox').select('id').where('external_id', '=', id).execute();
      return open.length === 0 && all.length >= 3;
    });
    const stray = await eventually(async () => {
      const rows = await site.db
        .selectFrom('unmatched_payments')
        .select(['reason', 'payer_email', 'amount'])
        .where('subscription_id', '=', id)
        .execute();
      return rows.length > 0 && rows;
    });
    expect(stray).toEqual([
      { reason: 'unknownSubscription', payer_email: 'stranger@elsewhere.example', amount: 1500n },
    ]);
  });
});

describe('a subscription cannot be connected', () => {
  it('to a second member, nor a second living one to the same member', async () => {
    const member = await aSubscriber(site, 20 * DAY);
    const other = await settledMember(site);
    await pay(site, other.id, { from: other.endsAt, to: other.endsAt + DAY });
    const second = site.stripe.subscribe({ email: member.email });

    await expect(connectTo(site, other.id, member.externalId)).rejects.toThrow('known');
    await expect(connectTo(site, member.id, second.id)).rejects.toThrow('hasLiving');
  });
});
