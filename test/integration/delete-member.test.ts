import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askDeletion } from '../../db/queries/delete-member.ts';
import { workflowId } from '../../workflows/ids.ts';
import { grantsOf, memberRow, paymentsOf, timelineOf } from '../support/looking.ts';
import { aLoginOf } from '../support/purchase.ts';
import { type SettledMember, settledMember } from '../support/settled-members.ts';
import { eventually, startTestSite, type TestSite } from '../support/site.ts';

const DAY = 86_400_000;

let site: TestSite;
let admin: string;
beforeAll(async () => {
  site = await startTestSite();
  await site.setSettings('subscriptions', {
    enabled: true,
    expiryMode: 'unshare_then_remove',
    deleteAfterDays: 30,
  });
  admin = (await aLoginOf(site, 'admin')).loginId;
});
afterAll(async () => {
  await site.stop();
});

async function ask({ id }: SettledMember): Promise<void> {
  const deletion = { memberId: id, by: admin, now: new Date() };
  await site.db.transaction().execute((trx) => askDeletion(trx, deletion));
}

async function statusOf({ id }: SettledMember): Promise<string> {
  return (await site.client.workflow.getHandle(workflowId('subscription', id)).describe()).status.name;
}

function account({ jellyfin, remoteId }: SettledMember) {
  return jellyfin.user(remoteId)?.state;
}

describe('deleting a member on real parts', () => {
  it('takes the account off its server although it is paid for, then closes the member and ends the process', async () => {
    const member = await settledMember(site, { endsAt: Date.now() + 20 * DAY });
    await ask(member);

    await eventually(async () => (await statusOf(member)) === 'COMPLETED');
    expect(account(member)).toBe('removed');
    const row = await memberRow(site, member.id);
    expect(row).toMatchObject({ closed: 'deleted', standing: 'closed', display_name: 'Deleted member' });
    expect(await paymentsOf(site, member.id)).toHaveLength(1);
    expect((await timelineOf(site, member.id)).map(({ kind }) => kind).slice(-1)).toEqual(['memberDeleted']);
    expect(site.mail.to(member.email)).toEqual([]);
  });

  // E1
  it('a server that refuses keeps the member until it gives in: nothing is forgotten', async () => {
    const member = await settledMember(site, { server: 1 });
    const fault = { kind: 'status', status: 500, method: 'DELETE', route: '/Users/*' } as const;
    site.jellyfins[1]?.faults.add(fault);
    await ask(member);

    await eventually(async () => (await grantsOf(site, member.id))[0]?.handed_over_at);
    expect(await memberRow(site, member.id)).toMatchObject({ closed: null, email: member.email });
    expect(await statusOf(member)).toBe('RUNNING');
    expect(account(member)).not.toBe('removed');
    expect((await grantsOf(site, member.id))[0]).toMatchObject({ desired_key: 'removed', ended_at: null });

    site.jellyfins[1]?.faults.clear();
    await eventually(() => account(member) === 'removed', 60_000);
    await eventually(async () => (await statusOf(member)) === 'COMPLETED');
    expect(await memberRow(site, member.id)).toMatchObject({ closed: 'deleted', email: '' });
  });
});
