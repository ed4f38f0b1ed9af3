import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { overdueWork } from '../../../db/queries/health.ts';
import { poke } from '../../../db/queries/outbox.ts';
import {
  grantsOf,
  journalOf,
  lookAgainAt,
  memberRow,
  paymentsOf,
  timelineOf,
  troublesOf,
} from '../../support/looking.ts';
import { endIn, type SettledMember, settledMember } from '../../support/settled-members.ts';
import { eventually, pay, startTestSite, type TestSite } from '../../support/site.ts';

let site: TestSite;
beforeAll(async () => {
  site = await startTestSite();
  await site.setSettings('subscriptions', {
    enabled: true,
    expiryMode: 'unshare_then_remove',
    deleteAfterDays: 7,
  });
});
afterAll(async () => {
  await site.stop();
});

const MINUTE = 60_000;

describe.concurrent('the end of the paid time', () => {
  // E1. Ten minutes are shortened to the first waits here; test/workflow/outage.test.ts lives through all ten.
  it('a server that answers 500 for ten minutes around the end loses no end date, and the member is out within a minute of its recovery', async () => {
    const sleeper = await settledMember(site);
    const { faults } = sleeper.jellyfin;
    const fault = faults.add({ kind: 'status', status: 500, route: `*${sleeper.remoteId}*` });
    const member = await endIn(site, sleeper, 2_000);
    const trouble = await eventually(async () => (await troublesOf(site, member.id))[0]);

    expect(trouble).toMatchObject({ step_key: `access/${member.grantId}`, type: 'GatewayUnreachable' });
    expect(trouble.retry_at.getTime() - Date.now()).toBeLessThan(MINUTE);
    const [grant] = await grantsOf(site, member.id);
    expect(grant).toMatchObject({ desired_key: 'disabled', ended_at: null });
    const [payment] = await paymentsOf(site, member.id);
    expect(payment).toMatchObject({ to_at: new Date(member.endsAt), status: 'completed' });
    expect(stateOf(member)).toBe('enabled');

    faults.remove(fault);
    const recoveredAt = Date.now();
    const disabledAt = await untilDisabled(member);
    expect(disabledAt - recoveredAt).toBeLessThan(MINUTE);
    await eventually(async () => (await troublesOf(site, member.id)).length === 0);
  });

  // E3
  it('a lapsed member woken 50 times causes one remote call and one timeline entry', async () => {
    const member = await endIn(site, await settledMember(site), 1_000);
    await untilDisabled(member);
    for (let batch = 0; batch < 5; batch += 1) {
      await poke(site.db, { workflow: 'subscription', key: member.id, reason: 'woken' });
      await Promise.all(Array.from({ length: 10 }, () => lookAgainAt(site, member.id)));
    }

    const writes = member.jellyfin.requests.filter(
      ({ method, path }) => method !== 'GET' && path.includes(member.remoteId),
    );
    expect(writes).toHaveLength(1);
    expect(journalOf(member.jellyfin, member.remoteId).map(({ kind }) => kind)).toEqual([
      'created',
      'policy',
    ]);
    const entries = await timelineOf(site, member.id);
    expect(entries.filter(({ kind }) => kind === 'accessChanged')).toHaveLength(1);
  });

  // E4. The page that admins see is red by the same query.
  it('a blocked removal older than its budget turns health red and names the member and the reason', async () => {
    const sleeper = await settledMember(site);
    sleeper.jellyfin.faults.add({ kind: 'status', status: 503, route: `*${sleeper.remoteId}*` });
    const member = await endIn(site, sleeper, 2_000);
    await eventually(async () => (await troublesOf(site, member.id)).length > 0);

    const [overdue] = (await overdueWork(site.db, new Date(member.endsAt + 2 * MINUTE), MINUTE)).filter(
      ({ memberId, what }) => memberId === member.id && what !== 'look',
    );
    expect(overdue).toMatchObject({ displayName: `Viewer ${member.username}`, what: 'disabled' });
    expect(overdue?.since.getTime()).toBe(member.endsAt);
    expect(overdue?.reason).toContain('Jellyfin answered 503');
    const early = await overdueWork(site.db, new Date(member.endsAt + MINUTE / 2), MINUTE);
    expect(early.map(({ memberId }) => memberId)).not.toContain(member.id);
  });

  // E13
  it("an admin's change on the media server made just before suspend is still there after restore", async () => {
    const member = await settledMember(site);
    const change = { BlockedTags: ['gore'], MaxParentalRating: 12, EnableLiveTvAccess: false };
    member.jellyfin.editPolicy(member.remoteId, change);
    await endIn(site, member, 500);
    await untilDisabled(member);
    expect(member.jellyfin.user(member.remoteId)?.policy).toMatchObject(change);

    await pay(site, member.id, { from: Date.now(), to: Date.now() + 30 * 86_400_000 });
    const restored = await eventually(() => {
      const user = member.jellyfin.user(member.remoteId);
      return user?.state === 'enabled' ? user : null;
    });
    expect(restored.policy).toMatchObject(change);
    expect(restored.policy.EnabledFolders).toHaveLength(5);
  });

  // E16. Server 0 is a Jellyfin 10.11, server 1 a 12, which knows one form of credentials only.
  it.for([0, 1])(
    "after the end the member's own token gets 401 on Emby/Jellyfin (disable mode), in both header regimes (server %i)",
    async (server) => {
      const member = await settledMember(site, { server });
      const token = member.jellyfin.signIn(member.username, member.password) ?? '';
      expect(await asMember(member, token)).toBe(200);

      await endIn(site, member, 500);
      await untilDisabled(member);
      expect(await asMember(member, token)).toBe(401);
      expect(member.jellyfin.signIn(member.username, member.password)).toBeNull();
    },
  );

  it('an account that somebody removed by hand before the end ends quietly', async () => {
    const member = await settledMember(site);
    const { jellyfin, remoteId } = member;
    await fetch(`${jellyfin.url}/Users/${remoteId}`, {
      method: 'DELETE',
      headers: { authorization: `MediaBrowser Token="${jellyfin.apiKey}"` },
    });
    await endIn(site, member, 500);

    const [grant] = await eventually(async () => {
      const grants = await grantsOf(site, member.id);
      return grants[0]?.ended_at === null ? null : grants;
    });
    expect(grant?.observed_key).toBe('removed');
    expect(await troublesOf(site, member.id)).toEqual([]);
    expect((await memberRow(site, member.id)).needs_attention).toBe(false);
  });

  it('an account that was disabled at the end is deleted when its days are over, and the member is told', async () => {
    const end = Date.now() + 3_000 - 7 * 86_400_000;
    const member = await settledMember(site, { endsAt: end, isDisabled: true });

    await eventually(() => stateOf(member) === 'removed');
    await eventually(() => site.mail.to(member.email).some(({ subject }) => /was deleted/.test(subject)));
    const removed = member.jellyfin.user(member.remoteId)?.removedAt ?? 0;
    expect(removed - (end + 7 * 86_400_000)).toBeGreaterThanOrEqual(0);
  });
});

function stateOf({ jellyfin, remoteId }: SettledMember) {
  return jellyfin.user(remoteId)?.state;
}

async function untilDisabled({ jellyfin, remoteId }: SettledMember): Promise<number> {
  return await eventually(() => jellyfin.user(remoteId)?.disabledAt, MINUTE);
}

/** A request as the member's own player makes it. */
async function asMember({ jellyfin }: SettledMember, token: string): Promise<number> {
  const { status } = await fetch(`${jellyfin.url}/Users/Me`, {
    headers: {
      authorization: `MediaBrowser Client="Player", Device="TV", DeviceId="tv", Version="1", Token="${token}"`,
    },
  });
  return status;
}
