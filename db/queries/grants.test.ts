import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { aCatalogue } from '../../test/support/a-catalogue.ts';
import { grantRow, memberRow } from '../../test/support/member-rows.ts';
import { type FreshDatabase, freshDatabase } from '../../test/support/postgres.ts';
import { type ClaimedGrant, claimGrant, handOver, keepFailedAttempt, observeAccess } from './grants.ts';

const NOW = new Date(Date.UTC(2026, 4, 10, 12));
const FULL = 'full:1-abc:t';

let database: FreshDatabase;
let serverId: string;
let memberId: string;

beforeAll(async () => {
  database = await freshDatabase();
  ({ serverId } = await aCatalogue(database.db, null));
});

beforeEach(async () => {
  memberId = await memberRow(database.db, NOW);
});

afterAll(() => database.drop());

async function aGrant(desired: string, observed: string): Promise<string> {
  const keys = { desired_key: desired, observed_key: observed };
  return await grantRow(database.db, { member_id: memberId, server_id: serverId, ...keys });
}

function troubleOf(grantId: string) {
  return {
    memberId,
    stepKey: `access/${grantId}`,
    type: 'OutcomeUnknown',
    message: 'the worker was stopped while it waited for an answer',
    attempts: 1,
    since: NOW.getTime(),
    retryAt: NOW.getTime() + 5_000,
  };
}

async function leftBy(grantId: string) {
  const { db } = database;
  const grant = await db
    .selectFrom('access_grants')
    .select('handed_over_at')
    .where('id', '=', grantId)
    .executeTakeFirstOrThrow();
  const troubles = await db
    .selectFrom('step_troubles')
    .select('type')
    .where('member_id', '=', memberId)
    .execute();
  const pokes = await db.selectFrom('outbox').select('key').where('key', '=', grantId).execute();
  return { isHandedOver: grant.handed_over_at !== null, troubles: troubles.length, pokes: pokes.length };
}

describe('an attempt whose answer was lost with its worker', () => {
  it('is no trouble where it was done and recorded', async () => {
    const grantId = await aGrant(FULL, FULL);

    await handOver(database.db, { grantId, wanted: FULL, trouble: troubleOf(grantId), now: NOW });
    await keepFailedAttempt(database.db, { grantId, wanted: null, trouble: troubleOf(grantId) });

    expect(await leftBy(grantId)).toEqual({ isHandedOver: false, troubles: 0, pokes: 0 });
  });

  it('is handed to the process of the grant where the server was not seen to agree', async () => {
    const grantId = await aGrant(FULL, 'none');

    await handOver(database.db, { grantId, wanted: FULL, trouble: troubleOf(grantId), now: NOW });

    expect(await leftBy(grantId)).toEqual({ isHandedOver: true, troubles: 1, pokes: 1 });
  });

  it('is handed over where it never came to deciding what was wanted', async () => {
    const grantId = await aGrant(FULL, FULL);

    await handOver(database.db, { grantId, wanted: 'disabled', trouble: troubleOf(grantId), now: NOW });

    expect(await leftBy(grantId)).toEqual({ isHandedOver: true, troubles: 1, pokes: 1 });
  });
});

describe('an attempt that succeeds after it was given up', () => {
  it('wakes the member’s process, which counts on the process of the grant by then', async () => {
    const { grantId, grant } = await claimed();
    await handOver(database.db, { grantId, wanted: FULL, trouble: troubleOf(grantId), now: NOW });
    await seen(grant);
    expect(await pokesOfMember()).toBe(1);
    expect(await leftBy(grantId)).toMatchObject({ isHandedOver: false, troubles: 0 });
  });

  it('wakes it also where it is given up in the same moment', async () => {
    const { grantId, grant } = await claimed();
    let late: Promise<void> | undefined;
    await database.db.transaction().execute(async (trx) => {
      await trx.updateTable('access_grants').set({ handed_over_at: NOW }).where('id', '=', grantId).execute();
      late = seen(grant);
      await untilSomebodyWaits();
    });
    await late;
    expect(await pokesOfMember()).toBe(1);
    expect(await leftBy(grantId)).toMatchObject({ isHandedOver: false });
  });

  it('wakes nobody where nobody gave it up: who asked for it goes on by the answer', async () => {
    const { grant } = await claimed();
    await seen(grant);
    expect(await pokesOfMember()).toBe(0);
  });
});

async function claimed(): Promise<{ grantId: string; grant: ClaimedGrant }> {
  const grantId = await aGrant(FULL, 'none');
  const claim = { grantId, memberId, holder: 'first', leaseMs: 60_000, decision: null };
  const grant = await claimGrant(database.db, claim);
  if (grant === null) throw new Error('the grant is not free');
  return { grantId, grant };
}

async function seen(grant: ClaimedGrant): Promise<void> {
  await observeAccess(database.db, { grant, key: FULL, now: NOW, event: null });
}

async function pokesOfMember(): Promise<number> {
  const pokes = await database.db
    .selectFrom('outbox')
    .select('id')
    .where('workflow', '=', 'subscription')
    .where('key', '=', memberId)
    .execute();
  return pokes.length;
}

/** A statement of this database that waits for a row which another holds. */
async function untilSomebodyWaits(): Promise<void> {
  await vi.waitFor(async () => {
    const { rows } = await sql`select 1 from pg_locks l join pg_stat_activity a using (pid)
      where not l.granted and a.datname = current_database()`.execute(database.db);
    expect(rows.length).toBeGreaterThan(0);
  }, 20_000);
}
