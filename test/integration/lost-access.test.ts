import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serverKeyName, writeSecret } from '../../db/queries/secrets.ts';
import { readSettings } from '../../db/queries/settings.ts';
import type { RunningApi } from '../support/api.ts';
import { grantsOf, lookAgainAt, memberRow, syncServers, timelineOf, troublesOf } from '../support/looking.ts';
import { removeByHand } from '../support/lost-account.ts';
import { atThePage, beginPurchase, openWebhooks, pageOf, untilCheckout } from '../support/purchase.ts';
import { endTogether, type SettledMember, settledMembers } from '../support/settled-members.ts';
import { makeAdministrator, signedIn } from '../support/sign-in.ts';
import { SEEDED } from '../simulators/jellyfin/index.ts';
import { eventually, remoteUser, startTestSite, type TestSite } from '../support/site.ts';
import type { Visitor } from '../support/visitor.ts';

const DAY = 86_400_000;
const ADMIN = 'admin@example.org';

let site: TestSite;
let api: RunningApi;
let admin: Visitor;
let adminEmail: string;

beforeAll(async () => {
  site = await startTestSite();
  api = await openWebhooks(site);
  admin = await signedIn(api, ADMIN);
  await makeAdministrator(api, ADMIN);
  ({ adminEmail } = (await readSettings(site.db, site.seal)).site);
});
afterAll(async () => {
  await api.stop();
  await site.stop();
});

describe('an account that somebody removes on the server', () => {
  it('S71: is lost after a sync, and Re-Invite Yourself gives a new account by mail, once', async () => {
    const member = await somebody();
    const person = await signedIn(api, member.email);
    await removeAccountOf(member);
    await syncServers(site);
    await lookAgainAt(site, member.id);
    const lost = await person.query('account.view');
    await syncServers(site);
    await lookAgainAt(site, member.id);

    expect(lost.body['member']).toMatchObject({
      standing: 'active',
      reInvite: { isPossible: true },
      access: [{ level: 'lost', isChanging: false }],
    });
    expect(await memberRow(site, member.id)).toMatchObject({ standing: 'active', needs_attention: true });
    await eventually(() => lossesTold(member).length === 1);
    expect(await happened(member)).toEqual(['accessLost', 'noticeSent']);
    expect(remoteUser(site, member.username)?.state).toBe('removed');

    const clicks = await Promise.all([person.mutate('account.reInvite'), person.mutate('account.reInvite')]);
    const mail = await eventually(() =>
      site.mail.to(member.email).find(({ subject }) => subject.startsWith('Your account on')),
    );
    const password = /Password:?\s+(\S+)/.exec(mail.text)?.[1] ?? '';

    expect(clicks.map(({ status }) => status).sort()).toEqual([200, 412]);
    expect(member.jellyfin.signIn(member.username, password)).not.toBeNull();
    expect(await grantsOf(site, member.id)).toMatchObject([
      { ended_at: expect.any(Date), observed_key: 'removed' },
      { ended_at: null, observed_key: expect.stringMatching(/^full:/) },
    ]);
    await lookAgainAt(site, member.id);
    expect(await memberRow(site, member.id)).toMatchObject({ standing: 'active', needs_attention: false });
    expect((await person.query('account.view')).body['member']).toMatchObject({ reInvite: null });
    expect(lossesTold(member)).toHaveLength(1);
  });

  it('can be asked for again only after the wait, and an admin may do it at any time', async () => {
    const member = await somebody();
    const person = await signedIn(api, member.email);
    await loseIt(member);
    await person.mutate('account.reInvite');
    await eventually(() => living(member));
    await loseIt(member);

    const tooSoon = await person.mutate('account.reInvite');
    const byAdmin = await admin.mutate('admin.members.reInvite', { ids: [member.id] });
    await eventually(() => living(member));
    const again = await admin.mutate('admin.members.reInvite', { ids: [member.id] });

    expect(tooSoon).toMatchObject({ status: 412, body: { reason: 'tooSoon' } });
    expect(byAdmin.body).toEqual({ reInvited: 1, leftOut: 0 });
    expect(again).toMatchObject({ status: 412, body: { reason: 'notLost' } });
    const audit = await site.db
      .selectFrom('audit_log')
      .select(['action', 'subject_id'])
      .where('action', '=', 'members.reInvite')
      .where('subject_id', '=', member.id)
      .execute();
    expect(audit).toEqual([{ action: 'members.reInvite', subject_id: member.id }]);
  });

  it.each([
    ['flagged for an account change', 'accountChange', { account_change_required_at: new Date() }],
    [
      'suspended',
      'suspended',
      { suspended_at: new Date(Date.now() - DAY), suspended_until: new Date(Date.now() + DAY) },
    ],
  ])('of somebody who is %s is not replaced, and the page says why', async (_what, reason, change) => {
    const member = await somebody();
    const person = await signedIn(api, member.email);
    await loseIt(member);
    await site.db.updateTable('members').set(change).where('id', '=', member.id).execute();

    const view = await person.query('account.view');
    const own = await person.mutate('account.reInvite');
    const byAdmin = await admin.mutate('admin.members.reInvite', { ids: [member.id] });

    expect(view.body['member']).toMatchObject({ reInvite: { isPossible: false, reason } });
    expect(own).toMatchObject({ status: 412, body: { reason } });
    expect(byAdmin).toMatchObject({ status: 412, body: { reason } });
    expect(await grantsOf(site, member.id)).toMatchObject([{ observed_key: 'lost', ended_at: null }]);
  });

  it('stands among what needs a person, and many are re-invited at once, without those who lost nothing', async () => {
    const members = await settledMembers(
      site,
      Array.from({ length: 3 }, () => ({ endsAt: Date.now() + 10 * DAY })),
    );
    const ids = members.map(({ id }) => id);
    const [first, second, whole] = members;
    if (first === undefined || second === undefined || whole === undefined) throw new Error('too few');
    await loseIt(first);
    await loseIt(second);
    await Promise.all(ids.map((id) => lookAgainAt(site, id)));
    const needs = await admin.query('admin.overview.needsYou');
    const page = await admin.query('admin.members.page', { id: first.id });

    const done = await admin.mutate('admin.members.reInvite', { ids: [...ids, ...ids] });
    await eventually(async () => (await living(first)) && (await living(second)));
    const nobody = await admin.mutate('admin.members.reInvite', { ids });

    const rows = (needs.body['members'] as { rows: { id: string; type: string | null }[] }).rows;
    expect(rows.filter(({ id }) => ids.includes(id)).map(({ type }) => type)).toEqual([
      'AccessLost',
      'AccessLost',
    ]);
    expect(needs.body['overdue']).toMatchObject({ total: 0 });
    expect(page.body['outlook']).toMatchObject({
      standing: 'active',
      because: [{ code: 'payment' }, { code: 'accessLost', server: expect.any(String) }],
    });
    expect(done.body).toEqual({ reInvited: 2, leftOut: 1 });
    expect(nobody).toMatchObject({ status: 412, body: { reason: 'nobodyToReInvite' } });
    expect(await grantsOf(site, whole.id)).toHaveLength(1);
  });

  it('is not replaced by members themselves where the admins do not allow it', async () => {
    const member = await somebody();
    const person = await signedIn(api, member.email);
    await loseIt(member);
    await site.setSettings('misc', { selfInviteEnabled: false });

    const own = await person.mutate('account.reInvite');
    await site.setSettings('misc', {});

    expect(own).toMatchObject({ status: 412, body: { reason: 'off' } });
  });

  it('is made anew by a purchase, which is done then', async () => {
    const purchase = await atThePage(site, 'buys-again');
    site.stripe.pay(purchase.pageId);
    await untilCheckout(site, purchase.checkoutId, 'done');
    const first = await eventually(() => remoteUser(site, 'buys-again'));
    await removeOn(first.id);
    await syncServers(site);
    const next = await beginPurchase(site, purchase, { username: null });
    site.stripe.pay((await pageOf(site, next.checkoutId)).id);
    await untilCheckout(site, next.checkoutId, 'done');

    const accounts = site.jellyfins.flatMap((one) => one.users()).filter(({ name }) => name === 'buys-again');
    expect(accounts.map(({ state }) => state).sort()).toEqual(['enabled', 'removed']);
  });
});

describe('an account that nobody here knows', () => {
  it('becomes a member by the word of an admin, never by a sync, and nothing changes on its server (S21, S75, S69)', async () => {
    const [jellyfin] = site.jellyfins;
    const [server] = site.house.servers;
    if (jellyfin === undefined || server === undefined) throw new Error('no server');
    const remoteId = jellyfin.addUser({ name: 'neighbour', password: 'their own' });
    const people = () => site.db.selectFrom('members').select('id').execute();
    const before = await people();
    jellyfin.faults.add({ kind: 'emptyList', method: 'GET', route: '/Users' });
    await syncServers(site);
    const afterEmpty = await importable(server.id);
    jellyfin.faults.clear();
    await syncServers(site);
    const offered = await importable(server.id);
    const afterSync = await people();
    const remote = JSON.stringify(jellyfin.users());
    const chosen = [{ serverId: server.id, externalId: remoteId }];
    const done = await admin.mutate('admin.accounts.import', { planId: null, accounts: chosen });
    const member = await eventually(async () => {
      const row = await site.db
        .selectFrom('members')
        .selectAll()
        .where('display_name', '=', 'neighbour')
        .executeTakeFirst();
      return row?.standing === 'permanent' ? row : null;
    });
    await syncServers(site);
    const looked = await lookAgainAt(site, member.id);
    const notices = await site.db
      .selectFrom('notices')
      .select('event')
      .where('member_id', '=', member.id)
      .execute();

    expect(afterEmpty).not.toContain('neighbour');
    expect(offered).toContain('neighbour');
    expect(offered).not.toContain(SEEDED.administrator.name);
    expect(offered).not.toContain(SEEDED.template.name);
    expect(afterSync).toEqual(before);
    expect(done.body).toEqual({ imported: 1 });
    expect(looked).toMatchObject({ standing: 'permanent' });
    expect(member).toMatchObject({ needs_attention: false, next_action_at: null });
    expect(JSON.stringify(jellyfin.users())).toBe(remote);
    expect(notices).toEqual([]);
    expect(await importable(server.id)).not.toContain('neighbour');
  });

  async function importable(serverId: string): Promise<string[]> {
    const { body } = await admin.query('admin.accounts.list');
    const servers = body['servers'] as { id: string; importable: { username: string }[] }[];
    return servers
      .filter(({ id }) => id === serverId)
      .flatMap((one) => one.importable.map(({ username }) => username));
  }
});

describe('a server that refuses our key', () => {
  it('S38: its work waits, the admins are told once for all of it, and a good key resumes it at once', async () => {
    const server = await site.db
      .selectFrom('servers')
      .selectAll()
      .where('id', '=', site.house.servers[0]?.id ?? '')
      .executeTakeFirstOrThrow();
    const asleep = await settledMembers(
      site,
      Array.from({ length: 3 }, () => ({ endsAt: Date.now() + 10 * DAY })),
    );
    const wrong = { name: serverKeyName(server.id), text: 'refused', at: new Date() };
    await writeSecret(site.db, site.seal, wrong);
    const ended = await endTogether(site, asleep, Date.now() + 300);
    const troubles = async () => (await Promise.all(ended.map(({ id }) => troublesOf(site, id)))).flat();
    await eventually(async () => (await troubles()).length === ended.length);
    // It is asked about once more, and each member looked at, before the messages are counted.
    await syncServers(site);
    const looked = await Promise.all(ended.map(({ id }) => lookAgainAt(site, id)));
    const told = await eventually(() => refusalsTold()[0]);
    const waiting = await troubles();
    const needs = await admin.query('admin.overview.needsYou');

    expect(waiting.map(({ type }) => type)).toEqual(ended.map(() => 'GatewayCredentialsRejected'));
    expect(waiting.every(({ retry_at: at }) => at.getTime() > Date.now() + 1_800_000)).toBe(true);
    expect(looked).toEqual(ended.map(() => ({ standing: 'restricted', needsAttention: true })));
    expect(told.subject).toBe(`${server.name} refuses its API key`);
    expect(told.text).toContain(`/admin/servers?edit=${server.id}`);
    expect(needs.body['servers']).toMatchObject([{ id: server.id, state: 'refused' }]);

    const listed = (await admin.query('admin.servers.list')).body as unknown as ListedServer[];
    const shown = listed.find(({ id }) => id === server.id);
    const edited = await admin.mutate('admin.servers.edit', {
      ...shown,
      apiKey: site.jellyfins[0]?.apiKey,
      maxUsers: String(shown?.maxUsers ?? ''),
      priority: String(shown?.priority),
    });
    await eventually(async () => (await troubles()).length === 0);
    const grants = (await Promise.all(ended.map(({ id }) => grantsOf(site, id)))).flat();
    expect(edited.status).toBe(200);
    expect(grants.map(({ observed_key: seen }) => seen)).toEqual(ended.map(() => 'disabled'));
    expect(ended.map(({ jellyfin, remoteId }) => jellyfin.user(remoteId)?.state)).toEqual(
      ended.map(() => 'disabled'),
    );
    expect(refusalsTold()).toHaveLength(1);
    expect(site.mail.to(adminEmail).filter(({ subject }) => subject.includes('could not be let in'))).toEqual(
      [],
    );
  });

  interface ListedServer {
    readonly id: string;
    readonly maxUsers: number | null;
    readonly priority: number;
  }

  function refusalsTold() {
    return site.mail.to(adminEmail).filter(({ subject }) => subject.endsWith('refuses its API key'));
  }
});

describe('a server that nobody has asked about for an hour', () => {
  it('is read by itself, and what was removed there is found', async () => {
    const member = await somebody();
    await removeAccountOf(member);
    await site.stopWorker();
    await site.db
      .updateTable('servers')
      .set({ last_synced_at: new Date(Date.now() - 3_601_000) })
      .execute();
    await site.startWorker();
    await eventually(async () => (await happened(member)).includes('accessLost'));

    await eventually(async () => {
      const rows = await site.db.selectFrom('servers').select('last_synced_at').execute();
      return rows.every((row) => Date.now() - (row.last_synced_at?.getTime() ?? 0) < 3_600_000);
    });
  });
});

describe('an account that is only missing from a listing', () => {
  it('is not lost while the server, asked for it alone, has it; and found again once it was thought to be (E6)', async () => {
    const [member, other] = await settledMembers(site, [
      { endsAt: Date.now() + 10 * DAY },
      { endsAt: Date.now() + 10 * DAY },
    ]);
    if (member === undefined || other === undefined) throw new Error('too few');
    const { faults } = member.jellyfin;
    // A short list is its first half, and lists are sorted by name.
    member.jellyfin.rename(member.remoteId, 'zz-renamed');
    member.jellyfin.rename(other.remoteId, 'zz-renamed-too');
    faults.add({ kind: 'shortList', method: 'GET', route: '/Users' });
    await syncServers(site);
    const afterShort = await grantsOf(site, member.id);
    faults.add({ kind: 'status', status: 404, method: 'GET', route: `/Users/${member.remoteId}` });
    await syncServers(site);
    const [lost] = await grantsOf(site, member.id);
    const [untouched] = await grantsOf(site, other.id);
    faults.clear();
    await syncServers(site);
    await lookAgainAt(site, member.id);
    const [found] = await grantsOf(site, member.id);

    expect(afterShort).toMatchObject([{ observed_key: expect.stringMatching(/^full:/) }]);
    expect(lost).toMatchObject({ observed_key: 'lost', ended_at: null });
    expect(untouched).toMatchObject({ observed_key: expect.stringMatching(/^full:/) });
    expect(found?.observed_key).toBe(found?.desired_key);
    expect(await memberRow(site, member.id)).toMatchObject({ standing: 'active', needs_attention: false });
    expect(await happened(member)).toEqual(expect.arrayContaining(['accessLost', 'accessFound']));
  });

  it('is left alone while somebody works on it', async () => {
    const member = await somebody();
    await site.db
      .updateTable('access_grants')
      .set({ lease_holder: 'somebody', lease_until: new Date(Date.now() + 60_000) })
      .where('id', '=', member.grantId)
      .execute();
    await removeAccountOf(member);
    await syncServers(site);

    expect(await grantsOf(site, member.id)).toMatchObject([
      { observed_key: expect.stringMatching(/^full:/) },
    ]);
  });
});

async function somebody(): Promise<SettledMember> {
  const [member] = await settledMembers(site, [{ endsAt: Date.now() + 10 * DAY }]);
  if (member === undefined) throw new Error('nobody');
  return member;
}

async function removeAccountOf(member: SettledMember): Promise<void> {
  const account = member.jellyfin
    .users()
    .find(({ name, state }) => name === member.username && state === 'enabled');
  if (account === undefined) throw new Error('no such account');
  await removeOn(account.id);
}

/** As an admin of the server would, in its own panel. */
async function removeOn(id: string): Promise<void> {
  for (const jellyfin of site.jellyfins) await removeByHand(jellyfin, id);
}

async function loseIt(member: SettledMember): Promise<void> {
  await removeAccountOf(member);
  await syncServers(site);
}

async function living({ id }: SettledMember): Promise<boolean> {
  return (await grantsOf(site, id)).some(
    (grant) => grant.ended_at === null && grant.observed_key.startsWith('full:'),
  );
}

function lossesTold({ username }: SettledMember) {
  return site.mail
    .distinct()
    .filter(({ to, subject }) => to.includes(adminEmail) && subject.includes(username));
}

async function happened({ id }: SettledMember): Promise<string[]> {
  return (await timelineOf(site, id)).map(({ kind }) => kind);
}
