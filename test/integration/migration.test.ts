import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { retryMigration, startMigration } from '../../db/queries/migrations.ts';
import { advanceMigration } from '../../db/queries/run-migration.ts';
import { readSettings } from '../../db/queries/settings.ts';
import { administratorRow } from '../support/member-rows.ts';
import { grantsOf, journalOf, memberRow, paymentsOf, timelineOf } from '../support/looking.ts';
import { type SettledMember, settledMembers } from '../support/settled-members.ts';
import { aMemberOf, eventually, pay, startTestSite, type TestSite } from '../support/site.ts';

const DAY = 86_400_000;

let site: TestSite;
let by: string;

beforeAll(async () => {
  site = await startTestSite();
  by = await administratorRow(site.db, new Date());
});

afterAll(() => site.stop());

function serverId(index: number): string {
  return site.house.servers[index]?.id ?? '';
}

async function migrate(memberIds: readonly string[]): Promise<string> {
  const wish = { sourceId: serverId(0), targetId: serverId(1), concurrency: 2, by, now: new Date() };
  return await site.db.transaction().execute((trx) => startMigration(trx, { ...wish, memberIds }));
}

async function untilOver(migrationId: string): Promise<Record<string, string>> {
  await eventually(() =>
    site.db
      .selectFrom('migrations')
      .select('id')
      .where('id', '=', migrationId)
      .where('ended_at', 'is not', null)
      .executeTakeFirst(),
  );
  return await movesOf(migrationId);
}

async function movesOf(migrationId: string): Promise<Record<string, string>> {
  const rows = await site.db
    .selectFrom('migration_moves')
    .select(['member_id', 'state', 'reason'])
    .where('migration_id', '=', migrationId)
    .execute();
  return Object.fromEntries(
    rows.map(({ member_id, state, reason }) => [member_id, reason === '' ? state : `${state} ${reason}`]),
  );
}

function accountOn(index: number, username: string) {
  return site.jellyfins[index]?.user(username);
}

/** By the servers' own records: the new account could be used before the old one was touched. */
function expectNoGap(member: SettledMember): void {
  const made = accountOn(1, member.username);
  const usable = site.jellyfins[1]?.journal.find(
    ({ userId, isDisabled, libraries }) => userId === made?.id && !isDisabled && libraries.length > 0,
  );
  const touched = journalOf(member.jellyfin, member.remoteId).at(-1);
  expect(touched?.kind).toBe('deleted');
  expect(usable?.at).toBeLessThanOrEqual(touched?.at ?? 0);
}

describe('a migration of members to another server', () => {
  it('M35: gives each access there first, takes the old account after it, and leaves time and payments as they are', async () => {
    const endsAt = Date.now() + 20 * DAY;
    const [one, two, ended] = await settledMembers(site, [
      { endsAt },
      { endsAt },
      { endsAt: Date.now() - DAY, isDisabled: true },
    ]);
    if (one === undefined || two === undefined || ended === undefined) throw new Error('nobody');
    await site.db.updateTable('members').set({ is_permanent: true }).where('id', '=', two.id).execute();
    const before = await Promise.all([one, two, ended].map(({ id }) => paymentsOf(site, id)));
    const migrationId = await migrate([one.id, two.id, ended.id]);

    expect(await untilOver(migrationId)).toEqual({
      [one.id]: 'migrated',
      [two.id]: 'migrated',
      [ended.id]: 'repointed',
    });
    for (const member of [one, two]) {
      await eventually(() => accountOn(0, member.username)?.state === 'removed');
      expect(accountOn(1, member.username)?.state).toBe('enabled');
      expectNoGap(member);
      const mail = await eventually(() => site.mail.to(member.email)[0]);
      expect(mail.subject).toMatch(/^You have moved to /);
      expect(mail.text).toContain(member.username);
    }
    expect(await Promise.all([one, two, ended].map(({ id }) => paymentsOf(site, id)))).toEqual(before);
    expect([(await memberRow(site, one.id)).standing, (await memberRow(site, two.id)).standing]).toEqual([
      'active',
      'permanent',
    ]);
    expect((await timelineOf(site, one.id)).map(({ kind }) => kind)).toContain('serverMoved');
    expect(accountOn(0, ended.username)?.state).toBe('disabled');

    await pay(site, ended.id, { from: Date.now(), to: Date.now() + 30 * DAY });
    await eventually(() => accountOn(1, ended.username)?.state === 'enabled');
    await eventually(() => accountOn(0, ended.username)?.state === 'removed');
    const { adminEmail } = (await readSettings(site.db, site.seal)).site;
    const word = await eventually(() =>
      site.mail.to(adminEmail).find(({ subject }) => subject.startsWith('A migration on')),
    );
    expect(word.text).toContain('2 members moved from');
    expect(word.text).toContain(`/admin/migrations/${migrationId}`);
    expect(site.mail.to(one.email)).toHaveLength(1);
    expect(await site.db.selectFrom('hold_items').selectAll().execute()).toEqual([]);
  });

  it('leaves whoever the new server refuses where they are, and takes them up again later', async () => {
    const member = await aMemberOf(site, { endsIn: 20 * DAY });
    const grant = await eventually(async () =>
      (await grantsOf(site, member.id)).find(({ observed_key: key }) => key.startsWith('full:')),
    );
    const from = site.house.servers.findIndex(({ id }) => id === grant.server_id);
    const to = 1 - from;
    // Until the second try: the grant may ask once more by itself before the move is given up.
    const faults = site.jellyfins[to]?.faults;
    faults?.add({ kind: 'status', status: 400, method: 'POST', route: '/Users/New' });
    const wish = { sourceId: serverId(from), targetId: serverId(to), concurrency: 1, by, now: new Date() };
    const migrationId = await site.db
      .transaction()
      .execute((trx) => startMigration(trx, { ...wish, memberIds: [member.id] }));
    await eventually(async () => (await movesOf(migrationId))[member.id] !== 'waiting');

    expect(await untilOver(migrationId)).toEqual({ [member.id]: 'failed GatewayRequestRejected' });
    await eventually(async () =>
      (await grantsOf(site, member.id)).every(({ id, ended_at }) => id === grant.id || ended_at !== null),
    );
    expect(accountOn(from, member.username)?.state).toBe('enabled');
    expect(accountOn(to, member.username)).toBeUndefined();

    faults?.clear();
    await site.db.transaction().execute((trx) => retryMigration(trx, migrationId));
    await eventually(() => accountOn(to, member.username)?.state === 'enabled');
    expect(await untilOver(migrationId)).toEqual({ [member.id]: 'migrated' });
    await eventually(() => accountOn(from, member.username)?.state === 'removed');
  });

  it('goes on where it was when the worker was away', async () => {
    const endsAt = Date.now() + 20 * DAY;
    const members = await settledMembers(site, [{ endsAt }, { endsAt }, { endsAt }]);
    await site.stopWorker();
    const migrationId = await migrate(members.map(({ id }) => id));
    await advanceMigration(site.db, { migrationId, now: new Date() });
    expect(Object.values(await movesOf(migrationId)).sort()).toEqual(['moving', 'moving', 'waiting']);
    await site.startWorker();

    expect(Object.values(await untilOver(migrationId))).toEqual(['migrated', 'migrated', 'migrated']);
    for (const member of members) {
      await eventually(() => accountOn(0, member.username)?.state === 'removed');
      expectNoGap(member);
    }
  });
});
