import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningApi, startApi } from '../support/api.ts';
import { memberRow, paymentsOf, timelineOf } from '../support/looking.ts';
import { makeAdministrator, signedIn } from '../support/sign-in.ts';
import { aMemberOf, eventually, remoteUser, startTestSite, type TestSite } from '../support/site.ts';
import type { Answer, Visitor } from '../support/visitor.ts';

const DAY = 86_400_000;
const MINUTE = 60_000;

let site: TestSite;
let api: RunningApi;
let admin: Visitor;

beforeAll(async () => {
  site = await startTestSite();
  await site.setSettings('subscriptions', { enabled: true, expiryMode: 'remove_now' });
  await site.setSettings('reminders', { enabled: true, daysPrior: [3] });
  // Two who leave within an hour are a mass here.
  await site.setSettings('holds', { enabled: true, mostRemovals: 1, mostShare: 1 });
  api = await openPanel(true);
  admin = await signedIn(api, 'admin@example.org');
  await makeAdministrator(api, 'admin@example.org');
});

afterAll(async () => {
  await api.stop();
  await site.stop();
});

/** The panel over the site's own database and processes. */
function openPanel(isSandbox: boolean): Promise<RunningApi> {
  return startApi({
    database: { url: site.url, db: site.db, drop: async () => undefined },
    parts: { seal: site.seal, temporal: () => site.client, isSandbox },
  });
}

/** Somebody with access whose invitation has gone out: nothing is owed any more. */
async function standingMember(username: string, endsIn: number) {
  const member = await aMemberOf(site, { endsIn, username });
  await eventually(async () => (await timelineOf(site, member.id)).some(({ kind }) => kind === 'noticeSent'));
  await eventually(async () => (await memberRow(site, member.id)).standing === 'active');
  return member;
}

interface Page {
  readonly now: number;
  readonly aheadMs: number | null;
  readonly outlook: {
    readonly standing: string;
    readonly until: number | null;
    readonly future: readonly {
      readonly at: number;
      readonly kind: string;
      readonly event: string | null;
      readonly level: string | null;
    }[];
  };
}

async function pageOf(memberId: string): Promise<Page> {
  return (await admin.query('admin.members.page', { id: memberId })).body as unknown as Page;
}

function move(id: string, days: string, by = admin): Promise<Answer> {
  return by.mutate('admin.members.moveClock', { id, days });
}

describe('a member’s clock on a site for trying out', () => {
  it('moved over the end does on the way what was forecast, at the instants of the forecast', async () => {
    const neighbours = await Promise.all(
      ['neighbour-a', 'neighbour-b', 'neighbour-c'].map((name) => standingMember(name, 10 * DAY)),
    );
    const member = await standingMember('traveller', 20 * DAY);
    const [paid] = await paymentsOf(site, member.id);
    const end = paid?.to_at.getTime() ?? 0;
    const before = await pageOf(member.id);

    const moved = await move(member.id, '25');

    const after = await pageOf(member.id);
    expect(moved.status).toBe(200);
    expect(remoteUser(site, 'traveller')?.state).toBe('removed');
    const foreseen = before.outlook.future
      .filter(({ kind }) => kind !== 'standing')
      .map(({ kind, event, level, at }) => [kind, event ?? level, at - end]);
    expect(foreseen).toEqual([
      ['notice', 'subscriptionExpiringSoon', -3 * DAY],
      ['access', 'removed', 0],
      ['notice', 'subscriptionExpired', 0],
    ]);
    const happened = (await timelineOf(site, member.id)).slice(-3);
    expect(
      happened.map(({ kind, data, at }) => [
        kind === 'noticeSent' ? 'notice' : 'access',
        data['event'] ?? data['level'],
        at.getTime() - end,
      ]),
    ).toEqual(foreseen);
    const mails = site.mail.to(member.email).map(({ subject }) => subject);
    expect(mails).toHaveLength(3);
    expect(after.outlook).toMatchObject({ standing: 'expired', until: end, future: [] });
    expect(Math.abs(after.now - (before.now + 25 * DAY))).toBeLessThan(10 * MINUTE);
    expect(Math.abs((after.aheadMs ?? 0) - 25 * DAY)).toBeLessThan(10 * MINUTE);
    // Nobody else has moved, and nobody else was counted as leaving with them.
    for (const { id } of neighbours) {
      expect(await memberRow(site, id)).toMatchObject({ standing: 'active' });
      expect((await pageOf(id)).aheadMs).toBe(0);
    }
    expect(await site.db.selectFrom('holds').select('id').execute()).toEqual([]);
  });

  it('is what counts when money is recorded afterwards: the new time begins then, and access is back', async () => {
    const member = await standingMember('returner', 5 * DAY);
    await move(member.id, '9');
    expect(remoteUser(site, 'returner')?.state).toBe('removed');
    const { now } = await pageOf(member.id);

    const recorded = await admin.mutate('admin.payments.record', {
      memberId: member.id,
      planId: site.house.plans.Monthly,
      startMode: 'after',
      from: '',
      to: '',
      amount: '10',
      transactionId: '',
      sequenceNumber: '1',
      notes: '',
      isAnnounced: false,
    });

    expect(recorded.status).toBe(200);
    expect(Math.abs(Number(recorded.body['from']) - now)).toBeLessThan(10 * MINUTE);
    await eventually(async () => (await memberRow(site, member.id)).standing === 'active');
    expect((await pageOf(member.id)).outlook).toMatchObject({
      standing: 'active',
      until: Number(recorded.body['to']),
    });
  });

  it('moves by whole days of a year at most', async () => {
    const member = await standingMember('sitter', 5 * DAY);

    for (const days of ['0', '367', '1.5', 'ten', '']) {
      const answer = await move(member.id, days);
      expect(answer, days).toMatchObject({ status: 400, body: { fields: { days: expect.any(String) } } });
    }

    expect((await pageOf(member.id)).aheadMs).toBe(0);
  });
});

describe('a live site', () => {
  it('moves nobody’s clock, whoever asks, also where only the keys of the gateway are live', async () => {
    const member = await standingMember('resident', 5 * DAY);
    const live = await openPanel(false);
    const other = await signedIn(live, 'other-admin@example.org');
    await makeAdministrator(live, 'other-admin@example.org');

    const refused = await move(member.id, '25', other);
    const page = await other.query('admin.members.page', { id: member.id });
    await site.setSettings('stripe', { enabled: false, secretKey: 'sk_live_1' });
    const withLiveKeys = await eventually(async () => {
      const answer = await move(member.id, '0025');
      return answer.status === 412 ? answer : null;
    });

    await live.stop();
    for (const answer of [refused, withLiveKeys])
      expect(answer).toMatchObject({ status: 412, body: { reason: 'liveSite' } });
    expect(page.body['aheadMs']).toBeNull();
    expect(remoteUser(site, 'resident')?.state).toBe('enabled');
    expect(
      await site.db
        .selectFrom('member_clocks')
        .select('member_id')
        .where('member_id', '=', member.id)
        .execute(),
    ).toEqual([]);
  });
});
