import type { Transaction } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { memberRow } from '../../test/support/member-rows.ts';
import { type FreshDatabase, freshDatabase } from '../../test/support/postgres.ts';
import type { DB } from '../schema.ts';
import { loadMemberFacts } from './facts.ts';
import { keepMemberClock } from './member-clock.ts';
import {
  beginTransactionSync,
  endTransactionSync,
  requestReading,
  STRIPE_MAIN,
  transactionSyncsDue,
} from './transaction-sync.ts';

const SECOND = 1000;
const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 4, 10, 12);

let database: FreshDatabase;
let member: string;

beforeAll(async () => {
  database = await freshDatabase();
});

afterAll(() => database.drop());

beforeEach(async () => {
  const { db } = database;
  await db.deleteFrom('transaction_syncs').execute();
  await db.deleteFrom('outbox').execute();
  await db.deleteFrom('settings').execute();
  await db
    .insertInto('settings')
    .values({ key: 'stripe', value: JSON.stringify({ transactionSync: true }), updated_at: at(0) })
    .execute();
  member = await memberRow(db, at(-HOUR));
});

function at(ms: number): Date {
  return new Date(NOW + ms);
}

async function within<Answer>(work: (trx: Transaction<DB>) => Promise<Answer>): Promise<Answer> {
  return await database.db.transaction().execute(work);
}

async function pokes(workflow: 'transactionSync' | 'subscription'): Promise<string[]> {
  const rows = await database.db
    .deleteFrom('outbox')
    .where('workflow', '=', workflow)
    .returning('key')
    .execute();
  return rows.map(({ key }) => key);
}

const begin = (ms: number) => within((trx) => beginTransactionSync(trx, STRIPE_MAIN, at(ms)));
const end = (began: number, ended: number) =>
  within((trx) =>
    endTransactionSync(trx, {
      ...STRIPE_MAIN,
      beganAt: at(began),
      now: at(ended),
      seen: 3,
      recorded: 1,
      unmatched: 0,
    }),
  );
const reading = async () => (await loadMemberFacts(database.db, member))?.reading;

describe('reading payments before somebody’s time ends', () => {
  it('is asked for once by all whose time ends until it begins', async () => {
    const ends = Array.from({ length: 30 }, (_, index) => at(index));

    await Promise.all(ends.map((timeEnded) => requestReading(database.db, timeEnded)));

    expect(await pokes('transactionSync')).toEqual(['stripe-main']);
    expect(await reading()).toEqual({ readAt: null, askedAt: NOW + 29 });
    await begin(SECOND);
    expect(await pokes('transactionSync')).toEqual([]);
    await requestReading(database.db, at(2 * SECOND));
    expect(await pokes('transactionSync')).toEqual(['stripe-main']);
  });

  it('is read once more for an end that came while it began', async () => {
    await requestReading(database.db, at(0));
    await requestReading(database.db, at(5));
    await pokes('transactionSync');

    await begin(3);

    expect(await pokes('transactionSync')).toEqual(['stripe-main']);
    await begin(SECOND);
    expect(await pokes('transactionSync')).toEqual([]);
  });

  it('is known to everybody’s process, and wakes whoever waits once it has ended', async () => {
    const waiting = await memberRow(database.db, at(-HOUR));
    const later = await memberRow(database.db, at(-HOUR));
    const until = (id: string, ms: number) =>
      database.db
        .updateTable('members')
        .set({ entitled_until: at(ms) })
        .where('id', '=', id)
        .execute();
    await until(waiting, 0);
    await until(later, 5 * SECOND);
    await until(member, -HOUR);
    await begin(SECOND);
    expect(await reading()).toEqual({ readAt: null, askedAt: NOW + SECOND });

    await end(SECOND, 2 * SECOND);

    expect(await reading()).toEqual({ readAt: NOW + SECOND, askedAt: NOW + SECOND });
    expect(await pokes('subscription')).toEqual([waiting]);
  });

  it('is nothing to wait for where it is switched off, or for who lives ahead of the clock', async () => {
    await end(0, SECOND);
    await keepMemberClock(database.db, { memberId: member, memberNow: NOW + HOUR, now: at(0) });
    expect(await reading()).toBeUndefined();
    await database.db.deleteFrom('member_clocks').execute();
    expect(await reading()).toEqual({ readAt: null, askedAt: null });

    await database.db.deleteFrom('settings').execute();

    expect(await reading()).toBeUndefined();
    expect(await begin(0)).toBeNull();
  });

  it('is due every period, also after a failure', async () => {
    expect(await transactionSyncsDue(database.db, at(0))).toEqual(['stripe-main']);
    await begin(0);

    expect(await transactionSyncsDue(database.db, at(HOUR - 1))).toEqual([]);
    expect(await transactionSyncsDue(database.db, at(HOUR))).toEqual(['stripe-main']);
  });
});
