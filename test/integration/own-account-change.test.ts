import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningApi } from '../support/api.ts';
import { grantsOf, lookAgainAt, memberRow, paymentsOf, syncServers, timelineOf } from '../support/looking.ts';
import { removeByHand } from '../support/lost-account.ts';
import { openWebhooks, pageOf, untilCheckout } from '../support/purchase.ts';
import { endIn, settledMember, type SettledMember } from '../support/settled-members.ts';
import { makeAdministrator, signedIn } from '../support/sign-in.ts';
import { eventually, remoteUser, startTestSite, type TestSite } from '../support/site.ts';
import type { Visitor } from '../support/visitor.ts';

const ADMIN = 'admin@example.org';

let site: TestSite;
let api: RunningApi;
let admin: Visitor;

beforeAll(async () => {
  site = await startTestSite();
  api = await openWebhooks(site);
  admin = await signedIn(api, ADMIN);
  await makeAdministrator(api, ADMIN);
  await mayChange(true);
});
afterAll(async () => {
  await api.stop();
  await site.stop();
});

function mayChange(accountChangeEnabled: boolean): Promise<void> {
  return site.setSettings('misc', { accountChangeEnabled });
}

interface Somebody extends SettledMember {
  readonly person: Visitor;
}

async function somebody(): Promise<Somebody> {
  const member = await settledMember(site);
  return { ...member, person: await signedIn(api, member.email) };
}

function flag({ id }: SettledMember) {
  return admin.mutate('admin.members.requireAccountChange', { memberIds: [id], isRequired: true });
}

function changeTo({ person }: Somebody, username: string) {
  return person.mutate('account.changeAccount', { username });
}

async function offerTo({ person }: Somebody): Promise<unknown> {
  const { body } = await person.query('account.view');
  return (body['member'] as { accountChange: unknown }).accountChange;
}

/** Waits until the account of this name is all that the member has; answers its grant. */
async function untilOnly(member: SettledMember, username: string) {
  return await eventually(async () => {
    const living = (await grantsOf(site, member.id)).filter(({ ended_at: end }) => end === null);
    const [only] = living;
    const isThere = only?.username === username && only.observed_key === only.desired_key;
    return living.length === 1 && isThere ? only : null;
  }, 40_000);
}

/** Only who is there already has a place from now on. */
async function fillServers(): Promise<void> {
  const held = sql<number>`(select count(*) from access_grants g where g.server_id = servers.id and g.ended_at is null)`;
  await site.db
    .updateTable('servers')
    .set({ max_users: sql`greatest(1, ${held})`, allow_new_subscriptions: sql`${held} > 0` })
    .execute();
}

async function lose({ id }: SettledMember, remoteId: string): Promise<void> {
  for (const jellyfin of site.jellyfins) await removeByHand(jellyfin, remoteId);
  await syncServers(site);
  await lookAgainAt(site, id);
}

function wish(username: string | null) {
  return { planId: site.house.plans.Monthly, username, hasAgreed: true };
}

async function passwordMailed({ email }: SettledMember): Promise<string> {
  const mail = await eventually(() =>
    site.mail.to(email).find(({ subject }) => subject.startsWith('Your account on')),
  );
  return /Password:?\s+(\S+)/.exec(mail.text)?.[1] ?? '';
}

describe('a member who has to change the account', () => {
  it('S17: Given a flagged member, when subscribing or re-inviting, then both are refused; after the account change both work', async () => {
    const member = await somebody();
    await lose(member, member.remoteId);
    await flag(member);

    expect(await member.person.mutate('checkout.begin', wish(null))).toMatchObject({
      status: 412,
      body: { reason: 'accountChangeRequired' },
    });
    expect(await member.person.mutate('account.reInvite')).toMatchObject({
      status: 412,
      body: { reason: 'accountChange' },
    });
    expect(await offerTo(member)).toEqual({ isRequired: true, refusal: null, until: null });
    expect((await changeTo(member, 'second-life')).status).toBe(200);
    const made = await untilOnly(member, 'second-life');

    expect(member.jellyfin.signIn('second-life', await passwordMailed(member))).not.toBeNull();
    const begun = await member.person.mutate('checkout.begin', wish(null));
    expect(begun.status).toBe(200);
    const checkoutId = String(begun.body['checkoutId']);
    site.stripe.pay((await pageOf(site, checkoutId)).id);
    await untilCheckout(site, checkoutId, 'done');
    expect(await paymentsOf(site, member.id)).toHaveLength(2);
    await lose(member, made.external_id ?? '');
    expect((await member.person.mutate('account.reInvite')).status).toBe(200);
    await untilOnly(member, 'second-life');
  }, 120_000);

  it('keeps the old account until the new one works; the time stays, the timeline tells, and it is done once', async () => {
    const member = await somebody();
    await flag(member);
    const [paid] = await paymentsOf(site, member.id);
    await fillServers();

    const clicks = await Promise.all([changeTo(member, 'fresh start'), changeTo(member, 'fresh start')]);
    const made = await untilOnly(member, 'fresh start');

    expect(clicks.map(({ status }) => status).sort()).toEqual([200, 412]);
    const { journal } = member.jellyfin;
    const madeAt = journal.findIndex(({ userId }) => userId === made.external_id);
    const removedAt = journal.findIndex(
      ({ userId, kind }) => userId === member.remoteId && kind === 'deleted',
    );
    expect(madeAt).toBeGreaterThanOrEqual(0);
    expect(removedAt).toBeGreaterThan(madeAt);
    expect(remoteUser(site, member.username)?.state).toBe('removed');
    expect(member.jellyfin.signIn('fresh start', await passwordMailed(member))).not.toBeNull();
    expect((await paymentsOf(site, member.id)).map(({ from_at, to_at }) => [from_at, to_at])).toEqual([
      [paid?.from_at, paid?.to_at],
    ]);
    const events = await timelineOf(site, member.id);
    expect(events.filter(({ kind }) => kind === 'accountChanged')).toMatchObject([
      { actor: 'member', data: { username: 'fresh start' } },
    ]);
    await lookAgainAt(site, member.id);
    expect(await memberRow(site, member.id)).toMatchObject({
      standing: 'active',
      account_change_required_at: null,
      wanted_username: 'fresh start',
    });
    const told = site.mail
      .to(member.email)
      .filter(({ subject }) => /changed your media account/.test(subject));
    expect(told).toHaveLength(1);
    expect(await changeTo(member, 'third')).toMatchObject({ status: 412, body: { reason: 'tooSoon' } });
    await site.db.updateTable('servers').set({ max_users: null, allow_new_subscriptions: true }).execute();
  }, 60_000);

  it('gets the new name with the next paid time where none is left', async () => {
    await site.setSettings('subscriptions', { enabled: true, expiryMode: 'remove_now' });
    const member = await somebody();
    await endIn(site, member, 0);
    await eventually(async () =>
      (await grantsOf(site, member.id)).every(({ ended_at: end }) => end !== null),
    );
    await flag(member);

    expect((await changeTo(member, 'later on')).status).toBe(200);
    await lookAgainAt(site, member.id);
    expect(await memberRow(site, member.id)).toMatchObject({ standing: 'expired' });
    const begun = await member.person.mutate('checkout.begin', wish(null));
    site.stripe.pay((await pageOf(site, String(begun.body['checkoutId']))).id);

    await untilOnly(member, 'later on');
  }, 60_000);
});

describe('a change of account is refused', () => {
  it('with the reason at the name that cannot be, and nothing is kept', async () => {
    const [member, other] = [await somebody(), await settledMember(site)];

    for (const [username, reason] of [
      ['', 'usernameInvalid'],
      ['a/b', 'usernameInvalid'],
      [member.username.toUpperCase(), 'sameAccount'],
      [other.username.toUpperCase(), 'accountTaken'],
      ['Template', 'accountTaken'],
    ] as const)
      expect(await changeTo(member, username)).toMatchObject({
        status: 400,
        body: { reason, fields: { username: expect.any(String) } },
      });
    expect(await memberRow(site, member.id)).toMatchObject({
      account_changed_at: null,
      wanted_username: member.username,
    });
    expect(await grantsOf(site, member.id)).toMatchObject([{ replaced_at: null, ended_at: null }]);
  });

  it('where members may not do it; whoever has to is still told so', async () => {
    const member = await somebody();
    await mayChange(false);

    expect(await offerTo(member)).toBeNull();
    expect(await changeTo(member, 'anything')).toMatchObject({ status: 412, body: { reason: 'off' } });
    await flag(member);
    expect(await offerTo(member)).toEqual({ isRequired: true, refusal: 'off', until: null });
    await mayChange(true);
  });

  it('to whoever is no member', async () => {
    const visitor = await signedIn(api, 'nobody-yet@example.org');

    expect(await visitor.mutate('account.changeAccount', { username: 'me' })).toMatchObject({ status: 412 });
  });
});

describe('an account on Discord', () => {
  const nameAs = ({ person }: Somebody, discordId: string) =>
    person.mutate('account.nameDiscord', { discordId });
  const switchOn = (enabled: boolean) => {
    const { botToken, guildId } = site.discord;
    return site.setSettings('discordSync', { enabled, botToken, guildId, kick: true, kickAfterDays: 3 });
  };
  const shownTo = async ({ person }: Somebody) =>
    ((await person.query('account.view')).body['member'] as { discord: unknown }).discord;

  it('is named by the member once the group has a Discord server, if it is on it and nobody else has it', async () => {
    const [ann, ben] = [await somebody(), await somebody()];
    const number = site.discord.addUser('ann');
    expect(await shownTo(ann)).toBeNull();
    expect(await nameAs(ann, number)).toMatchObject({ status: 412, body: { reason: 'discordOff' } });
    await switchOn(true);

    expect(await nameAs(ann, 'ann')).toMatchObject({ status: 400 });
    const elsewhere = site.discord.addUser('cleo', { isOnServer: false });
    expect(await nameAs(ann, elsewhere)).toMatchObject({ status: 400, body: { reason: 'discordUnknown' } });
    expect(await nameAs(ann, number)).toMatchObject({ status: 200, body: { name: 'ANN' } });
    expect(await nameAs(ben, number)).toMatchObject({ status: 400, body: { reason: 'discordTaken' } });
    site.discord.faults.add({ route: '*', kind: 'status', status: 500, times: 1 });
    expect(await nameAs(ben, number)).toMatchObject({ status: 503, body: { reason: 'discordAway' } });

    expect(await shownTo(ann)).toEqual({ number, leavesAfterDays: 3 });
    expect(await shownTo(ben)).toEqual({ number: null, leavesAfterDays: 3 });
    const kinds = (await timelineOf(site, ann.id)).map(({ kind, actor }) => `${kind} ${actor}`);
    expect(kinds).toContain('discordNamed member');
    await switchOn(false);
  });
});
