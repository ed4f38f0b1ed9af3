import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pokeMembers } from '../../db/queries/outbox.ts';
import { recordPayment, snapshotOf } from '../../db/queries/record-payment.ts';
import { voidPayment } from '../../db/queries/void-payment.ts';
import { pokeMembersOn } from '../../db/queries/wake.ts';
import {
  grantsOf,
  journalOf,
  lookAgainAt,
  memberRow,
  paymentsOf,
  timelineOf,
  troublesOf,
} from '../support/looking.ts';
import { aLoginOf } from '../support/purchase.ts';
import { endIn, settledMember, settledMembers } from '../support/settled-members.ts';
import { aMemberOf, eventually, pay, remoteUser, startTestSite, type TestSite } from '../support/site.ts';

const DAY = 86_400_000;

let site: TestSite;
beforeAll(async () => {
  site = await startTestSite();
  await site.setSettings('subscriptions', { enabled: true, expiryMode: 'remove_now' });
  const { botToken, guildId } = site.discord;
  await site.setSettings('discordSync', { enabled: true, botToken, guildId, kick: true });
});
afterAll(async () => {
  await site.stop();
});

describe.concurrent('a subscription on real parts', () => {
  it('lets a member in, hands over the account, and ends access the second the time ends', async () => {
    const member = await aMemberOf(site, { endsIn: 20 * DAY, isAnnounced: true });

    const mail = await eventually(() =>
      site.mail.to(member.email).find((one) => /Your account on/.test(one.subject)),
    );
    expect(remoteUser(site, member.username)?.state).toBe('enabled');
    const password = /Password:?\s+(\S+)/.exec(mail.text)?.[1] ?? '';
    expect(site.jellyfins.some((jellyfin) => jellyfin.signIn(member.username, password) !== null)).toBe(true);

    const end = await moveEnd(member.id, 2_000);
    const removedAt = await eventually(() => remoteUser(site, member.username)?.removedAt);
    expect(removedAt).toBeGreaterThanOrEqual(end);
    await eventually(() => site.mail.to(member.email).find((one) => /has ended/.test(one.subject)));
    await eventually(async () => (await memberRow(site, member.id)).standing === 'expired');
  });

  it('a mail server that says nothing delays neither the beginning nor the end of access', async () => {
    const email = 'silence@members.example';
    site.mail.faults.add({ kind: 'hang', at: 'data', to: email });
    const member = await aMemberOf(site, { endsIn: 20 * DAY, username: 'silence', isAnnounced: true });
    // One attempt on a silent mail server takes 45 seconds.
    await eventually(async () => (await memberRow(site, member.id)).standing === 'active', 30_000);

    const end = await moveEnd(member.id, 2_000);
    const removedAt = await eventually(() => remoteUser(site, 'silence')?.removedAt);
    expect(removedAt - end).toBeLessThan(20_000);
  });

  it('takes who is on Discord off with the end, and a Discord that is slow delays no removal', async () => {
    const member = await settledMember(site);
    const discordId = site.discord.addUser(member.username);
    await site.db.updateTable('members').set({ discord_id: discordId }).where('id', '=', member.id).execute();
    site.discord.faults.add({ route: `*/members/${discordId}`, kind: 'slow', ms: 4_000, times: 1 });
    await endIn(site, member, 1_000);

    await eventually(() => remoteUser(site, member.username)?.removedAt);
    await eventually(async () => (await memberRow(site, member.id)).standing === 'expired');
    expect(site.discord.isOnServer(discordId)).toBe(true);

    await eventually(async () =>
      (await timelineOf(site, member.id)).some(({ kind }) => kind === 'discordKicked'),
    );
    expect(site.discord.isOnServer(discordId)).toBe(false);
    expect(await troublesOf(site, member.id)).toEqual([]);
  });

  it('time that was paid ahead follows without a gap', async () => {
    const member = await settledMember(site);
    const end = Date.now() + 3_000;
    await site.db
      .updateTable('payments')
      .set({ to_at: new Date(end) })
      .where('member_id', '=', member.id)
      .execute();
    await pay(site, member.id, { from: end, to: end + 30 * DAY });
    await eventually(() => Date.now() > end + 1_000);
    await lookAgainAt(site, member.id);

    expect(journalOf(member.jellyfin, member.remoteId).map(({ kind }) => kind)).toEqual(['created']);
    expect((await memberRow(site, member.id)).entitled_until?.getTime()).toBe(end + 30 * DAY);
  });

  it('a permanent member keeps access whatever ends', async () => {
    const member = await settledMember(site);
    await site.db.updateTable('members').set({ is_permanent: true }).where('id', '=', member.id).execute();
    const { endsAt } = await endIn(site, member, 1_000);
    await eventually(() => Date.now() > endsAt + 1_000);

    expect((await lookAgainAt(site, member.id)).standing).toBe('permanent');
    expect(journalOf(member.jellyfin, member.remoteId)).toHaveLength(1);
    expect(site.mail.to(member.email)).toEqual([]);
  });

  it('a renewal after the end makes a new account under the old name', async () => {
    const member = await endIn(site, await settledMember(site), 500);
    await eventually(async () => (await memberRow(site, member.id)).standing === 'expired');
    await pay(site, member.id, { from: Date.now(), to: Date.now() + 30 * DAY });

    await eventually(async () => (await memberRow(site, member.id)).standing === 'active');
    const grants = await grantsOf(site, member.id);
    expect(grants.map(({ username, observed_key: key }) => [username, key.split(':')[0]])).toEqual([
      [member.username, 'removed'],
      [member.username, 'full'],
    ]);
    await eventually(() => site.mail.to(member.email).find(({ subject }) => /Your account on/.test(subject)));
  });

  it('a payment taken back ends access at once', async () => {
    const member = await settledMember(site);
    const [payment] = await paymentsOf(site, member.id);
    const { loginId } = await aLoginOf(site, 'voiding-admin');
    await site.db.transaction().execute((trx) =>
      voidPayment(trx, {
        paymentId: payment?.id ?? '',
        why: 'cash never came',
        by: loginId,
        now: new Date(),
      }),
    );

    await eventually(() => member.jellyfin.user(member.remoteId)?.state === 'removed');
    await eventually(async () => (await memberRow(site, member.id)).standing === 'registered');
  });

  it('an account that somebody removed by hand is made anew while the time lasts', async () => {
    const member = await settledMember(site);
    await fetch(`${member.jellyfin.url}/Users/${member.remoteId}`, {
      method: 'DELETE',
      headers: { authorization: `MediaBrowser Token="${member.jellyfin.apiKey}"` },
    });
    // Noticed with the next change of what the account should have.
    await site.db
      .updateTable('access_grants')
      .set({ observed_key: 'full:other:' })
      .where('id', '=', member.grantId)
      .execute();
    await pokeMembers(site.db, 'compared', [member.id]);

    const anew = await eventually(() =>
      site.jellyfins
        .flatMap((jellyfin) => jellyfin.users())
        .find(({ name, state }) => name === member.username && state === 'enabled'),
    );
    expect(anew.id).not.toBe(member.remoteId);
    await eventually(() => site.mail.to(member.email).find(({ subject }) => /Your account on/.test(subject)));
  });
});

/** Paid three days ago on a plan of 30 days that starts with the first playback, and let in since. */
async function whoPaidThreeDaysAgo() {
  const member = await aMemberOf(site, { endsIn: null });
  const planId = site.house.plans.Monthly;
  const snapshot = await snapshotOf(site.db, planId, 'USD');
  if (snapshot === null) throw new Error('no such plan');
  await site.db.transaction().execute((trx) =>
    recordPayment(trx, {
      memberId: member.id,
      planId,
      snapshot: { ...snapshot, durationCount: 30, durationUnit: 'day', periodStart: 'first_playback' },
      amount: { amount: 1000n, currency: 'USD' },
      source: 'manual',
      transactionId: member.username,
      now: new Date(),
      zone: 'UTC',
    }),
  );
  const mail = await eventually(() =>
    site.mail.to(member.email).find((one) => /Your account on/.test(one.subject)),
  );
  const password = /Password:?\s+(\S+)/.exec(mail.text)?.[1] ?? '';
  const back = sql`interval '3 days'`;
  await sql`update payments set from_at = from_at - ${back}, to_at = to_at - ${back},
    clock_starts_by = clock_starts_by - ${back} where member_id = ${member.id}`.execute(site.db);
  const jellyfin = site.jellyfins.find((one) => one.user(member.username)?.state === 'enabled');
  if (jellyfin === undefined) throw new Error('there is no account');
  return { ...member, jellyfin, token: jellyfin.signIn(member.username, password) ?? '' };
}

describe('time that starts with the first playback', () => {
  it('S41: first seen on day 3, it ends at the instant of that playback plus the duration', async () => {
    const member = await whoPaidThreeDaysAgo();
    await lookAgainAt(site, member.id);
    const [waiting] = await paymentsOf(site, member.id);
    expect(waiting?.playback_asked_at).not.toBeNull();
    expect(waiting?.clock_starts_by?.getTime()).toBe((waiting?.to_at.getTime() ?? 0) - 30 * DAY);

    const playedAt = Date.now();
    member.jellyfin.play(member.token, 'A film', playedAt);
    await site.db
      .updateTable('payments')
      .set({ playback_asked_at: new Date(playedAt - DAY) })
      .where('member_id', '=', member.id)
      .execute();
    await lookAgainAt(site, member.id);

    const [payment] = await paymentsOf(site, member.id);
    expect(payment?.clock_starts_by).toBeNull();
    expect(payment?.to_at.getTime()).toBe(playedAt + 30 * DAY);
    expect(payment?.from_at).toEqual(waiting?.from_at);
    expect((await timelineOf(site, member.id)).map(({ kind }) => kind)).toContain('clockStarted');
    await eventually(
      async () => (await memberRow(site, member.id)).entitled_until?.getTime() === playedAt + 30 * DAY,
    );
  });

  it('waits on while the server does not tell what was watched, which delays nobody’s access', async () => {
    const member = await whoPaidThreeDaysAgo();
    member.jellyfin.play(member.token, 'A film');
    const silent = { method: 'GET', route: /^\/System\/ActivityLog/, kind: 'status', status: 503 } as const;
    member.jellyfin.faults.add(silent);

    expect((await lookAgainAt(site, member.id)).standing).toBe('active');
    const [trouble] = await troublesOf(site, member.id);
    expect(trouble).toMatchObject({
      step_key: expect.stringMatching(/^playback\//),
      type: 'GatewayUnreachable',
    });
    await pay(site, member.id, { from: Date.now() + 60 * DAY, to: Date.now() + 90 * DAY });
    expect((await lookAgainAt(site, member.id)).standing).toBe('active');
    expect((await paymentsOf(site, member.id))[0]?.clock_starts_by).not.toBeNull();

    member.jellyfin.faults.clear();
    await site.db
      .updateTable('step_troubles')
      .set({ retry_at: new Date() })
      .where('member_id', '=', member.id)
      .execute();
    await lookAgainAt(site, member.id);
    expect((await paymentsOf(site, member.id))[0]?.clock_starts_by).toBeNull();
    expect(await troublesOf(site, member.id)).toEqual([]);
  });
});

describe('a change of what is shared', () => {
  it('reaches every member on the server, and an account that is restricted keeps what stays', async () => {
    const [staying] = await site.db
      .selectFrom('library_groups')
      .select('id')
      .where('kind', '=', 'standard')
      .execute();
    const [first, second] = await settledMembers(site, [
      { endsAt: Date.now() + 20 * DAY },
      { endsAt: Date.now() + 20 * DAY },
    ]);
    if (first === undefined || second === undefined) throw new Error('too few');
    const serverId = site.house.servers[0]?.id ?? '';
    const [privateGroup] = await site.db
      .selectFrom('library_groups')
      .select('id')
      .where('kind', '=', 'private')
      .execute();
    const music = await site.db
      .selectFrom('libraries')
      .select(['id', 'external_id'])
      .where('server_id', '=', serverId)
      .where('title', '=', 'Music')
      .executeTakeFirstOrThrow();
    await site.db.transaction().execute(async (trx) => {
      await trx
        .insertInto('libraries_in_groups')
        .values({ library_id: music.id, group_id: privateGroup?.id ?? '' })
        .execute();
      await pokeMembersOn(trx, [serverId], 'regrouped');
    });
    for (const member of [first, second]) {
      await eventually(
        () => !(member.jellyfin.user(member.remoteId)?.libraryNames ?? ['Music']).includes('Music'),
      );
    }

    await site.setSettings('subscriptions', {
      enabled: true,
      expiryMode: 'restrict_then_remove',
      expiryGroups: [staying?.id ?? ''],
      deleteAfterDays: 7,
    });
    await site.db
      .updateTable('payments')
      .set({ to_at: new Date() })
      .where('member_id', '=', first.id)
      .execute();
    await pokeMembers(site.db, 'end moved', [first.id]);
    await eventually(async () => (await memberRow(site, first.id)).standing === 'restricted');
    expect(first.jellyfin.user(first.remoteId)).toMatchObject({
      state: 'enabled',
      policy: { EnableContentDownloading: false },
    });
    expect((await grantsOf(site, first.id))[0]?.observed_key).toMatch(/^restricted:4-/);
  });
});

async function moveEnd(memberId: string, ms: number): Promise<number> {
  const end = Date.now() + ms;
  await site.db
    .updateTable('payments')
    .set({ to_at: new Date(end) })
    .where('member_id', '=', memberId)
    .execute();
  await pokeMembers(site.db, 'end moved', [memberId]);
  return end;
}
