import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { administratorRow, memberRow } from '../../test/support/member-rows.ts';
import { type FreshDatabase, freshDatabase } from '../../test/support/postgres.ts';
import { newId } from '../new-id.ts';
import { recordPlanChange } from './change-plan.ts';
import { extendMembers } from './extend-members.ts';
import { loadMemberFacts } from './facts.ts';
import { keepPlayback, waitingPayment } from './first-playback.ts';
import { type PaymentToRecord, recordPayment, snapshotOf } from './record-payment.ts';
import { ensureCatalogue } from './seed-catalogue.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 4, 10, 12);

let database: FreshDatabase;
let plans: Readonly<Record<string, string>>;
let memberId: string;
let paymentId: string;

const onDay = (day: number) => new Date(NOW + day * DAY);

beforeAll(async () => {
  database = await freshDatabase();
  await ensureCatalogue(database.db, onDay(0));
  const rows = await database.db.selectFrom('plans').select(['id', 'name']).execute();
  plans = Object.fromEntries(rows.map(({ id, name }) => [name, id]));
  await database.db
    .updateTable('plans')
    .set({ period_start: 'first_playback', duration_count: 30, duration_unit: 'day' })
    .where('name', '=', 'Monthly')
    .execute();
});

beforeEach(async () => {
  memberId = await memberRow(database.db, onDay(-90));
  paymentId = await pay(0);
});

afterAll(() => database.drop());

async function payment(day: number, plan: string): Promise<PaymentToRecord> {
  const planId = plans[plan] ?? '';
  const snapshot = await snapshotOf(database.db, planId, 'USD');
  if (snapshot === null) throw new Error('no such plan');
  return {
    memberId,
    planId,
    snapshot,
    amount: { amount: 3000n, currency: 'USD' },
    source: 'manual',
    transactionId: newId(),
    now: onDay(day),
    zone: 'UTC',
  };
}

/** 30.00 for 30 days, as the checkout and the dialog record them. */
async function pay(day: number): Promise<string> {
  const asked = await payment(day, 'Monthly');
  const recorded = await database.db.transaction().execute((trx) => recordPayment(trx, asked));
  if (recorded.kind !== 'recorded') throw new Error(recorded.kind);
  return recorded.paymentId;
}

async function seen(playedOn: number | null, learnedOn: number): Promise<void> {
  const playedAt = playedOn === null ? null : onDay(playedOn);
  const answer = { paymentId, playedAt, now: onDay(learnedOn), zone: 'UTC' };
  await database.db.transaction().execute((trx) => keepPlayback(trx, answer));
}

/** Each payment by its days, and by when its clock starts at the latest. */
async function windows(): Promise<string[]> {
  const rows = await database.db
    .selectFrom('payments')
    .selectAll()
    .where('member_id', '=', memberId)
    .orderBy('from_at')
    .execute();
  const day = (at: Date) => (at.getTime() - NOW) / DAY;
  return rows.map(({ from_at, to_at, clock_starts_by: by, amount }) => {
    const waits = by === null ? '' : `, waits until ${day(by)}`;
    return `${day(from_at)}..${day(to_at)} worth ${amount}${waits}`;
  });
}

async function eventsOf(): Promise<string[]> {
  const rows = await database.db
    .selectFrom('member_events')
    .select('kind')
    .where('member_id', '=', memberId)
    .where('kind', '<>', 'paymentRecorded')
    .orderBy('at')
    .execute();
  return rows.map(({ kind }) => kind);
}

describe('a payment whose time starts with the first playback', () => {
  it('gives access at once and waits for seven days at most', async () => {
    expect(await windows()).toEqual(['0..37 worth 3000, waits until 7']);
    expect((await loadMemberFacts(database.db, memberId))?.payments).toMatchObject([
      { clock: { startsBy: NOW + 7 * DAY, askedAt: null } },
    ]);
  });

  it('ends a duration after the playback, is told once, and pokes the process', async () => {
    await database.db.deleteFrom('outbox').execute();
    await seen(3, 3.25);
    await seen(4, 5);

    expect(await windows()).toEqual(['0..33 worth 3000']);
    const [fact] = (await loadMemberFacts(database.db, memberId))?.payments ?? [];
    expect([fact?.clock, fact?.countsFrom]).toEqual([undefined, NOW + 3 * DAY]);
    expect(await eventsOf()).toEqual(['clockStarted']);
    const pokes = await database.db.selectFrom('outbox').select(['workflow', 'key']).execute();
    expect(pokes).toEqual([{ workflow: 'subscription', key: memberId }]);
    expect(await waitingPayment(database.db, paymentId, onDay(6))).toBeNull();
  });

  it('goes on waiting where nothing was watched', async () => {
    await seen(null, 2);

    expect(await windows()).toEqual(['0..37 worth 3000, waits until 7']);
    expect((await loadMemberFacts(database.db, memberId))?.payments[0]?.clock?.askedAt).toBe(NOW + 2 * DAY);
    expect(await eventsOf()).toEqual([]);
  });

  it('starts by itself when the wait is over and nothing was watched', async () => {
    await seen(null, 7);

    expect(await windows()).toEqual(['0..37 worth 3000']);
    expect(await eventsOf()).toEqual(['clockStarted']);
  });

  it('counts what was watched before the wait was over also when a server tells of it later', async () => {
    await seen(6, 20);

    expect(await windows()).toEqual(['0..36 worth 3000']);
  });

  it('time that is queued behind it does not wait, and follows without a gap when the clock starts', async () => {
    await pay(1);
    await pay(2);
    expect(await windows()).toEqual([
      '0..37 worth 3000, waits until 7',
      '37..67 worth 3000',
      '67..97 worth 3000',
    ]);

    await seen(3, 3);

    expect(await windows()).toEqual(['0..33 worth 3000', '33..63 worth 3000', '63..93 worth 3000']);
  });

  it('is credited whole at a change of plan before anything was watched', async () => {
    const change = await payment(4, 'Yearly');
    const changed = await database.db.transaction().execute((trx) => recordPlanChange(trx, change));

    expect(changed).toMatchObject({ kind: 'recorded', change: { credit: { amount: 3000n } } });
    const [cut, bought] = await windows();
    expect(cut).toBe('0..4 worth 0');
    expect(bought).toMatch(/^4\.\.[\d.]+ worth 6000$/);
    await seen(3, 5);
    expect((await windows())[0]).toBe(cut);
  });

  it('gives credit for what is left of the time that has counted', async () => {
    await seen(3, 3);
    const change = await payment(18, 'Yearly');
    const changed = await database.db.transaction().execute((trx) => recordPlanChange(trx, change));

    expect(changed).toMatchObject({ kind: 'recorded', change: { credit: { amount: 1500n } } });
    expect((await windows())[0]).toBe('0..18 worth 1500');
  });

  it('starts to count when more time is given by hand', async () => {
    const by = await administratorRow(database.db, onDay(0));
    await database.db.transaction().execute((trx) =>
      extendMembers(trx, {
        memberIds: [memberId],
        extension: { kind: 'until', at: NOW + 40 * DAY },
        batch: newId().replaceAll('-', ''),
        amount: 0n,
        currency: 'USD',
        notes: '',
        isAnnounced: false,
        by,
        at: onDay(2),
        now: NOW + 2 * DAY,
        zone: 'UTC',
      }),
    );

    expect(await windows()).toEqual(['0..32 worth 3000', '32..40 worth 0']);
  });

  it.each([
    ['another end', { to_at: onDay(20) }],
    ['another beginning', { from_at: onDay(-1) }],
    ['an end before the clock would start', { to_at: onDay(5) }],
  ])('waits no longer once somebody gives it %s', async (_what, changes) => {
    await database.db.updateTable('payments').set(changes).where('id', '=', paymentId).execute();
    const after = await windows();
    await seen(3, 4);

    expect(after[0]).not.toContain('waits');
    expect(await windows()).toEqual(after);
  });

  it('waits on under new notes, and not at all once it is void', async () => {
    await database.db.updateTable('payments').set({ notes: 'x' }).where('id', '=', paymentId).execute();
    expect(await waitingPayment(database.db, paymentId, onDay(1))).toEqual({ memberId, from: onDay(0) });

    await database.db.updateTable('payments').set({ status: 'voided' }).where('id', '=', paymentId).execute();
    expect(await waitingPayment(database.db, paymentId, onDay(1))).toBeNull();
  });
});
