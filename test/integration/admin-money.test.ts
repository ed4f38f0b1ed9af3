import { DateTime } from 'luxon';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Panel, startPanel } from '../support/panel.ts';
import { typedPlan } from '../support/typed-plan.ts';

const zone = 'Europe/Berlin';
let panel: Panel;
let memberId: string;
let counted = 0;

beforeAll(async () => {
  panel = await startPanel();
});

beforeEach(async () => {
  counted += 1;
  memberId = await panel.addMember(`Payer ${counted}`);
  await panel.takePokes();
});

afterAll(() => panel.stop());

function typed(changes: Record<string, unknown> = {}) {
  return {
    memberId,
    planId: panel.plans.Monthly,
    from: '',
    to: '',
    amount: '10.00',
    transactionId: '',
    sequenceNumber: '1',
    notes: '',
    isAnnounced: true,
    ...changes,
  };
}

function record(changes: Record<string, unknown> = {}) {
  return panel.admin.mutate('admin.payments.record', typed(changes));
}

function local(days: number): string {
  return DateTime.now().setZone(zone).plus({ days }).toFormat("yyyy-MM-dd'T'HH:mm");
}

async function outlook() {
  return (await panel.admin.query('admin.members.page', { id: memberId })).body['outlook'];
}

describe('recording a payment by hand', () => {
  it('covers the next window, is written to ledger, timeline and audit log, and pokes the process', async () => {
    const { body } = await record();
    const paymentId = String(body['paymentId']);

    const { from, to } = body as { from: number; to: number };
    const ledger = await panel.api.db
      .selectFrom('ledger_entries')
      .select(['kind', 'amount', 'gateway'])
      .where('payment_id', '=', paymentId)
      .execute();
    const audited = await panel.api.db
      .selectFrom('audit_log')
      .select(['action', 'after'])
      .where('subject_id', '=', paymentId)
      .executeTakeFirstOrThrow();
    expect(DateTime.fromMillis(to, { zone }).toISO()).toBe(
      DateTime.fromMillis(from, { zone }).plus({ months: 1 }).toISO(),
    );
    expect(ledger).toEqual([{ kind: 'payment', amount: 1000n, gateway: 'manual' }]);
    expect(audited).toMatchObject({
      action: 'payments.record',
      after: { paid: '10.00 USD', plan: 'Monthly' },
    });
    expect(await panel.takePokes()).toEqual([`subscription ${memberId}`]);
    expect(await outlook()).toMatchObject({ standing: 'provisioning', until: to });
  });

  it('is shown before it is saved, and does exactly what was shown', async () => {
    const question = { memberId, planId: panel.plans.Yearly, from: local(10), to: '' };
    const preview = await panel.admin.query('admin.payments.preview', question);
    const recorded = await record({ planId: panel.plans.Yearly, from: question.from, amount: '100' });
    expect(preview.body).toMatchObject({
      plan: 'Yearly',
      cost: { amount: '10000', currency: 'USD' },
      wasUntil: null,
      overlaps: null,
    });
    expect([recorded.body['from'], recorded.body['to']]).toEqual([preview.body['from'], preview.body['to']]);
  });

  it('of an active member begins at the end of the paid time (S43)', async () => {
    const first = await record();
    const preview = await panel.admin.query('admin.payments.preview', {
      memberId,
      planId: panel.plans.Monthly,
      from: '',
      to: '',
    });
    const second = await record();
    expect(second.body['from']).toBe(first.body['to']);
    expect(preview.body).toMatchObject({ from: first.body['to'], wasUntil: first.body['to'] });
    expect(preview.body['until']).toBe(second.body['to']);
  });

  it('of a plan that starts with the first playback shows how long it may wait, and then waits', async () => {
    const plan = typedPlan({ groupIds: [panel.groups.Standard], periodStart: 'first_playback' });
    const { planId } = (await panel.admin.mutate('admin.plans.save', plan)).body;
    const question = { memberId, planId, from: '', to: '' };
    const preview = await panel.admin.query('admin.payments.preview', question);
    const typedIn = await panel.admin.query('admin.payments.preview', { ...question, from: local(1) });
    const { body } = await record({ planId });
    const [from, to] = [Number(body['from']), Number(body['to'])];

    const startsBy = from + 7 * 86_400_000;
    const until = DateTime.fromMillis(startsBy, { zone }).plus({ months: 3 }).toMillis();
    expect(to).toBe(until);
    expect(Math.abs(Number(preview.body['clockStartsBy']) - startsBy)).toBeLessThan(60_000);
    expect(typedIn.body).toMatchObject({ clockStartsBy: null });
    const behind = await panel.admin.query('admin.payments.preview', question);
    expect(behind.body).toMatchObject({ from: to, clockStartsBy: null });
    expect(await outlook()).toMatchObject({
      until,
      because: [{ code: 'payment', clockStartsBy: startsBy }, { code: 'provisioning' }],
      future: expect.arrayContaining([
        expect.objectContaining({ kind: 'access', level: 'removed', at: until, atTheLatest: true }),
      ]),
    });
    const looks = ((await outlook()) as { future: { kind: string }[] }).future.filter(
      ({ kind }) => kind === 'playback',
    );
    expect(looks).toHaveLength(1);
  });

  it('of an expired member begins now (S43)', async () => {
    await record({ from: local(-60), to: local(-30) });
    const before = Date.now();
    const { body } = await record();
    expect(body['from']).toBeGreaterThanOrEqual(before);
    expect(body['from']).toBeLessThanOrEqual(Date.now());
  });

  it('that overlaps names `from` and the other payment, and stores nothing (S42)', async () => {
    await record();
    const { number } = await panel.api.db
      .selectFrom('payments')
      .select('number')
      .where('member_id', '=', memberId)
      .executeTakeFirstOrThrow();
    const question = { memberId, planId: panel.plans.Monthly, from: local(5), to: local(6) };
    const preview = await panel.admin.query('admin.payments.preview', question);
    const answer = await record({ from: question.from, to: question.to });
    expect(preview.body['overlaps']).toMatchObject({ number: String(number) });
    expect(answer).toMatchObject({
      status: 400,
      body: { fields: { from: `Overlaps payment ${number} of this member` } },
    });
    expect(
      await panel.api.db.selectFrom('payments').select('id').where('member_id', '=', memberId).execute(),
    ).toHaveLength(1);
  });

  it('takes parts 1 and 2 of one transaction and refuses a repeat, naming `transactionId` (S45)', async () => {
    const transactionId = `cash-${counted}`;
    const other = await panel.addMember(`Second ${counted}`);
    expect((await record({ transactionId })).status).toBe(200);
    expect((await record({ memberId: other, transactionId, sequenceNumber: '2' })).status).toBe(200);
    const repeat = await record({ memberId: other, transactionId, sequenceNumber: '1' });
    expect(repeat.status).toBe(400);
    expect((repeat.body['fields'] as Record<string, string>)['transactionId']).toContain(
      `of Payer ${counted}`,
    );
  });

  it.each([
    ['an amount that is none', { amount: 'ten' }, 'amount'],
    ['an amount below zero', { amount: '-1' }, 'amount'],
    ['fractions that the currency lacks', { amount: '1.005' }, 'amount'],
    ['an end before the beginning', { from: '2026-03-02T10:00', to: '2026-03-01T10:00' }, 'to'],
    ['a time that the clocks skip', { from: '2026-03-29T02:30' }, 'from'],
    ['a part that is no number', { sequenceNumber: 'one' }, 'sequenceNumber'],
    ['a plan that is not there', { planId: '00000000-0000-7000-8000-000000000000' }, 'planId'],
  ])('with %s names the field and stores nothing', async (_what, wrong, field) => {
    const answer = await record(wrong);
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.body['fields'] as object)).toEqual([field]);
    expect(await panel.takePokes()).toEqual([]);
  });
});

describe('recording another plan that begins now', () => {
  const question = (startMode: string, changes: Record<string, unknown> = {}) => ({
    memberId,
    planId: panel.plans.Yearly,
    startMode,
    from: '',
    to: '',
    ...changes,
  });

  async function allPayments() {
    return await panel.api.db
      .selectFrom('payments')
      .select(['id', 'status', 'amount', 'from_at', 'to_at'])
      .where('member_id', '=', memberId)
      .orderBy('from_at')
      .execute();
  }

  it('is shown with its credit before it is saved, and does what was shown', async () => {
    await record({ from: local(-15), to: local(15) });
    await record();

    const preview = await panel.admin.query('admin.payments.preview', question('now'));
    const recorded = await record({ planId: panel.plans.Yearly, amount: '100', startMode: 'now' });

    const change = preview.body['change'] as { parts: unknown[]; extraMs: number };
    expect(change).toMatchObject({
      credit: { amount: '1500', currency: 'USD' },
      parts: [
        { fate: 'cut', plan: 'Monthly', credit: { amount: '500' }, amountLeft: { amount: '500' } },
        { fate: 'voided', plan: 'Monthly', credit: { amount: '1000' }, amountLeft: { amount: '0' } },
      ],
    });
    expect(preview.body).toMatchObject({ until: preview.body['to'], overlaps: null });
    const length = (body: Record<string, unknown>) => Number(body['to']) - Number(body['from']);
    expect(Math.abs(length(recorded.body) - length(preview.body))).toBeLessThan(60_000);
    expect((await allPayments()).map(({ status, amount }) => `${status} ${amount}`)).toEqual([
      'completed 500',
      'completed 11500',
      'voided 0',
    ]);
    expect(await outlook()).toMatchObject({ until: recorded.body['to'] });
    const audited = await panel.api.db
      .selectFrom('audit_log')
      .select('after')
      .where('subject_id', '=', String(recorded.body['paymentId']))
      .executeTakeFirstOrThrow();
    expect(audited.after).toMatchObject({ paid: '100.00 USD', credit: '15.00 USD' });
  });

  it('says before it is voided that its credit does not go back, and writes back what was recorded with it', async () => {
    await record({ from: local(-15), to: local(15) });
    const changed = await record({ planId: panel.plans.Yearly, amount: '100', startMode: 'now' });
    const id = String(changed.body['paymentId']);

    const preview = await panel.admin.query('admin.payments.previewVoid', { id });
    await panel.admin.mutate('admin.payments.void', { id, why: 'bounced' });

    const ledger = await panel.api.db
      .selectFrom('ledger_entries')
      .select(['kind', 'amount'])
      .where('payment_id', '=', id)
      .orderBy('id')
      .execute();
    expect(preview.body).toMatchObject({ credit: { amount: '500', currency: 'USD' } });
    expect(ledger.map(({ kind, amount }) => `${kind} ${amount}`).sort()).toEqual([
      'correction -10000',
      'credit 500',
      'payment 10000',
    ]);
  });

  it('takes no time that somebody typed', async () => {
    await record();
    const answer = await record({ planId: panel.plans.Yearly, startMode: 'now', from: local(1) });
    const preview = await panel.admin.query('admin.payments.preview', question('now', { to: local(9) }));
    expect(answer).toMatchObject({ status: 400, body: { fields: { from: expect.any(String) } } });
    expect(preview).toMatchObject({ status: 400, body: { fields: { to: expect.any(String) } } });
    expect(await allPayments()).toHaveLength(1);
  });

  it('is refused for a free plan, naming `startMode`, and possible at the end', async () => {
    await record();
    await panel.api.db.updateTable('plans').set({ cost: 0n }).where('id', '=', panel.plans.Yearly).execute();
    const wish = { planId: panel.plans.Yearly, amount: '0' };

    const preview = await panel.admin.query('admin.payments.preview', question('now'));
    const now = await record({ ...wish, startMode: 'now' });
    const later = await record({ ...wish, startMode: 'after' });

    await panel.api.db
      .updateTable('plans')
      .set({ cost: 10_000n })
      .where('id', '=', panel.plans.Yearly)
      .execute();
    for (const refused of [preview, now])
      expect(refused).toMatchObject({ status: 400, body: { fields: { startMode: expect.any(String) } } });
    expect(later.status).toBe(200);
  });
});

describe('voiding a payment', () => {
  it('ends the time it covered at once (S44), writes the money back and keeps the row', async () => {
    const { body } = await record();
    const id = String(body['paymentId']);
    await panel.takePokes();

    const preview = await panel.admin.query('admin.payments.previewVoid', { id });
    const still = await outlook();
    const voided = await panel.admin.mutate('admin.payments.void', { id, why: 'typed twice' });

    const ledger = await panel.api.db
      .selectFrom('ledger_entries')
      .select(['kind', 'amount'])
      .where('payment_id', '=', id)
      .orderBy('id')
      .execute();
    expect(preview.body).toMatchObject({
      isAtGateway: false,
      outlook: { standing: 'registered', until: null },
    });
    expect(still).toMatchObject({ standing: 'provisioning' });
    expect(voided.status).toBe(200);
    expect(await outlook()).toMatchObject({ standing: 'registered', until: null });
    expect(ledger).toEqual([
      { kind: 'payment', amount: 1000n },
      { kind: 'correction', amount: -1000n },
    ]);
    expect(await panel.takePokes()).toEqual([`subscription ${memberId}`]);
  });

  it('happens once, and needs a reason', async () => {
    const id = String((await record()).body['paymentId']);
    expect(await panel.admin.mutate('admin.payments.void', { id, why: ' ' })).toMatchObject({
      status: 400,
      body: { fields: { why: 'Please fill this in' } },
    });
    expect((await panel.admin.mutate('admin.payments.void', { id, why: 'wrong' })).status).toBe(200);
    expect(await panel.admin.mutate('admin.payments.void', { id, why: 'again' })).toMatchObject({
      status: 409,
      body: { reason: 'alreadyVoid' },
    });
  });
});

describe('the list of payments', () => {
  const everything = {
    search: '',
    sources: [],
    statuses: [],
    planId: null,
    period: 'any',
    sort: 'recorded',
    direction: 'desc',
    page: 1,
    pageSize: 100,
  };

  async function found(changes: Record<string, unknown>): Promise<string[]> {
    const { body } = await panel.admin.query('admin.payments.list', { ...everything, ...changes });
    return (body['rows'] as { id: string }[]).map((row) => row.id);
  }

  it('finds payments by member, transaction, number, status and period', async () => {
    const past = String((await record({ from: local(-90), to: local(-60) })).body['paymentId']);
    const current = String((await record({ transactionId: `venmo-${counted}-x` })).body['paymentId']);
    const future = String((await record()).body['paymentId']);
    await panel.admin.mutate('admin.payments.void', { id: future, why: 'test' });
    const { number } = await panel.api.db
      .selectFrom('payments')
      .select('number')
      .where('id', '=', past)
      .executeTakeFirstOrThrow();
    const mine = { search: `payer ${counted}` };

    expect(await found(mine)).toEqual([future, current, past]);
    expect(await found({ search: `VENMO-${counted}` })).toEqual([current]);
    expect(await found({ search: `#${number}` })).toContain(past);
    expect(await found({ ...mine, statuses: ['voided'] })).toEqual([future]);
    expect(await found({ ...mine, period: 'past' })).toEqual([past]);
    expect(await found({ ...mine, period: 'current' })).toEqual([current]);
    expect(await found({ ...mine, period: 'future' })).toEqual([future]);
    expect(await found({ ...mine, sort: 'from', direction: 'asc' })).toEqual([past, current, future]);
  });
});
