import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aCatalogue } from '../../test/support/a-catalogue.ts';
import { administratorRow, grantRow, memberRow } from '../../test/support/member-rows.ts';
import { type FreshDatabase, freshDatabase } from '../../test/support/postgres.ts';
import { newId } from '../new-id.ts';
import { migrationTarget, planMigration } from './migration-plan.ts';
import { orderMigration, retryMigration, startMigration } from './migrations.ts';
import { insertGrant, placementRequest, serverCandidates } from './placement.ts';
import { recordPayment, snapshotOf } from './record-payment.ts';
import { removalAsked } from './removal-census.ts';
import { advanceMigration } from './run-migration.ts';
import { recordTrouble } from './standing.ts';

const DAY = 86_400_000;
const NOW = new Date(Date.UTC(2026, 4, 10, 12));
const FULL = 'full:1-abc:t';

let database: FreshDatabase;
let sourceId: string;
let targetId: string;
let planId: string;
let by: string;

beforeAll(async () => {
  database = await freshDatabase();
  const catalogue = await aCatalogue(database.db, null);
  ({ serverId: sourceId, monthly: planId } = catalogue);
  by = await administratorRow(database.db, NOW);
});

beforeEach(async () => {
  ({ serverId: targetId } = await aCatalogue(database.db, null));
});

/** Those of other tests are on the source no more. */
afterEach(async () => {
  const { db } = database;
  await db
    .updateTable('migrations')
    .set({ state: 'cancelled', ended_at: NOW })
    .where('ended_at', 'is', null)
    .execute();
  await db.updateTable('members').set({ closed: 'merged' }).where('closed', 'is', null).execute();
});

afterAll(() => database.drop());

async function paid(memberId: string, from: number, to: number): Promise<void> {
  const snapshot = await snapshotOf(database.db, planId, 'USD');
  if (snapshot === null) throw new Error('no such plan');
  await database.db.transaction().execute((trx) =>
    recordPayment(trx, {
      memberId,
      planId,
      snapshot,
      amount: { amount: 1000n, currency: 'USD' },
      source: 'manual',
      transactionId: newId(),
      now: new Date(NOW.getTime() - 60 * DAY),
      zone: 'UTC',
      window: { from: new Date(NOW.getTime() + from * DAY), to: new Date(NOW.getTime() + to * DAY) },
    }),
  );
}

/** Somebody on the source who has paid until then, in days from now. */
async function aViewer(until = 20): Promise<string> {
  const memberId = await memberRow(database.db, NOW);
  await paid(memberId, until - 30, until);
  await grantRow(database.db, {
    member_id: memberId,
    server_id: sourceId,
    observed_key: FULL,
    desired_key: FULL,
    created_at: new Date(NOW.getTime() - 60 * DAY),
  });
  return memberId;
}

async function begin(memberIds: readonly string[], concurrency = 2): Promise<string> {
  const id = await database.db
    .transaction()
    .execute((trx) => startMigration(trx, { sourceId, targetId, concurrency, memberIds, by, now: NOW }));
  await takePokes();
  return id;
}

const advance = (migrationId: string) => advanceMigration(database.db, { migrationId, now: NOW });

async function takePokes(): Promise<string[]> {
  const rows = await database.db.deleteFrom('outbox').returning(['workflow', 'key']).execute();
  return rows.map(({ workflow, key }) => `${workflow} ${key}`).sort();
}

async function states(migrationId: string): Promise<string[]> {
  const rows = await database.db
    .selectFrom('migration_moves')
    .select(['state', 'reason'])
    .where('migration_id', '=', migrationId)
    .orderBy('position')
    .execute();
  return rows.map(({ state, reason }) => (reason === '' ? state : `${state} ${reason}`));
}

async function stateOf(migrationId: string): Promise<string> {
  const row = await database.db
    .selectFrom('migrations')
    .select('state')
    .where('id', '=', migrationId)
    .executeTakeFirstOrThrow();
  return row.state;
}

function grantsOf(memberId: string) {
  return database.db
    .selectFrom('access_grants')
    .select(['id', 'server_id', 'move_to_id', 'moved_from_id', 'replaced_at', 'username'])
    .where('member_id', '=', memberId)
    .where('ended_at', 'is', null)
    .orderBy('created_at')
    .execute();
}

/** What the member's own process does: a place on the target, and access there. */
async function letIn(memberId: string, observed = FULL): Promise<string> {
  const { db } = database;
  const { grantId } = await db.transaction().execute((trx) =>
    insertGrant(trx, {
      memberId,
      serverId: targetId,
      key: FULL,
      libraryIds: ['films'],
      downloads: false,
      transcoding: true,
      now: new Date(NOW.getTime() + DAY),
    }),
  );
  await db.updateTable('access_grants').set({ observed_key: observed }).where('id', '=', grantId).execute();
  return grantId;
}

async function fail(memberId: string, grantId: string): Promise<void> {
  await recordTrouble(database.db, {
    memberId,
    stepKey: `access/${grantId}`,
    type: 'GatewayRequestRejected',
    message: 'the name is refused',
    attempts: 1,
    since: NOW.getTime(),
    retryAt: NOW.getTime() + DAY,
  });
}

describe('a migration', () => {
  it('writes the wish of as many as may be under way, tells their processes, and goes on as each is there', async () => {
    const [one, two, three] = [await aViewer(), await aViewer(), await aViewer()];
    const id = await begin([one, two, three]);

    expect(await advance(id)).toEqual({ isOver: false, moving: 2, hasMore: false });
    expect(await takePokes()).toEqual([`subscription ${one}`, `subscription ${two}`].sort());
    expect(await grantsOf(one)).toMatchObject([{ server_id: sourceId, move_to_id: targetId }]);
    expect(await advance(id)).toMatchObject({ moving: 2 });
    expect(await states(id)).toEqual(['moving', 'moving', 'waiting']);

    await letIn(two);
    await advance(id);
    expect(await states(id)).toEqual(['moving', 'migrated', 'moving']);
    await Promise.all([letIn(one), letIn(three)]);
    expect(await advance(id)).toEqual({ isOver: true, moving: 0, hasMore: false });
    expect(await stateOf(id)).toBe('completed');
    const events = await database.db
      .selectFrom('member_events')
      .select(['kind', 'data'])
      .where('member_id', '=', one)
      .where('about_id', '=', id)
      .execute();
    expect(events).toEqual([{ kind: 'serverMoved', data: { serverId: targetId } }]);
  });

  it('gives the new account the name of the old one, and knows where it comes from', async () => {
    const member = await aViewer();
    await advance(await begin([member]));
    await letIn(member);

    const [old, made] = await grantsOf(member);
    expect(made).toMatchObject({ username: old?.username, moved_from_id: sourceId, move_to_id: null });
  });

  it('holds the places of those under way, and has one who finds none stay where they are', async () => {
    await database.db.updateTable('servers').set({ max_users: 1 }).where('id', '=', targetId).execute();
    const [first, second] = [await aViewer(), await aViewer()];
    const id = await begin([first, second]);
    await advance(id);

    expect(await states(id)).toEqual(['moving', 'failed full']);
    const servers = await serverCandidates(database.db, { memberId: null, loginId: null });
    expect(servers.find(({ id: one }) => one === targetId)).toMatchObject({ used: 1 });
    const own = await serverCandidates(database.db, { memberId: first, loginId: null });
    expect(own.map(({ id: one, used }) => [one, used])).toEqual([[targetId, 0]]);
    expect(await grantsOf(second)).toMatchObject([{ server_id: sourceId, move_to_id: null }]);
  });

  it('S74: Given a migration re-run, when it ends, then only failed ones were touched and payments are unchanged', async () => {
    const [well, ill] = [await aViewer(), await aViewer()];
    const payments = () =>
      database.db
        .selectFrom('payments')
        .selectAll()
        .where('member_id', 'in', [well, ill])
        .orderBy('id')
        .execute();
    const ledger = () => database.db.selectFrom('ledger_entries').selectAll().orderBy('id').execute();
    const before = [await payments(), await ledger()];
    const id = await begin([well, ill]);
    await advance(id);
    await letIn(well);
    await fail(ill, await letIn(ill, 'none'));
    await advance(id);

    expect(await stateOf(id)).toBe('completed');
    expect(await states(id)).toEqual(['migrated', 'failed GatewayRequestRejected']);
    expect(await grantsOf(ill)).toMatchObject([
      { server_id: sourceId, move_to_id: null },
      { server_id: targetId, replaced_at: NOW },
    ]);
    const wellBefore = await grantsOf(well);
    await takePokes();
    expect(await database.db.transaction().execute((trx) => retryMigration(trx, id))).toBe(1);
    expect(await takePokes()).toEqual([`migration ${id}`]);
    await advance(id);
    expect(await takePokes()).toEqual([`subscription ${ill}`]);
    await letIn(ill);
    await advance(id);

    expect(await takePokes()).toEqual([expect.stringMatching(/^message /)]);
    expect(await states(id)).toEqual(['migrated', 'migrated']);
    expect(await grantsOf(well)).toEqual(wellBefore);
    expect([await payments(), await ledger()]).toEqual(before);
    expect(await database.db.transaction().execute((trx) => retryMigration(trx, id))).toBe(0);
  });

  it('begins nobody while it is paused, and lets those under way come to their end', async () => {
    const [one, two] = [await aViewer(), await aViewer()];
    const id = await begin([one, two], 1);
    await advance(id);
    const order = (what: 'pause' | 'resume') =>
      database.db.transaction().execute((trx) => orderMigration(trx, id, what));
    expect(await order('pause')).toBe(true);
    expect(await order('pause')).toBe(false);
    await letIn(one);

    expect(await advance(id)).toEqual({ isOver: false, moving: 0, hasMore: false });
    expect(await states(id)).toEqual(['migrated', 'waiting']);
    await order('resume');
    await advance(id);
    expect(await states(id)).toEqual(['migrated', 'moving']);
  });

  it('that is cancelled takes back what has not come to stand, and can be gone on with later', async () => {
    const [there, begun, waiting] = [await aViewer(), await aViewer(), await aViewer()];
    const id = await begin([there, begun, waiting]);
    await advance(id);
    await letIn(there);
    await letIn(begun, 'none');
    await database.db.transaction().execute((trx) => orderMigration(trx, id, 'cancel'));

    expect(await advance(id)).toMatchObject({ isOver: true });
    expect(await stateOf(id)).toBe('cancelled');
    expect(await states(id)).toEqual(['migrated', 'cancelled', 'cancelled']);
    expect(await grantsOf(begun)).toMatchObject([
      { server_id: sourceId, move_to_id: null, replaced_at: null },
      { server_id: targetId, replaced_at: NOW },
    ]);
    expect(await database.db.transaction().execute((trx) => retryMigration(trx, id))).toBe(2);
  });

  it('brings somebody without time back on the target, and tells nobody to leave', async () => {
    const member = await aViewer(-3);
    const id = await begin([member]);

    expect(await advance(id)).toMatchObject({ isOver: true });
    expect(await states(id)).toEqual(['repointed']);
    const wish = { planId, groupIds: [], isTrial: false, memberId: member };
    const later = await placementRequest(database.db, wish);
    expect(later.pastServers).toEqual([targetId, sourceId]);
    const candidates = await serverCandidates(database.db, { memberId: member, loginId: null });
    expect(candidates.map((server) => server.id)).not.toContain(sourceId);
  });

  it('tells of nobody twice: whoever is there has no part in another plan', async () => {
    const [mover, ended, flagged] = [await aViewer(), await aViewer(-3), await aViewer()];
    await database.db
      .updateTable('members')
      .set({ account_change_required_at: NOW })
      .where('id', '=', flagged)
      .execute();
    const plan = async (memberIds: string[] | null) => {
      const target = await migrationTarget(database.db, targetId);
      if (target === undefined) throw new Error('no target');
      const found = await planMigration(database.db, {
        sourceId,
        target,
        memberIds,
        isPartial: false,
        now: NOW,
      });
      return new Map(found.members.map(({ memberId, decision }) => [memberId, decision.kind]));
    };
    const everybody = new Map([
      [mover, 'move'],
      [ended, 'repoint'],
      [flagged, 'skip'],
    ]);
    expect(await plan(null)).toEqual(everybody);
    expect(await plan([mover])).toEqual(new Map([[mover, 'move']]));

    const id = await begin([mover, ended]);
    await advance(id);
    await letIn(mover);
    await advance(id);
    expect(await plan(null)).toEqual(new Map([[flagged, 'skip']]));
  });
});

describe('a removal from the server that somebody has left', () => {
  it('is no case for a hold once access stands on the other one, and is until then', async () => {
    const member = await aViewer();
    await advance(await begin([member]));
    await database.db
      .updateTable('payments')
      .set({ to_at: new Date(NOW.getTime() - DAY) })
      .where('member_id', '=', member)
      .execute();
    const [old] = await grantsOf(member);
    const asked = () => removalAsked(database.db, old?.id ?? '', NOW);

    expect(await asked()).toMatchObject({ desired: FULL });
    const grantId = await letIn(member, 'none');
    expect(await asked()).toMatchObject({ desired: FULL });
    await database.db
      .updateTable('access_grants')
      .set({ observed_key: FULL })
      .where('id', '=', grantId)
      .execute();
    expect(await asked()).toBeNull();
    expect(await removalAsked(database.db, grantId, NOW)).toMatchObject({ desired: FULL });
  });
});
