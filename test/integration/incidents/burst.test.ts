import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { journalOf, memberRow, timelineOf, troublesOf } from '../../support/looking.ts';
import {
  endTogether,
  type SettledMember,
  settledMembers,
  type SettledWish,
} from '../../support/settled-members.ts';
import { eventually, startTestSite, type TestSite } from '../../support/site.ts';

let site: TestSite;
beforeAll(async () => {
  site = await startTestSite();
  await site.setSettings('subscriptions', {
    enabled: true,
    expiryMode: 'unshare_then_remove',
    deleteAfterDays: 7,
  });
  await site.setSettings('holds', { enabled: false });
  for (const { knobs } of site.jellyfins) knobs.writeDelayMs = 20;
});
afterAll(async () => {
  await site.stop();
});

/** How long the slowest of those who are not in trouble may need; an idle machine needs a small part of it. */
const PATIENCE_MS = 240_000;

describe('many ends at once', () => {
  // E2
  it('200 windows end at once, one of them poisoned; 199 are done in the first pass', async () => {
    const asleep = await sleeping(200);
    const [poisoned] = asleep;
    if (poisoned === undefined) throw new Error('nobody was made');
    // An administrator of the server is never touched, so this one can never be done.
    poisoned.jellyfin.editPolicy(poisoned.remoteId, { IsAdministrator: true });
    const [, ...others] = await endTogether(site, asleep, soon(asleep));

    await allDisabled(others);
    expect(stateOf(poisoned)).toBe('enabled');
    expect(others.filter((member) => changesOf(member) !== 1)).toEqual([]);
    await eventually(async () => (await memberRow(site, poisoned.id)).needs_attention);
    expect(await troublesOf(site, poisoned.id)).toMatchObject([{ type: 'GatewayRequestRejected' }]);
  });

  // E14
  it('10 of 100 members refused or hanging; the other 90 are done in the time they need without them', async () => {
    const asleep = await sleeping(100);
    const bad = asleep.slice(0, 10);
    for (const { jellyfin, remoteId } of bad.slice(0, 5)) jellyfin.hang(remoteId, true);
    for (const { jellyfin, remoteId } of bad.slice(5))
      jellyfin.faults.add({ kind: 'status', status: 403, method: 'POST', route: `*${remoteId}*` });

    const crowd = await endTogether(site, asleep, soon(asleep));
    const good = crowd.slice(10);
    await allDisabled(good);
    // The others are done while these still hang or are refused: nobody waited for them.
    expect(bad.map(stateOf)).toEqual(bad.map(() => 'enabled'));

    for (const { jellyfin, remoteId } of bad) jellyfin.hang(remoteId, false);
    site.jellyfins[0]?.faults.clear();
  });

  // E12
  it('connections cut before and after the effect around 100 ends; afterwards access equals the facts and nobody is revoked twice needlessly', async () => {
    const asleep = await sleeping(100, 1);
    const faults = site.jellyfins[1]?.faults;
    const write = { method: 'POST', route: '*/Policy' } as const;
    faults?.add({ kind: 'closeBefore', ...write, times: 30 });
    faults?.add({ kind: 'effectThenNoAnswer', cut: true, ...write, times: 30 });
    faults?.add({ kind: 'closeBefore', method: 'GET', route: '/Users/*', times: 20 });
    const members = await endTogether(site, asleep, soon(asleep));

    await allDisabled(members);
    expect(members.filter((member) => changesOf(member) !== 1)).toEqual([]);
    const facts = await eventually(async () => {
      const grants = await site.db
        .selectFrom('access_grants')
        .select(['desired_key', 'observed_key', 'handed_over_at'])
        .where(
          'id',
          'in',
          members.map(({ grantId }) => grantId),
        )
        .execute();
      return grants.every((grant) => grant.observed_key === 'disabled') ? grants : null;
    });
    expect(facts).toHaveLength(100);
    const [someone] = members;
    const entries = await timelineOf(site, someone?.id ?? '');
    expect(entries.filter(({ kind }) => kind === 'accessChanged')).toHaveLength(1);
  }, 300_000);
});

async function sleeping(count: number, server = 0): Promise<SettledMember[]> {
  const endsAt = Date.now() + 20 * 86_400_000;
  return await settledMembers(
    site,
    Array.from({ length: count }, (): SettledWish => ({ endsAt, server })),
  );
}

/** Late enough that an idle machine has heard of it when it comes. */
function soon(members: readonly SettledMember[]): number {
  return Date.now() + 1_000 + members.length * 25;
}

async function allDisabled(members: readonly SettledMember[]): Promise<void> {
  await eventually(() => members.every((member) => stateOf(member) === 'disabled'), PATIENCE_MS);
}

function stateOf({ jellyfin, remoteId }: SettledMember) {
  return jellyfin.user(remoteId)?.state;
}

function changesOf({ jellyfin, remoteId }: SettledMember): number {
  return journalOf(jellyfin, remoteId).filter(({ kind }) => kind === 'policy').length;
}
