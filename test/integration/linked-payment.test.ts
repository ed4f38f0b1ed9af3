import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../db/new-id.ts';
import { addLink } from '../../db/queries/member-links.ts';
import type { RunningApi } from '../support/api.ts';
import { lookAgainAt, memberRow, paymentsOf } from '../support/looking.ts';
import { aLoginOf, beginPurchase, openWebhooks, pageOf, untilCheckout } from '../support/purchase.ts';
import { type SettledMember, settledMembers } from '../support/settled-members.ts';
import { eventually, pay, remoteUser, startTestSite, type TestSite } from '../support/site.ts';

const DAY = 86_400_000;

let site: TestSite;
let api: RunningApi;

beforeAll(async () => {
  site = await startTestSite();
  api = await openWebhooks(site);
  await site.setSettings('subscriptions', { enabled: true, expiryMode: 'remove_now' });
  await site.db
    .updateTable('plans')
    .set({ max_sub_accounts: 2 })
    .where('id', '=', site.house.plans.Monthly)
    .execute();
});

afterAll(async () => {
  await api.stop();
  await site.stop();
});

/** Gives the member a login, as somebody has who buys on the site. */
async function signUp({ id, username }: SettledMember) {
  const login = await aLoginOf(site, username);
  await site.db.updateTable('members').set({ login_id: login.loginId }).where('id', '=', id).execute();
  return login;
}

async function link(masterId: string, subId: string): Promise<void> {
  const by = (await aLoginOf(site, `admin-${newId()}`)).loginId;
  const added = await site.db
    .transaction()
    .execute((trx) => addLink(trx, { masterId, subId, by, now: new Date() }));
  expect(added).toEqual({ kind: 'added' });
}

describe('a purchase of a master', () => {
  it('S16: Given a master with 2 subs, one of them expired and removed, when the master pays, then all three end at the identical instant and the removed one is back', async () => {
    const now = Date.now();
    const [master, active, expired] = await settledMembers(site, [
      { endsAt: now + 5 * DAY },
      { endsAt: now + 5 * DAY },
      { endsAt: now + 2500 },
    ]);
    if (master === undefined || active === undefined || expired === undefined) throw new Error('nobody');
    for (const { id } of [active, expired]) await link(master.id, id);
    await eventually(() => expired.jellyfin.user(expired.remoteId)?.state === 'removed');
    expect((await lookAgainAt(site, expired.id)).standing).toBe('expired');

    const purchase = await beginPurchase(site, await signUp(master), { username: null });
    site.stripe.pay((await pageOf(site, purchase.checkoutId)).id);
    await untilCheckout(site, purchase.checkoutId, 'done');

    const paid = (await paymentsOf(site, master.id)).at(-1);
    for (const sub of [active, expired]) {
      const given = (await paymentsOf(site, sub.id)).at(-1);
      expect(given).toMatchObject({
        source: 'linked',
        amount: 0n,
        from_at: paid?.from_at,
        to_at: paid?.to_at,
        transaction_id: paid?.transaction_id,
      });
      expect([2, 3]).toContain(given?.sequence_number);
    }
    // The master has paid ahead: nobody is let in before the time begins.
    expect((await lookAgainAt(site, expired.id)).standing).toBe('expired');

    await startTimeNow([master.id, active.id, expired.id], paid?.transaction_id ?? '');

    await eventually(() => remoteUser(site, expired.username)?.state === 'enabled');
    const ends = await eventually(async () => {
      const rows = await Promise.all([master, active, expired].map(({ id }) => memberRow(site, id)));
      return rows.every(({ standing }) => standing === 'active')
        ? rows.map(({ entitled_until: until }) => until?.getTime())
        : null;
    });
    expect(ends).toEqual([paid?.to_at.getTime(), paid?.to_at.getTime(), paid?.to_at.getTime()]);
  });

  it('that is over gives everybody back at once, with a message to each', async () => {
    const soon = Date.now() + 2000;
    const [master, sub] = await settledMembers(site, [{ endsAt: soon }, { endsAt: soon }]);
    if (master === undefined || sub === undefined) throw new Error('nobody');
    await link(master.id, sub.id);
    await eventually(() => sub.jellyfin.user(sub.remoteId)?.state === 'removed');
    await eventually(() => master.jellyfin.user(master.remoteId)?.state === 'removed');

    const from = Date.now();
    await pay(site, master.id, { from, to: from + 30 * DAY, isAnnounced: true });

    await eventually(() => remoteUser(site, sub.username)?.state === 'enabled');
    await eventually(() => remoteUser(site, master.username)?.state === 'enabled');
    const mail = await eventually(() =>
      site.mail.to(sub.email).find(({ subject }) => subject.startsWith('Extended until')),
    );
    expect(mail.text).not.toContain('Paid:');
    const end = new Date(from + 30 * DAY);
    await eventually(async () => {
      const rows = await Promise.all([master, sub].map(({ id }) => memberRow(site, id)));
      return rows.every(({ entitled_until: until }) => until?.getTime() === end.getTime());
    });
  });
});

/** As if the days until the new window had gone by. */
async function startTimeNow(memberIds: readonly string[], transactionId: string): Promise<void> {
  const turn = new Date(Date.now() + 1000);
  await site.db
    .updateTable('payments')
    .set({ to_at: turn })
    .where('member_id', 'in', [...memberIds])
    .where('to_at', '>', turn)
    .where('transaction_id', '<>', transactionId)
    .execute();
  await site.db
    .updateTable('payments')
    .set({ from_at: turn })
    .where('transaction_id', '=', transactionId)
    .execute();
  // Pokes everybody.
  await site.setSettings('reminders', { enabled: false });
}
