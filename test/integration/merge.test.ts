import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { workflowId } from '../../workflows/ids.ts';
import { journalOf, lookAgainAt, memberRow, paymentsOf, timelineOf } from '../support/looking.ts';
import { mergeAs } from '../support/merging.ts';
import { aLoginOf } from '../support/purchase.ts';
import { endIn, type SettledMember, settledMember } from '../support/settled-members.ts';
import { eventually, startTestSite, type TestSite } from '../support/site.ts';

const DAY = 86_400_000;

let site: TestSite;
let admin: string;
beforeAll(async () => {
  site = await startTestSite();
  await site.setSettings('subscriptions', { enabled: true, expiryMode: 'remove_now' });
  admin = (await aLoginOf(site, 'admin')).loginId;
});
afterAll(async () => {
  await site.stop();
});

async function merge(merged: SettledMember, kept: SettledMember): Promise<void> {
  const wish = { merged: merged.id, kept: kept.id, by: admin, now: new Date() };
  expect(await mergeAs(site.db, wish)).not.toBe('refused');
}

async function processOf(memberId: string): Promise<string> {
  const handle = site.client.workflow.getHandle(workflowId('subscription', memberId));
  return (await handle.describe()).status.name;
}

/** The account as the media server itself has it. */
function account({ jellyfin, remoteId }: SettledMember) {
  return jellyfin.user(remoteId)?.state;
}

/** How often somebody's access was taken away, by the server's own record. */
function losses({ jellyfin, remoteId }: SettledMember): number {
  return journalOf(jellyfin, remoteId).filter(({ kind, isDisabled }) => kind === 'deleted' || isDisabled)
    .length;
}

describe('a merge on real parts', () => {
  it('S31: in the middle of an end that is due, one process goes on, one account stays and the other process ends', async () => {
    const kept = await settledMember(site, { server: 0 });
    const settled = await settledMember(site, { server: 1 });
    const history = await timelineOf(site, kept.id);
    const merged = await endIn(site, settled, 700);
    await eventually(() => Date.now() >= merged.endsAt);
    await merge(merged, kept);

    await eventually(async () => (await processOf(merged.id)) === 'COMPLETED');
    await eventually(() => account(merged) === 'removed');
    const looked = await lookAgainAt(site, kept.id);
    expect(looked).toEqual({ standing: 'active', needsAttention: false });
    expect(await processOf(kept.id)).toBe('RUNNING');
    expect([account(kept), losses(kept)]).toEqual(['enabled', 0]);
    expect(await timelineOf(site, kept.id)).toEqual(expect.arrayContaining(history));
    const { entitled_until: until } = await memberRow(site, kept.id);
    const lives = (await paymentsOf(site, kept.id)).filter(({ used_up_by_id: by }) => by === null);
    expect(until).toEqual(lives.at(-1)?.to_at);
  });

  it('S31: who runs out as the merge comes keeps the access that the merged member had paid', async () => {
    const merged = await settledMember(site, { server: 1, endsAt: Date.now() + 9 * DAY });
    const kept = await endIn(site, await settledMember(site, { server: 1 }), 60_000);
    await merge(merged, kept);

    await eventually(async () => (await processOf(merged.id)) === 'COMPLETED');
    await eventually(() => account(merged) === 'removed');
    expect([account(kept), losses(kept)]).toEqual(['enabled', 0]);
    const rows = await paymentsOf(site, kept.id);
    expect(rows.map(({ from_at: from }) => from)).toEqual([rows[0]?.from_at, new Date(kept.endsAt)]);
    await eventually(
      async () => (await memberRow(site, kept.id)).entitled_until?.getTime() === rows[1]?.to_at.getTime(),
    );
  });

  it('S31: an account that is in use stays where the kept member’s own was switched off, and is never touched', async () => {
    await site.setSettings('subscriptions', { expiryMode: 'unshare_then_remove', deleteAfterDays: 7 });
    const kept = await settledMember(site, { server: 0, isDisabled: true, endsAt: Date.now() - DAY });
    const merged = await settledMember(site, { server: 0 });
    await merge(merged, kept);

    await eventually(() => account(kept) === 'removed');
    expect(await lookAgainAt(site, kept.id)).toMatchObject({ standing: 'active' });
    expect([account(merged), journalOf(merged.jellyfin, merged.remoteId).length]).toEqual(['enabled', 1]);
    await eventually(async () => (await processOf(merged.id)) === 'COMPLETED');
  });
});
