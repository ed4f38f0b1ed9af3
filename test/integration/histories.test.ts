import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oweLoginNotice } from '../../db/queries/logins.ts';
import { noteCancel } from '../../db/queries/my-checkout.ts';
import { poke } from '../../db/queries/outbox.ts';
import { startMail } from '../simulators/mail/index.ts';
import type { RunningApi } from '../support/api.ts';
import { readHistories } from '../support/histories.ts';
import { memberRow, troublesOf } from '../support/looking.ts';
import {
  aLoginOf,
  atThePage,
  beginPurchase,
  checkoutOf,
  openWebhooks,
  untilCheckout,
} from '../support/purchase.ts';
import { endIn, settledMember } from '../support/settled-members.ts';
import { aMemberOf, eventually, startTestSite, type TestSite } from '../support/site.ts';

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

describe('the history of a process', () => {
  it('grows by at most 8 events, 1 local activity and 0 activities when a wake changes nothing', async () => {
    const member = await settledMember(site);
    const handle = site.client.workflow.getHandle(`subscription/${member.id}`);
    const before = await eventually(async () => {
      const events = (await handle.fetchHistory()).events ?? [];
      return events.some(({ timerStartedEventAttributes: timer }) => timer != null) ? events.length : null;
    });
    await poke(site.db, { workflow: 'subscription', key: member.id, reason: 'woken' });
    const added = await eventually(async () => {
      const events = (await handle.fetchHistory()).events?.slice(before) ?? [];
      return events.some(({ timerStartedEventAttributes: timer }) => timer != null) ? events : null;
    });

    expect(added.length).toBeLessThanOrEqual(8);
    expect(added.filter(({ markerRecordedEventAttributes: local }) => local != null)).toHaveLength(1);
    expect(added.filter(({ activityTaskScheduledEventAttributes: activity }) => activity != null)).toEqual(
      [],
    );
  });

  it('holds no e-mail address, name, username, password or secret, whatever went wrong', async () => {
    const secrets = new Set<string>([
      ...Object.values(site.stripe.keys),
      ...site.jellyfins.map(({ apiKey }) => apiKey),
      'wrong-smtp-password',
      'one-time-words',
    ]);
    await goWrongAtTheMediaServer();
    await goWrongInTheMail();
    await goWrongWithMoney();

    for (const { text } of site.mail.mails) {
      const password = /Password:?\s+(\S+)/.exec(text)?.[1];
      if (password !== undefined) secrets.add(password);
    }
    const members = await site.db.selectFrom('members').select(['email', 'display_name as name']).execute();
    const logins = await site.db.selectFrom('logins').select(['email', 'name']).execute();
    for (const { email, name } of [...members, ...logins]) secrets.add(email).add(name);
    for (const { username } of await site.db.selectFrom('access_grants').select('username').execute())
      secrets.add(username);
    expect(secrets.size).toBeGreaterThan(20);

    const types = ['subscription', 'access', 'checkout', 'gatewayNotice', 'message', 'serverSync'];
    const histories = await readHistories(site.client, site.taskQueue, (found) =>
      types.every((type) => found.includes(type)),
    );
    const told = histories.flatMap(({ workflowId, text }) =>
      [...secrets]
        .filter((secret) => text.toLowerCase().includes(secret.toLowerCase()))
        .map((secret) => `${workflowId}: ${secret}`),
    );
    expect(told).toEqual([]);
    // The failures themselves can be read there: it is not for want of words.
    const all = histories.map(({ text }) => text).join();
    for (const words of ['It said', 'Jellyfin answered 500', 'Stripe refused']) expect(all).toContain(words);
    expect(Math.max(...histories.map(({ largest }) => largest))).toBeLessThan(10_000);
  });
});

async function goWrongAtTheMediaServer(): Promise<void> {
  for (const { faults } of site.jellyfins) {
    const create = { method: 'POST', route: '/Users/New', times: 1 } as const;
    faults.add({
      kind: 'status',
      status: 500,
      body: { message: 'crimson-ibex broke it' },
      ...create,
      bodyIncludes: 'crimson-ibex',
    });
    faults.add({ kind: 'html', ...create, bodyIncludes: 'cobalt-otter' });
    faults.add({ kind: 'effectThenNoAnswer', cut: true, ...create, bodyIncludes: 'amber-lynx' });
    faults.add({
      kind: 'status',
      status: 400,
      body: 'basalt-heron is not allowed',
      method: 'POST',
      route: '/Users/New',
      bodyIncludes: 'basalt-heron',
    });
  }
  const [refused, ...others] = await Promise.all(
    ['basalt-heron', 'crimson-ibex', 'cobalt-otter', 'amber-lynx'].map((username) =>
      aMemberOf(site, { endsIn: 20 * DAY, username, isAnnounced: true }),
    ),
  );
  for (const { id } of others)
    await eventually(async () => (await memberRow(site, id)).standing === 'active', 60_000);
  await eventually(async () => (await memberRow(site, refused?.id ?? '')).needs_attention);
  const ending = await endIn(site, await settledMember(site), 500);
  await eventually(() => ending.jellyfin.user(ending.remoteId)?.state === 'disabled');
  await poke(site.db, { workflow: 'serverSync', key: site.house.servers[0]?.id ?? '', reason: 'asked' });
}

async function goWrongInTheMail(): Promise<void> {
  const email = 'granite-badger@members.example';
  site.mail.faults.add({
    kind: 'reply',
    at: 'recipient',
    code: 450,
    text: `4.2.1 <${email}> granite-badger: mailbox of Granite-Badger busy`,
    to: email,
  });
  const unknown = 'harbour-osprey@members.example';
  site.mail.faults.add({
    kind: 'reply',
    at: 'recipient',
    code: 550,
    text: `5.1.1 <${unknown}> harbour-osprey unknown`,
    to: unknown,
  });
  const put = await aMemberOf(site, { endsIn: 20 * DAY, username: 'granite-badger' });
  await aMemberOf(site, { endsIn: 20 * DAY, username: 'harbour-osprey' });
  const { loginId } = await aLoginOf(site, 'fern-marten');
  const link = {
    loginId,
    email,
    event: 'resetPassword',
    url: 'http://site.example/reset?token=one-time-words',
    at: new Date(),
  } as const;
  await oweLoginNotice(site.db, site.seal, link);
  await eventually(async () => (await troublesOf(site, put.id)).length > 0);
  await eventually(
    async () =>
      (
        await site.db
          .selectFrom('notices')
          .select('last_error')
          .where('login_id', '=', loginId)
          .executeTakeFirst()
      )?.last_error,
  );

  const strict = await startMail({ credentials: { username: 'foyer', password: 'right-smtp-password' } });
  const mail = { enabled: true, host: '127.0.0.1', security: 'none', fromAddress: 'foyer@demo.example' };
  await site.setSettings('mail', {
    ...mail,
    port: strict.smtpPort,
    username: 'foyer',
    password: 'wrong-smtp-password',
  });
  const unable = await aMemberOf(site, { endsIn: 20 * DAY, username: 'dune-falcon' });
  await eventually(async () => (await troublesOf(site, unable.id)).length > 0);
  await site.setSettings('mail', { ...mail, port: site.mail.smtpPort, username: '', password: null });
  await strict.close();
}

async function goWrongWithMoney(): Promise<void> {
  site.stripe.faults.add({
    kind: 'status',
    status: 400,
    body: { error: { type: 'invalid_request_error', message: 'Invalid email: indigo-ibex@members.example' } },
    method: 'POST',
    route: '/v1/checkout/sessions',
    bodyIncludes: 'indigo-ibex',
    times: 1,
  });
  const { checkoutId } = await beginPurchase(site, await aLoginOf(site, 'indigo-ibex'), {
    username: 'indigo-ibex',
  });
  await eventually(async () => (await checkoutOf(site, checkoutId)).troubles.openPage);
  const paid = await atThePage(site, 'ember-otter');
  site.stripe.pay(paid.pageId);
  await untilCheckout(site, paid.checkoutId, 'done');
  const left = await atThePage(site, 'ember-lynx');
  await noteCancel(site.db, { ...left, at: new Date() });
  await untilCheckout(site, left.checkoutId, 'abandoned');
}
