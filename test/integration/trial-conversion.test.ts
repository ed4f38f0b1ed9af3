import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTrial } from '../../db/queries/start-trial.ts';
import { readSettings } from '../../db/queries/settings.ts';
import { aTrialPlan } from '../support/a-trial.ts';
import type { RunningApi } from '../support/api.ts';
import { grantsOf, paymentsOf } from '../support/looking.ts';
import {
  aLoginOf,
  beginPurchase,
  checkoutOf,
  openWebhooks,
  pageOf,
  untilCheckout,
} from '../support/purchase.ts';
import { eventually, startTestSite, type TestSite } from '../support/site.ts';

const DAY = 86_400_000;

let site: TestSite;
let api: RunningApi;
let trialPlan: string;

/** The first server is for trials only, the second takes no trials. */
beforeAll(async () => {
  site = await startTestSite();
  api = await openWebhooks(site);
  trialPlan = await aTrialPlan(site.db, { days: 7 });
  await site.setSettings('trial', { enabled: true });
  await site.db
    .updateTable('servers')
    .set({ accepts_trials: true, trials_only: true, allow_new_subscriptions: false })
    .where('id', '=', serverId(0))
    .execute();
});

afterAll(async () => {
  await api.stop();
  await site.stop();
});

function serverId(index: number): string {
  const server = site.house.servers[index];
  if (server === undefined) throw new Error('no such server');
  return server.id;
}

function accountOn(index: number, username: string) {
  return site.jellyfins[index]?.user(username);
}

async function aTrialOf(username: string) {
  const login = await aLoginOf(site, username);
  const settings = await readSettings(site.db, site.seal);
  const started = await site.db.transaction().execute((trx) =>
    startTrial(trx, {
      loginId: login.loginId,
      planId: trialPlan,
      wantedUsername: username,
      now: new Date(),
      settings,
    }),
  );
  if (started.kind !== 'started') throw new Error(`refused: ${started.code}`);
  const { member_id: memberId } = await untilCheckout(site, started.checkoutId, 'done');
  if (memberId === null) throw new Error('the trial made no member');
  return { ...login, memberId, username };
}

describe('a member on a trial', () => {
  it('is let in on the server for trials and welcomed to the trial', async () => {
    const { email, memberId, username } = await aTrialOf('visitor');

    expect(accountOn(0, username)?.state).toBe('enabled');
    expect(accountOn(1, username)).toBeUndefined();
    expect(await paymentsOf(site, memberId)).toMatchObject([{ source: 'trial', amount: 0n }]);
    const mail = await eventually(() =>
      site.mail.to(email).find(({ subject }) => subject === 'Your trial at Foyer'),
    );
    expect(mail.text).toContain('costs nothing');
    const { adminEmail } = (await readSettings(site.db, site.seal)).site;
    const copy = await eventually(() =>
      site.mail.to(adminEmail).find(({ subject }) => subject.endsWith('has started a trial')),
    );
    expect(copy.text).toContain(email);
    expect(site.mail.to(email).some(({ subject }) => subject.startsWith('Welcome to'))).toBe(false);
  });

  it('is reminded of the end with the way to the plans', async () => {
    const { email, memberId } = await aTrialOf('reminded');
    const now = Date.now();
    await site.db
      .updateTable('payments')
      .set({ from_at: new Date(now - 6 * DAY), to_at: new Date(now + DAY / 2) })
      .where('member_id', '=', memberId)
      .execute();
    await site.setSettings('reminders', {});

    const mail = await eventually(() =>
      site.mail.to(email).find(({ subject }) => subject.startsWith('Your access ends')),
    );
    expect(mail.text).toContain('Your trial is ending');
    expect(mail.text).toContain('Choose a plan:\nhttp://site.example/subscribe');
    expect(mail.text).not.toContain('Price');
  });

  it('S67: Given a trial member on a trial-only server, when they buy, then they are granted elsewhere first, revoked there after', async () => {
    const buyer = await aTrialOf('convert');
    const [old] = await grantsOf(site, buyer.memberId);
    const oldAccount = accountOn(0, buyer.username);

    const { checkoutId } = await beginPurchase(site, buyer, { username: null });
    const held = await checkoutOf(site, checkoutId);
    site.stripe.pay((await pageOf(site, checkoutId)).id);
    await eventually(async () => {
      const grants = await grantsOf(site, buyer.memberId);
      return grants.length === 2 && grants[0]?.ended_at !== null;
    });

    const [trial, paid] = await paymentsOf(site, buyer.memberId);
    const [left, kept] = await grantsOf(site, buyer.memberId);
    expect(held.reserved_server_id).toBe(serverId(1));
    expect(trial?.to_at).toEqual(paid?.from_at);
    expect(left?.id).toBe(old?.id);
    expect(kept).toMatchObject({ server_id: serverId(1), ended_at: null });
    expect(accountOn(0, buyer.username)?.state).toBe('removed');
    expect(accountOn(1, buyer.username)?.state).toBe('enabled');
    // Never seatless: the new grant was there before the old one ended. Never without access: the servers' own
    // records say when the one account could be used and when the other was gone.
    expect(kept?.created_at.getTime()).toBeLessThanOrEqual(left?.ended_at?.getTime() ?? 0);
    const usable = site.jellyfins[1]?.journal.find(
      ({ userId, isDisabled, libraries }) =>
        userId === kept?.external_id && !isDisabled && libraries.length > 0,
    );
    const gone = site.jellyfins[0]?.journal.find(
      ({ userId, kind }) => userId === oldAccount?.id && kind === 'deleted',
    );
    expect(usable?.at).toBeLessThanOrEqual(gone?.at ?? 0);
    const before = site.jellyfins[0]?.journal.filter(({ userId }) => userId === oldAccount?.id).at(-2);
    expect(before).toMatchObject({ isDisabled: false });
    await untilCheckout(site, checkoutId, 'done');
  });

  it('keeps the access of the trial, and what was paid, while no other server has a place', async () => {
    const buyer = await aTrialOf('patient');
    const { checkoutId } = await beginPurchase(site, buyer, { username: null });
    const page = await pageOf(site, checkoutId);
    await setOpen(false);
    site.stripe.pay(page.id);
    await eventually(async () => (await paymentsOf(site, buyer.memberId)).length === 2);
    await eventually(async () => {
      const member = await site.db
        .selectFrom('members')
        .select('needs_attention')
        .where('id', '=', buyer.memberId)
        .executeTakeFirstOrThrow();
      return member.needs_attention;
    });

    expect(accountOn(0, buyer.username)?.state).toBe('enabled');

    await setOpen(true);
    await site.db.deleteFrom('step_troubles').where('member_id', '=', buyer.memberId).execute();
    await site.setSettings('reminders', {});
    await eventually(() => accountOn(0, buyer.username)?.state === 'removed');
    expect(accountOn(1, buyer.username)?.state).toBe('enabled');
  });

  async function setOpen(isOpen: boolean): Promise<void> {
    await site.db
      .updateTable('servers')
      .set({ maintenance: !isOpen })
      .where('id', '=', serverId(1))
      .execute();
  }
});
