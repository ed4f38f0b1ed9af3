import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { administratorRow, memberRow } from '../../test/support/member-rows.ts';
import { type FreshDatabase, freshDatabase } from '../../test/support/postgres.ts';
import { newId } from '../new-id.ts';
import type { PlanSnapshot } from '../tables/payments.ts';
import { type PaymentToStart, recordPlanChange, recordPlanChangeOrRenewal } from './change-plan.ts';
import { recordPayment, snapshotOf } from './record-payment.ts';
import { ensureCatalogue } from './seed-catalogue.ts';
import { voidPayment } from './void-payment.ts';

const DAY = 86_400_000;
const NOW = new Date(Date.UTC(2026, 4, 10, 12));

let database: FreshDatabase;
let memberId: string;
let oldPlan: string;
let newPlan: string;

beforeAll(async () => {
  database = await freshDatabase();
  await ensureCatalogue(database.db, NOW);
  const plans = await database.db.selectFrom('plans').select(['id', 'name']).orderBy('name').execute();
  oldPlan = plans[0]?.id ?? '';
  newPlan = plans[1]?.id ?? '';
});

beforeEach(async () => {
  memberId = await memberRow(database.db, NOW);
});

afterAll(() => database.drop());

async function terms(planId: string, cost: bigint, name: string): Promise<PlanSnapshot> {
  const snapshot = await snapshotOf(database.db, planId, 'USD');
  if (snapshot === null) throw new Error('no such plan');
  return { ...snapshot, name, cost: cost.toString(), durationCount: 30, durationUnit: 'day' };
}

/** Pays 30.00 of the old plan for these days from now. */
async function paid(from: number, to: number, source: 'manual' | 'stripe' = 'manual'): Promise<string> {
  const snapshot = await terms(oldPlan, 3000n, 'Large');
  const recorded = await database.db.transaction().execute((trx) =>
    recordPayment(trx, {
      memberId,
      planId: oldPlan,
      snapshot,
      amount: { amount: 3000n, currency: 'USD' },
      source,
      transactionId: newId(),
      now: new Date(NOW.getTime() - 40 * DAY),
      zone: 'UTC',
      window: { from: new Date(NOW.getTime() + from * DAY), to: new Date(NOW.getTime() + to * DAY) },
    }),
  );
  if (recorded.kind !== 'recorded') throw new Error(recorded.kind);
  return recorded.paymentId;
}

async function wish(changes: Partial<PaymentToStart> = {}): Promise<PaymentToStart> {
  return {
    memberId,
    planId: newPlan,
    snapshot: await terms(newPlan, 1500n, 'Small'),
    amount: { amount: 1500n, currency: 'USD' },
    source: 'manual',
    transactionId: newId(),
    now: NOW,
    zone: 'UTC',
    ...changes,
  };
}

async function change(asked: PaymentToStart) {
  return await database.db.transaction().execute((trx) => recordPlanChange(trx, asked));
}

async function payments() {
  return await database.db
    .selectFrom('payments')
    .selectAll()
    .where('member_id', '=', memberId)
    .orderBy('created_at')
    .orderBy('from_at')
    .execute();
}

async function ledger() {
  return await database.db
    .selectFrom('ledger_entries')
    .select(['payment_id', 'kind', 'amount'])
    .where('member_id', '=', memberId)
    .execute();
}

async function inShort(): Promise<string[]> {
  const days = (at: Date) => (at.getTime() - NOW.getTime()) / DAY;
  return (await payments()).map(
    (row) => `${row.status} ${days(row.from_at)}..${days(row.to_at)} ${row.amount}`,
  );
}

function total(rows: readonly { readonly amount: bigint }[]): bigint {
  return rows.reduce((sum, { amount }) => sum + amount, 0n);
}

describe('a plan change that begins now', () => {
  it('S13: leaves 25.00 for the time used and gives 40 days worth 20.00, in payments, ledger and notes', async () => {
    const old = await paid(-25, 5);

    const changed = await change(await wish());

    expect(await inShort()).toEqual(['completed -25..0 2500', 'completed 0..40 2000']);
    const [first, second] = await payments();
    expect(changed).toMatchObject({ kind: 'recorded', paymentId: second?.id });
    expect(first?.notes).toBe(
      `Ended by the change to Small; 5.00 USD of it is credit in payment ${second?.number}.`,
    );
    expect(second?.notes).toBe(`Holds 5.00 USD of credit from payment ${first?.number}.`);
    const entries = await ledger();
    expect(total(entries)).toBe(4500n);
    expect(total(entries.filter((entry) => entry.payment_id === old))).toBe(2500n);
    expect(total(entries.filter((entry) => entry.payment_id === second?.id))).toBe(2000n);
  });

  it('S57: credits and voids two future payments, and the amounts are still the money received', async () => {
    await paid(-20, 10);
    await paid(10, 40);
    await paid(40, 70);

    await change(await wish());

    expect(await inShort()).toEqual([
      'completed -20..0 2000',
      'voided 10..40 0',
      'voided 40..70 0',
      // 70.00 of credit at 0.50 a day
      'completed 0..170 8500',
    ]);
    expect(total(await payments())).toBe(4n * 3000n - 3000n + 1500n);
    expect(total(await ledger())).toBe(total(await payments()));
  });

  it('gives no credit for a trial or for what was free, and ends both', async () => {
    const trial = await paid(-2, 5);
    const free = await paid(5, 20);
    const snapshot = { ...(await terms(oldPlan, 0n, 'Look around')), isTrial: true };
    await database.db
      .updateTable('payments')
      .set({ plan_snapshot: JSON.stringify(snapshot) })
      .where('id', '=', trial)
      .execute();
    await database.db.updateTable('payments').set({ amount: 0n }).where('id', '=', free).execute();

    await change(await wish());

    expect(await inShort()).toEqual(['completed -2..0 3000', 'voided 5..20 0', 'completed 0..30 1500']);
  });

  it('is told on the line of time and to the process', async () => {
    const old = await paid(-25, 5);
    await database.db.deleteFrom('outbox').execute();

    await change(await wish());

    const events = await database.db
      .selectFrom('member_events')
      .select(['kind', 'about_id', 'data'])
      .where('member_id', '=', memberId)
      .where('kind', 'in', ['paymentCut', 'paymentCredited'])
      .execute();
    expect(events).toEqual([
      { kind: 'paymentCut', about_id: old, data: { amount: '500', currency: 'USD', toPlan: 'Small' } },
    ]);
    const pokes = await database.db.selectFrom('outbox').select(['workflow', 'key']).execute();
    expect(pokes).toEqual([{ workflow: 'subscription', key: memberId }]);
  });

  it('changes nothing when the same transaction is recorded again', async () => {
    await paid(-25, 5);
    const asked = await wish();
    const first = await change(asked);
    const before = [await payments(), await ledger()];

    const again = await change({ ...asked, now: new Date(NOW.getTime() + DAY) });

    expect(again).toMatchObject({
      kind: 'already-recorded',
      paymentId: 'paymentId' in first ? first.paymentId : '',
    });
    expect([await payments(), await ledger()]).toEqual(before);
  });

  it('made twice at once with two transactions keeps every cent and overlaps nowhere', async () => {
    await paid(-25, 5);
    await paid(5, 35);
    const other = { snapshot: await terms(newPlan, 900n, 'Tiny'), amount: { amount: 900n, currency: 'USD' } };

    const both = await Promise.all([change(await wish()), change(await wish(other))]);

    expect(both.map(({ kind }) => kind)).toEqual(['recorded', 'recorded']);
    expect(total(await payments())).toBe(6000n + 1500n + 900n);
    expect(total(await ledger())).toBe(6000n + 1500n + 900n);
    const live = (await payments()).filter(({ status }) => status === 'completed');
    expect(live.at(-1)?.from_at).toEqual(NOW);
  });

  it('is refused for a free plan and leaves everything as it was', async () => {
    await paid(-25, 5);
    const before = await payments();

    const refused = await change(await wish({ snapshot: await terms(newPlan, 0n, 'Gift') }));

    expect(refused).toEqual({ kind: 'refused', why: 'freePlan' });
    expect(await payments()).toEqual(before);
  });

  it('gives no credit for money that went back', async () => {
    const refunded = await paid(-25, 5);
    await database.db
      .updateTable('payments')
      .set({ status: 'refunded' })
      .where('id', '=', refunded)
      .execute();

    await change(await wish());

    expect(await inShort()).toEqual(['refunded -25..0 3000', 'completed 0..30 1500']);
  });

  it('of somebody whose time is over is an ordinary payment from now', async () => {
    await paid(-60, -30);

    await change(await wish());

    expect(await inShort()).toEqual(['completed -60..-30 3000', 'completed 0..30 1500']);
    expect((await payments()).map(({ notes }) => notes)).toEqual(['', '']);
  });
});

describe('voiding a payment that holds credit', () => {
  it('writes back the money that was recorded with it, and not the credit, which was money of another', async () => {
    await paid(-25, 5, 'stripe');
    const changed = await change(await wish());
    const paymentId = 'paymentId' in changed ? changed.paymentId : '';

    const by = await administratorRow(database.db, NOW);
    await database.db
      .transaction()
      .execute((trx) => voidPayment(trx, { paymentId, why: 'bounced', by, now: NOW }));

    expect(total(await ledger())).toBe(3000n);
  });
});

describe('money of a purchase begun as a plan change', () => {
  async function settle(asked: PaymentToStart) {
    return await database.db.transaction().execute((trx) => recordPlanChangeOrRenewal(trx, asked));
  }

  it('makes the change when it comes, with what is left then', async () => {
    await paid(-25, 5);

    await settle(await wish({ now: new Date(NOW.getTime() + 3 * DAY) }));

    expect(await inShort()).toEqual(['completed -25..3 2800', 'completed 3..37 1700']);
  });

  it('begins at once where the time ended meanwhile', async () => {
    await paid(-60, -30);

    await settle(await wish());

    expect((await inShort()).at(-1)).toBe('completed 0..30 1500');
  });

  it('is a renewal where the member has that plan by now', async () => {
    await paid(-25, 5);
    await settle(await wish());

    await settle(await wish());

    expect(await inShort()).toEqual([
      'completed -25..0 2500',
      'completed 0..40 2000',
      'completed 40..70 1500',
    ]);
  });

  it('is a renewal where the member is permanent by now', async () => {
    await paid(-25, 5);
    await database.db.updateTable('members').set({ is_permanent: true }).where('id', '=', memberId).execute();

    await settle(await wish());

    expect(await inShort()).toEqual(['completed -25..5 3000', 'completed 5..35 1500']);
  });

  it('is a renewal where the credit cannot be turned into time', async () => {
    await paid(-25, 5);
    const free = { snapshot: await terms(newPlan, 0n, 'Gift'), amount: { amount: 0n, currency: 'USD' } };

    await settle(await wish(free));

    expect(await inShort()).toEqual(['completed -25..5 3000', 'completed 5..35 0']);
  });

  it('is recorded once, whichever way it went', async () => {
    await paid(-25, 5);
    const asked = await wish();
    await settle(asked);

    expect(await settle(asked)).toMatchObject({ kind: 'already-recorded' });
    expect(await payments()).toHaveLength(2);
  });
});
