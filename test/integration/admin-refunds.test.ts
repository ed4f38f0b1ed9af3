import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { nextLook, recordMoneyBack } from '../../db/queries/money-back.ts';
import {
  beginTransactionSync,
  endTransactionSync,
  keepTransactionSyncTrouble,
  STRIPE_MAIN,
} from '../../db/queries/transaction-sync.ts';
import { recordUnmatched } from '../../db/queries/unmatched.ts';
import { type Panel, startPanel } from '../support/panel.ts';

const DAY_MS = 86_400_000;
let panel: Panel;
let counted = 0;
let memberId: string;
let paymentId: string;
let transactionId: string;

beforeAll(async () => {
  panel = await startPanel();
});

afterAll(() => panel.stop());

beforeEach(async () => {
  counted += 1;
  memberId = await panel.addMember(`Refunded ${counted}`);
  transactionId = `pi_${counted}`;
  const { body } = await panel.record({ memberId, transactionId });
  paymentId = String(body['paymentId']);
  await panel.takePokes();
});

/** The gateway says that so much of it was refunded. */
async function goesBack(amount: bigint): Promise<void> {
  const { db } = panel.api;
  const look = await nextLook(db);
  const money = (minor: bigint) => ({ amount: minor, currency: 'USD' });
  await db.transaction().execute((trx) =>
    recordMoneyBack(trx, {
      gateway: 'stripe',
      transactionId,
      look,
      paid: money(1000n),
      moves: [
        {
          kind: 'refund',
          externalId: `re_${counted}`,
          amount: money(amount),
          isGone: true,
          state: 'succeeded',
          at: Date.now() - DAY_MS,
        },
      ],
      policies: { onRefund: 'flag', onChargeback: 'flag' },
      now: new Date(),
    }),
  );
}

interface Task {
  readonly id: string;
  readonly isTimeLeft: boolean;
}

async function taskOf(id: string): Promise<Task | undefined> {
  const { body } = await panel.admin.query('admin.overview.needsYou');
  const { rows } = body['moneyBacks'] as { rows: readonly Task[] };
  return rows.find((task) => task.id === id);
}

async function paymentRow() {
  return await panel.api.db
    .selectFrom('payments')
    .select(['status', 'to_at'])
    .where('id', '=', paymentId)
    .executeTakeFirstOrThrow();
}

async function audited(action: string): Promise<number> {
  const rows = await panel.api.db
    .selectFrom('audit_log')
    .select('id')
    .where('action', '=', action)
    .where('subject_id', '=', paymentId)
    .execute();
  return rows.length;
}

describe('money that went back, in the panel', () => {
  it('is a task with what happened, and stands beside its payment', async () => {
    await goesBack(250n);

    expect(await taskOf(paymentId)).toMatchObject({
      memberId,
      memberName: `Refunded ${counted}`,
      paid: { amount: '1000', currency: 'USD' },
      refunded: { amount: '250', currency: 'USD' },
      chargedBack: null,
      outcome: 'flagged',
      isTimeLeft: true,
    });
    const wentBack = { amount: '250', currency: 'USD' };
    const page = (await panel.admin.query('admin.members.page', { id: memberId })).body;
    expect(page['payments']).toMatchObject([{ id: paymentId, status: 'completed', wentBack }]);
    const filter = { search: transactionId, sources: [], statuses: [], planId: null, period: 'any' };
    const sorted = { page: 1, pageSize: 25, sort: 'recorded', direction: 'desc' };
    const list = (await panel.admin.query('admin.payments.list', { ...filter, ...sorted })).body;
    expect(list['rows']).toMatchObject([{ id: paymentId, wentBack }]);
  });

  it('is seen to by leaving the time: the task is gone, once, with an audit entry', async () => {
    await goesBack(1000n);
    const before = await paymentRow();

    expect(await panel.admin.mutate('admin.payments.acknowledge', { id: paymentId })).toMatchObject({
      status: 200,
    });
    const again = await panel.admin.mutate('admin.payments.acknowledge', { id: paymentId });

    expect(again).toMatchObject({ status: 409, body: { reason: 'alreadySeen' } });
    expect(await taskOf(paymentId)).toBeUndefined();
    expect(await paymentRow()).toEqual({ ...before, status: 'refunded' });
    expect(await audited('payments.acknowledge')).toBe(1);
  });

  it('is seen to by ending the time, which the preview tells and does not do', async () => {
    await goesBack(1000n);
    const { to_at: until } = await paymentRow();
    await panel.takePokes();

    const preview = await panel.admin.mutate('admin.payments.previewEndTime', { id: paymentId });
    expect(preview.body).toMatchObject({
      memberName: `Refunded ${counted}`,
      cut: 1,
      voided: 0,
    });
    expect((preview.body['outlook'] as { until: number }).until).toBeLessThanOrEqual(Date.now());
    expect((await paymentRow()).to_at).toEqual(until);
    expect(await panel.takePokes()).toEqual([]);

    expect(await panel.admin.mutate('admin.payments.endTime', { id: paymentId })).toMatchObject({
      status: 200,
    });

    expect((await paymentRow()).to_at.getTime()).toBeLessThanOrEqual(Date.now());
    expect(await panel.takePokes()).toContain(`subscription ${memberId}`);
    expect(await taskOf(paymentId)).toBeUndefined();
    expect(await audited('payments.endTime')).toBe(1);
    const again = await panel.admin.mutate('admin.payments.endTime', { id: paymentId });
    expect(again).toMatchObject({ status: 409, body: { reason: 'noTimeLeft' } });
  });

  it('is asked for by a hint in the inbox, of a payment that a gateway knows', async () => {
    await panel.takePokes();
    const ask = () => panel.admin.mutate('admin.payments.ask', { id: paymentId });
    expect(await ask()).toMatchObject({ status: 412 });
    const atGateway = { source: 'stripe' } as const;
    await panel.api.db.updateTable('payments').set(atGateway).where('id', '=', paymentId).execute();
    expect((await ask()).body['userMessage']).toContain('Stripe is not set up');
    expect(await panel.takePokes()).toEqual([]);

    await panel.api.save('stripe', { enabled: true, secretKey: 'sk_test_1' });
    expect(await ask()).toMatchObject({ status: 200 });

    const [notice] = await panel.api.db.selectFrom('inbox').selectAll().execute();
    expect(notice).toMatchObject({ status: 'pending', about: 'payment', external_id: transactionId });
    expect(await panel.takePokes()).toEqual([`gatewayNotice stripe/${notice?.event_id}`]);
    expect(await audited('payments.ask')).toBe(1);
  });

  it('is nothing to decide about where no money went back', async () => {
    for (const procedure of ['previewEndTime', 'endTime'])
      expect(await panel.admin.mutate(`admin.payments.${procedure}`, { id: paymentId })).toMatchObject({
        status: 409,
        body: { reason: 'nothingBack' },
      });
    expect(await audited('payments.endTime')).toBe(0);
  });
});

describe('reading all payments of the account', () => {
  const stripe = { secretKey: 'sk_test_1', publishableKey: 'pk_test_1' };
  const state = async () => (await panel.admin.query('admin.payments.syncState')).body;

  it('is refused while it is switched off, and says nothing of itself', async () => {
    await panel.api.save('stripe', stripe);

    expect(await panel.admin.mutate('admin.payments.sync')).toMatchObject({
      status: 412,
      body: { reason: 'switchedOff' },
    });

    expect(await state()).toEqual({ result: { data: null } });
    expect(await panel.takePokes()).toEqual([]);
  });

  it('pokes its process, and tells when it was done, what was found and what stands in its way', async () => {
    const { db } = panel.api;
    await panel.api.save('stripe', { ...stripe, transactionSync: true });
    expect(await state()).toMatchObject({ lastEndedAt: null, isUnderWay: false, trouble: null });

    await panel.admin.mutate('admin.payments.sync');

    expect(await panel.takePokes()).toEqual(['transactionSync stripe-main']);
    const audit = await db
      .selectFrom('audit_log')
      .select('subject_id')
      .where('action', '=', 'payments.sync')
      .execute();
    expect(audit).toEqual([{ subject_id: 'stripe-main' }]);
    const [began, ended] = [new Date(Date.now() - 9000), new Date(Date.now() - 5000)];
    await db.transaction().execute((trx) => beginTransactionSync(trx, STRIPE_MAIN, began));
    expect(await state()).toMatchObject({ isUnderWay: true, lastTriedAt: began.getTime() });
    const found = { seen: 7, recorded: 2, unmatched: 1 };
    await db
      .transaction()
      .execute((trx) => endTransactionSync(trx, { ...STRIPE_MAIN, beganAt: began, now: ended, ...found }));
    expect(await state()).toMatchObject({ isUnderWay: false, lastEndedAt: ended.getTime(), ...found });
    const trouble = { type: 'GatewayCredentialsRejected', message: 'Stripe refuses the key.' };
    await keepTransactionSyncTrouble(db, { ...STRIPE_MAIN, ...trouble, now: ended });
    expect(await state()).toMatchObject({ trouble: { ...trouble, since: ended.getTime() }, ...found });
    const needs = async () => (await panel.admin.query('admin.overview.needsYou')).body['sync'];
    expect(await needs()).toMatchObject(trouble);
    await panel.api.save('stripe', stripe);
    expect(await needs()).toBeNull();
  });
});

describe('money of nobody', () => {
  it('is ignored once somebody says so, and then by nobody else', async () => {
    const { db } = panel.api;
    await db.transaction().execute((trx) =>
      recordUnmatched(trx, {
        gateway: 'stripe',
        transactionId: `pi_stray_${counted}`,
        paid: { amount: 700n, currency: 'USD' },
        payerEmail: 'stranger@example.org',
        occurredAt: new Date(),
        reason: 'unknownPayer',
        checkoutId: null,
        now: new Date(),
      }),
    );
    const waiting = async () => {
      const { body } = await panel.admin.query('admin.overview.needsYou');
      return (body['unmatched'] as { rows: { id: string; why: string }[] }).rows;
    };
    const [stray] = await waiting();
    expect(stray).toMatchObject({ why: 'no member has this address' });

    expect(await panel.admin.mutate('admin.payments.ignoreUnmatched', { id: stray?.id })).toMatchObject({
      status: 200,
    });

    expect(await waiting()).toEqual([]);
    expect(await panel.admin.mutate('admin.payments.ignoreUnmatched', { id: stray?.id })).toMatchObject({
      status: 409,
      body: { reason: 'alreadySeen' },
    });
    const audit = await db
      .selectFrom('audit_log')
      .select('action')
      .where('subject_id', '=', stray?.id ?? '')
      .execute();
    expect(audit).toEqual([{ action: 'payments.ignoreUnmatched' }]);
  });
});
