import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pokeMembers } from '../../../db/queries/outbox.ts';
import { grantsOf, lookAgainAt, memberRow, syncServers } from '../../support/looking.ts';
import { type SettledMember, settledMembers } from '../../support/settled-members.ts';
import { aMemberOf, eventually, remoteUser, startTestSite, type TestSite } from '../../support/site.ts';

let site: TestSite;
beforeAll(async () => {
  site = await startTestSite();
  await site.setSettings('subscriptions', { enabled: true, expiryMode: 'remove_now' });
});
afterAll(async () => {
  await site.stop();
});

const DAY = 86_400_000;
const LISTS = ['/Users', '/Library/VirtualFolders'] as const;

describe('a listing that lies', () => {
  // E6
  it('an empty, half and erroring list leave every window untouched', async () => {
    const members = await settledMembers(
      site,
      Array.from({ length: 6 }, (_, index) => ({ endsAt: Date.now() + 10 * DAY, server: index % 2 })),
    );
    const before = await factsOf(members);
    for (const fault of [
      { kind: 'emptyList' },
      { kind: 'shortList' },
      { kind: 'status', status: 500 },
    ] as const) {
      for (const { faults } of site.jellyfins)
        for (const route of LISTS) faults.add({ ...fault, method: 'GET', route });
      await syncAll();
      await Promise.all(members.map(({ id }) => lookAgainAt(site, id)));
      for (const { faults } of site.jellyfins) faults.clear();
    }

    const during = await factsOf(members);
    expect(during.payments).toEqual(before.payments);
    expect(during.grants.map(({ id, ended_at: endedAt }) => [id, endedAt])).toEqual(
      before.grants.map(({ id }) => [id, null]),
    );
    // Half of the libraries gone is believed, once there is a listing: they are back with the next one.
    await syncAll();
    await eventually(async () => isDeepStrictEqual(await factsOf(members), before));
    expect(members.map(({ jellyfin, remoteId }) => jellyfin.user(remoteId)?.state)).toEqual(
      members.map(() => 'enabled'),
    );
    expect(members.map(({ jellyfin, remoteId }) => jellyfin.user(remoteId)?.libraries.length)).toEqual(
      members.map(() => 5),
    );
  });

  // R1. That looking at a page never writes is asked of every page in test/integration/admin-access.test.ts.
  it('an empty 200 once, then a normal list: no removal, one warning; looking at a page never writes', async () => {
    const [member] = await settledMembers(site, [{ endsAt: Date.now() + 10 * DAY }]);
    site.jellyfins[0]?.faults.add({ kind: 'emptyList', method: 'GET', route: LISTS[1], times: 1 });
    await syncAll();
    const warned = await site.db
      .selectFrom('servers')
      .select(['name', 'state_message'])
      .orderBy('name')
      .execute();
    expect(warned.filter(({ state_message: words }) => words !== '')).toHaveLength(1);
    expect(warned[0]?.state_message).toMatch(/no librar/i);
    expect(await goneLibraries()).toBe(0);
    if (member !== undefined) await lookAgainAt(site, member.id);
    expect(member?.jellyfin.user(member.remoteId)?.state).toBe('enabled');

    await syncAll();
    const calm = await site.db.selectFrom('servers').select('state_message').execute();
    expect(calm.map(({ state_message: words }) => words)).toEqual(['', '']);
    expect(await goneLibraries()).toBe(0);
  });
});

describe('a removal', () => {
  // R2, as far as it concerns identities: there are no roles yet.
  it('a member without identity is never "removed"', async () => {
    const asking = ['/Users/New', '/Users/AuthenticateByName'];
    const writesBefore = writes().filter((path) => !asking.includes(path));
    const nobody = await aMemberOf(site, { endsIn: -1_000 });
    // Wants a name that somebody else has, and the server refuses to make accounts until the time is over.
    for (const { faults } of site.jellyfins) faults.add({ kind: 'status', status: 500, route: '/Users/New' });
    const refused = await aMemberOf(site, { endsIn: 4_000, username: 'template' });

    await eventually(async () => (await memberRow(site, nobody.id)).standing === 'expired');
    const [grant] = await eventually(async () => {
      const grants = await grantsOf(site, refused.id);
      return grants[0]?.ended_at == null ? null : grants;
    });
    for (const { faults } of site.jellyfins) faults.clear();
    expect(grant).toMatchObject({ external_id: null, observed_key: 'removed' });
    expect(await grantsOf(site, nobody.id)).toEqual([]);
    expect(writes().filter((path) => !asking.includes(path))).toEqual(writesBefore);
    expect(strangers()).toEqual(['enabled', 'enabled']);
  });

  it('an account that belongs to somebody else is neither taken over nor removed', async () => {
    const member = await aMemberOf(site, { endsIn: 5_000, username: 'Untracked' });
    const ours = await eventually(() => remoteUser(site, 'Untracked2'));
    expect(ours.state).toBe('enabled');

    await eventually(() => remoteUser(site, 'Untracked2')?.state === 'removed');
    expect(strangers()).toEqual(['enabled', 'enabled']);
    const attempts = site.jellyfins.map(
      (jellyfin) => jellyfin.user('untracked')?.policy.InvalidLoginAttemptCount,
    );
    expect(attempts).toEqual([0, 0]);
    await eventually(async () => (await memberRow(site, member.id)).standing === 'expired');
  });
});

async function factsOf(members: readonly SettledMember[]) {
  const ids = members.map(({ id }) => id);
  const payments = await site.db
    .selectFrom('payments')
    .selectAll()
    .where('member_id', 'in', ids)
    .orderBy('id')
    .execute();
  const grants = await site.db
    .selectFrom('access_grants')
    .select(['id', 'desired_key', 'observed_key', 'external_id', 'ended_at'])
    .where('member_id', 'in', ids)
    .orderBy('id')
    .execute();
  return { payments, grants };
}

/** Has every server read anew, and everybody looked at afterwards. */
async function syncAll(): Promise<void> {
  await syncServers(site);
  await pokeMembers(site.db, 'synced', 'all');
}

async function goneLibraries(): Promise<number> {
  return (await site.db.selectFrom('libraries').select('id').where('gone_at', 'is not', null).execute())
    .length;
}

function writes(): string[] {
  return site.jellyfins.flatMap(({ requests }) =>
    requests.filter(({ method }) => method !== 'GET').map(({ path }) => path),
  );
}

function strangers() {
  return site.jellyfins.map((jellyfin) => jellyfin.user('untracked')?.state);
}
