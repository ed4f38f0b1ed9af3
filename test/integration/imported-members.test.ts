import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importMembers } from '../../db/queries/import-members.ts';
import { snapshotOf } from '../../db/queries/record-payment.ts';
import { grantsOf, timelineOf } from '../support/looking.ts';
import { aLoginOf } from '../support/purchase.ts';
import { eventually, startTestSite, type TestSite } from '../support/site.ts';

let site: TestSite;
beforeAll(async () => {
  site = await startTestSite();
});
afterAll(async () => {
  await site.stop();
});

const YEAR = 365 * 86_400_000;

async function imported(
  people: readonly { readonly email: string; readonly until: number | null }[],
): Promise<void> {
  const planId = site.house.plans.Monthly;
  const snapshot = await snapshotOf(site.db, planId, 'USD');
  if (snapshot === null) throw new Error('no such plan');
  const { loginId: by } = await aLoginOf(site, 'importer');
  const from = Date.now();
  const terms = { planId, snapshot, payerEmail: null, transactionId: null };
  const timeTo = (to: number) => ({ ...terms, window: { from, to, anchorAt: from, anchorCount: 0 } });
  await site.db.transaction().execute((trx) =>
    importMembers(trx, {
      people: people.map(({ email, until }) => ({
        email,
        name: 'Somebody',
        notes: '',
        wantedUsername: null,
        time: until === null ? null : timeTo(until),
        permanentPlanId: planId,
      })),
      currency: 'USD',
      by,
      now: new Date(),
    }),
  );
}

async function settledMember(email: string) {
  return await eventually(async () => {
    const member = await site.db
      .selectFrom('members')
      .select(['id', 'standing', 'entitled_until'])
      .where('email', '=', email)
      .executeTakeFirstOrThrow();
    const notices = await site.db
      .selectFrom('notices')
      .select(['event', 'status'])
      .where('member_id', '=', member.id)
      .execute();
    return notices.some(({ status }) => status === 'sent') ? { ...member, notices } : null;
  });
}

describe('an imported member', () => {
  it('gets an account of their own and its sign-in details, no other message, and takes over nobody’s account', async () => {
    const until = Date.now() + YEAR;
    for (const jellyfin of site.jellyfins) jellyfin.addUser({ name: 'ada', password: 'of somebody else' });
    const before = site.jellyfins.map((jellyfin) => jellyfin.user('ada'));

    await imported([
      { email: 'ada@import.example', until },
      { email: 'grace@import.example', until: null },
    ]);

    const ada = await settledMember('ada@import.example');
    const grace = await settledMember('grace@import.example');
    const [grant] = await grantsOf(site, ada.id);
    const kinds = (await timelineOf(site, ada.id)).map(({ kind }) => kind);
    expect(ada).toMatchObject({ standing: 'active', entitled_until: new Date(until) });
    expect(grace).toMatchObject({ standing: 'permanent', entitled_until: null });
    for (const { notices } of [ada, grace])
      expect(notices).toEqual([{ event: 'mediaServerInvitation', status: 'sent' }]);
    expect(grant?.username).not.toBe('ada');
    expect(site.jellyfins.map((jellyfin) => jellyfin.user('ada'))).toEqual(before);
    expect(kinds).toEqual(expect.arrayContaining(['memberImported', 'timeImported']));
  });
});
