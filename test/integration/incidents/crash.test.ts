import proto from '@temporalio/proto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { workflowId } from '../../../workflows/ids.ts';
import { SEEDED } from '../../simulators/jellyfin/index.ts';
import { grantsOf, journalOf, memberRow, paymentsOf } from '../../support/looking.ts';
import {
  endIn,
  endTogether,
  type SettledMember,
  settledMember,
  settledMembers,
} from '../../support/settled-members.ts';
import { aMemberOf, eventually, pay, remoteUser, startTestSite, type TestSite } from '../../support/site.ts';

const DAY = 86_400_000;
const NEVER_BEGUN = proto.temporal.api.enums.v1.TimeoutType.TIMEOUT_TYPE_SCHEDULE_TO_START;
const BURST = 60;
const joins = [
  'before-create',
  'after-create',
  'before-policy',
  'after-policy',
  'before-configuration',
  'before-mail',
  'after-mail',
] as const;

/** One kill -9 of the worker, in the middle of joins, extensions and a burst of ends; then another worker. */
let site: TestSite;
let story: Awaited<ReturnType<typeof liveThroughACrash>>;
beforeAll(async () => {
  site = await startTestSite();
  await site.setSettings('subscriptions', {
    enabled: true,
    expiryMode: 'unshare_then_remove',
    deleteAfterDays: 7,
  });
  await site.setSettings('holds', { enabled: false });
  story = await liveThroughACrash();
}, 180_000);
afterAll(async () => {
  await site.stop();
});

describe('a worker that is killed', () => {
  // E15
  it('after kill -9 in a burst the next action is within 5 s of the restart, and nothing done is done again', async () => {
    const { burst, doneBefore, restartedAt } = story;
    expect(doneBefore).toBeGreaterThan(0);
    expect(doneBefore).toBeLessThan(BURST);
    await eventually(() => burst.some((member) => disabledAt(member) > restartedAt), 60_000);
    await eventually(() => burst.every((member) => disabledAt(member) > 0), 60_000);
    // What held the next action up was a wait for the dead worker; how long it takes is measured by the drill.
    expect(await waitsForDeadWorker(burst)).toEqual([]);
    expect(burst.map(changesOf)).toEqual(burst.map(() => 1));
    const handedBack = ({ message }: { message: string }) => message.includes('were handed back');
    await eventually(() => site.log.some(handedBack), 30_000);
  });

  // E5
  it('an extended end survives a kill at every step and a restart', async () => {
    for (const [how, { member, end }] of Object.entries(story.extended)) {
      const row = await eventually(async () => {
        const seen = await memberRow(site, member.id);
        return seen.standing === 'active' && seen.entitled_until?.getTime() === end ? seen : null;
      }, 60_000);
      const payments = await paymentsOf(site, member.id);
      expect(payments.at(-1)?.to_at.getTime(), how).toBe(end);
      expect(row.needs_attention, how).toBe(false);
      expect(member.jellyfin.user(member.remoteId)?.state, how).toBe('enabled');
    }
  });

  it('an end that was extended while nobody ran, and passed before anybody ran again, changes nothing', async () => {
    const member = await endIn(site, await settledMember(site), 8_000);
    await eventually(
      async () => (await memberRow(site, member.id)).next_action_at?.getTime() === member.endsAt,
    );
    await site.stopWorker();
    const { end } = await extend(member, member.endsAt);
    await eventually(() => Date.now() > member.endsAt + 500);
    await site.startWorker();
    await eventually(async () => (await memberRow(site, member.id)).entitled_until?.getTime() === end);
    expect(journalOf(member.jellyfin, member.remoteId)).toHaveLength(1);
  });

  // E7
  it('killed after each step of a join, there is never an account without an end date', async () => {
    expect(story.ownerless).toEqual([]);
    for (const { id, username } of story.joining) {
      await eventually(async () => (await memberRow(site, id)).standing === 'active', 60_000);
      const [grant] = await grantsOf(site, id);
      expect(grant?.username, username).toBe(username);
      expect(remoteUser(site, username)).toMatchObject({
        state: 'enabled',
        policy: { EnableAllFolders: false },
      });
    }
    expect(await accountsWithoutEnd()).toEqual([]);
    const named = site.jellyfins
      .flatMap((jellyfin) => jellyfin.users())
      .filter(({ name }) => /^(before|after)-/.test(name));
    expect(named).toHaveLength(joins.length);
  });

  it('each of those who joined gets the account handed over once, whatever the mail server had said', async () => {
    for (const { email, username } of story.joining) {
      const mails = await eventually(() => {
        const seen = site.mail.to(email).filter(({ subject }) => /Your account on/.test(subject));
        return seen.length > 0 ? seen : null;
      }, 60_000);
      expect(new Set(mails.map(({ messageId }) => messageId)).size, username).toBe(1);
    }
  });
});

async function liveThroughACrash() {
  await site.stopWorker();
  const worker = await site.startWorkerProcess();
  const members = await settledMembers(site, [
    ...Array.from({ length: BURST }, () => ({ endsAt: Date.now() + 20 * DAY })),
    ...Array.from({ length: 3 }, () => ({ endsAt: Date.now() + 5 * DAY })),
    ...Array.from({ length: 2 }, () => ({ endsAt: Date.now() - DAY, isDisabled: true })),
  ]);
  const [delivered, mailing, whileDown, restoring, restored] = members.slice(BURST);
  if (!delivered || !mailing || !whileDown || !restoring || !restored) throw new Error('too few');
  holdUpJoins();
  site.mail.faults.add({ kind: 'hang', at: 'data', to: mailing.email });
  const policyOf = ({ remoteId }: SettledMember) =>
    ({ method: 'POST', route: `/Users/${remoteId}/Policy` }) as const;
  restoring.jellyfin.faults.add({ kind: 'hang', ...policyOf(restoring) });
  restored.jellyfin.faults.add({ kind: 'effectThenNoAnswer', ...policyOf(restored) });

  const joining = await Promise.all(
    joins.map((username) => aMemberOf(site, { endsIn: 30 * DAY, username, isAnnounced: false })),
  );
  const extended = {
    delivered: await extend(delivered, delivered.endsAt),
    mailing: await extend(mailing, mailing.endsAt),
    restoring: await extend(restoring, Date.now()),
    restored: await extend(restored, Date.now()),
  };
  await eventually(
    () => joins.every(isHeldUp) && restored.jellyfin.user(restored.remoteId)?.state === 'enabled',
    60_000,
  );

  const burst = await endTogether(site, members.slice(0, BURST), Date.now() + 2_000);
  await eventually(() => burst.filter((member) => disabledAt(member) > 0).length >= BURST / 4);
  await worker.kill();
  const doneBefore = burst.filter((member) => disabledAt(member) > 0).length;
  const ownerless = await accountsWithoutEnd();

  const later = { whileDown: await extend(whileDown, whileDown.endsAt) };
  for (const { faults } of site.jellyfins) faults.clear();
  site.mail.faults.clear();
  const restartedAt = Date.now();
  await site.startWorker();
  return { burst, doneBefore, ownerless, restartedAt, joining, extended: { ...extended, ...later } };
}

/** Whose process lay in the queue of the worker that was killed until Temporal gave it up. */
async function waitsForDeadWorker(members: readonly SettledMember[]): Promise<string[]> {
  const waited = await Promise.all(
    members.map(async ({ id }) => {
      const handle = site.client.workflow.getHandle(workflowId('subscription', id));
      const { events } = await handle.fetchHistory();
      return events?.some((event) => event.workflowTaskTimedOutEventAttributes?.timeoutType === NEVER_BEGUN);
    }),
  );
  return members.filter((_member, index) => waited[index]).map(({ username }) => username);
}

async function extend(member: SettledMember, from: number): Promise<{ member: SettledMember; end: number }> {
  const end = from + 30 * DAY;
  await pay(site, member.id, { from, to: end, isAnnounced: true });
  return { member, end };
}

/** Each of those who join is stopped at another step, and stays there. */
function holdUpJoins(): void {
  for (const jellyfin of site.jellyfins) {
    const idOf = (name: string) => jellyfin.user(name)?.id ?? 'nobody';
    const { faults } = jellyfin;
    const create = { method: 'POST', route: '/Users/New' } as const;
    faults.add({ kind: 'hang', ...create, bodyIncludes: '"before-create"' });
    faults.add({ kind: 'effectThenNoAnswer', ...create, bodyIncludes: '"after-create"' });
    const policy = { method: 'POST', route: '*/Policy' } as const;
    faults.add({ kind: 'hang', ...policy, when: ({ path }) => path.includes(idOf('before-policy')) });
    faults.add({
      kind: 'effectThenNoAnswer',
      ...policy,
      when: ({ path }) => path.includes(idOf('after-policy')),
    });
    faults.add({
      kind: 'hang',
      method: 'POST',
      route: '/Users/Configuration',
      when: ({ search }) => search.includes(idOf('before-configuration')),
    });
  }
  site.mail.faults.add({ kind: 'hang', at: 'data', to: 'before-mail@members.example' });
  site.mail.faults.add({ kind: 'acceptThenHang', to: 'after-mail@members.example' });
}

function isHeldUp(username: (typeof joins)[number]): boolean {
  const email = `${username}@members.example`;
  if (username === 'after-mail') return site.mail.to(email).length > 0;
  if (username === 'before-mail')
    return site.mail.faults.list().some(({ fault, hits }) => fault.to === email && hits > 0);
  return site.jellyfins.some((jellyfin) => {
    const user = jellyfin.user(username);
    const asked = (path: string) => jellyfin.requests.some((request) => request.path === path);
    switch (username) {
      case 'before-create':
        return jellyfin.requests.some(
          ({ path, rawBody }) => path === '/Users/New' && rawBody.includes(`"${username}"`),
        );
      case 'after-create':
        return user !== undefined;
      case 'before-policy':
        return user !== undefined && asked(`/Users/${user.id}/Policy`);
      case 'after-policy':
        return user?.policy.EnableAllFolders === false;
      case 'before-configuration':
        return (
          user !== undefined &&
          jellyfin.requests.some(
            ({ path, search }) => path === '/Users/Configuration' && search.includes(user.id),
          )
        );
    }
  });
}

/** Accounts on the media servers, other than those that were always there, that no paid time stands behind. */
async function accountsWithoutEnd(): Promise<string[]> {
  const owned = await site.db
    .selectFrom('access_grants')
    .innerJoin('payments', 'payments.member_id', 'access_grants.member_id')
    .select('access_grants.username')
    .execute();
  const always: string[] = Object.values(SEEDED).map(({ name }) => name);
  const known = new Set([...always, ...owned.map(({ username }) => username)]);
  return site.jellyfins
    .flatMap((jellyfin) => jellyfin.users())
    .filter(({ name, state }) => state !== 'removed' && !known.has(name))
    .map(({ name }) => name);
}

function disabledAt({ jellyfin, remoteId }: SettledMember): number {
  return jellyfin.user(remoteId)?.disabledAt ?? 0;
}

function changesOf({ jellyfin, remoteId }: SettledMember): number {
  return journalOf(jellyfin, remoteId).filter(({ kind }) => kind === 'policy').length;
}
