import { DateTime } from 'luxon';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Panel, startPanel } from '../support/panel.ts';

const zone = 'Europe/Berlin';
let panel: Panel;
let memberId: string;
let counted = 0;

beforeAll(async () => {
  panel = await startPanel();
});

beforeEach(async () => {
  counted += 1;
  memberId = await panel.addMember(`Edited ${counted}`);
});

afterAll(() => panel.stop());

async function recorded(fields: Record<string, unknown> = {}): Promise<string> {
  const { body } = await recordTyped(fields);
  if (typeof body['paymentId'] !== 'string') throw new Error(JSON.stringify(body));
  await panel.takePokes();
  return body['paymentId'];
}

function recordTyped(fields: Record<string, unknown>) {
  return panel.record({ memberId, ...fields });
}

function edit(id: string, changes: Record<string, unknown>) {
  return panel.admin.mutate('admin.payments.edit', { id, ...changes });
}

function preview(id: string, changes: Record<string, unknown>) {
  return panel.admin.mutate('admin.payments.previewEdit', { id, ...changes });
}

/** One minute for the whole file: what is typed and what is expected is the same instant. */
const start = DateTime.now().setZone(zone).startOf('minute');

function local(days: number): string {
  return start.plus({ days }).toFormat("yyyy-MM-dd'T'HH:mm");
}

function instantOf(reading: string): number {
  return DateTime.fromISO(reading, { zone }).toMillis();
}

async function row(id: string) {
  return await panel.api.db.selectFrom('payments').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
}

async function ledgerOf(id: string): Promise<string[]> {
  const entries = await panel.api.db
    .selectFrom('ledger_entries')
    .select(['kind', 'amount'])
    .where('payment_id', '=', id)
    .orderBy('id')
    .execute();
  return entries.map(({ kind, amount }) => `${kind} ${amount}`);
}

async function outlook() {
  return (await panel.admin.query('admin.members.page', { id: memberId })).body['outlook'];
}

async function atStripe(id: string): Promise<void> {
  await panel.api.db
    .updateTable('payments')
    .set({ source: 'stripe', transaction_id: `pi_${id}` })
    .where('id', '=', id)
    .execute();
}

describe('editing a payment', () => {
  it('corrects the row, writes the difference to the ledger, keeps the old values and pokes the process', async () => {
    const id = await recorded({ transactionId: `wrong-${counted}`, notes: 'cash' });
    const to = local(40);
    const changes = {
      to,
      amount: '12.50',
      transactionId: `right-${counted}`,
      payerEmail: 'payer@home.example',
      notes: 'cash, counted twice',
      why: 'miscounted',
    };
    expect((await edit(id, changes)).status).toBe(200);

    const after = await row(id);
    const audited = await panel.api.db
      .selectFrom('audit_log')
      .select(['before', 'after'])
      .where('subject_id', '=', id)
      .where('action', '=', 'payments.edit')
      .executeTakeFirstOrThrow();
    const { entries } = (await panel.admin.query('admin.members.past', { id: memberId, before: null }))
      .body as { entries: { kind: string; data: unknown }[] };
    expect(after).toMatchObject({
      amount: 1250n,
      transaction_id: `right-${counted}`,
      payer_email: 'payer@home.example',
      notes: 'cash, counted twice',
      to_at: new Date(instantOf(to)),
    });
    expect(await ledgerOf(id)).toEqual(['payment 1000', 'correction 250']);
    expect(audited).toMatchObject({
      before: { amount: '10.00 USD', transactionId: `wrong-${counted}`, payerEmail: null, notes: 'cash' },
      after: { amount: '12.50 USD', transactionId: `right-${counted}`, why: 'miscounted' },
    });
    expect(audited.after).not.toHaveProperty('from');
    expect(entries.find(({ kind }) => kind === 'paymentEdited')?.data).toMatchObject({
      amountBefore: '1000',
      amountAfter: '1250',
      toAfter: instantOf(to),
      payerEmailAfter: true,
      why: 'miscounted',
    });
    expect(await panel.takePokes()).toEqual([`subscription ${memberId}`]);
    expect(await outlook()).toMatchObject({ until: instantOf(to) });
  });

  it('leaves alone what was not typed over, to the millisecond, and does nothing where nothing differs', async () => {
    const id = await recorded({ notes: 'as it is' });
    const before = await row(id);
    expect((await edit(id, { notes: 'as it is', amount: '10' })).status).toBe(200);
    expect(await panel.takePokes()).toEqual([]);

    await edit(id, { notes: 'noted' });

    expect(await row(id)).toEqual({ ...before, notes: 'noted' });
    expect(await ledgerOf(id)).toEqual(['payment 1000']);
  });

  it('says what it does to access before it is saved, and does what it said', async () => {
    const id = await recorded({ from: local(-20), to: local(10) });
    const until = instantOf(local(10));
    const ended = { to: local(-1) };

    const ending = await preview(id, ended);
    const longer = await preview(id, { to: local(20) });
    const noted = await preview(id, { notes: 'x', amount: '8' });
    const later = await preview(id, { from: local(5) });

    expect(ending.body).toMatchObject({
      access: { kind: 'ends', was: until },
      outlook: { standing: 'expired' },
    });
    expect(longer.body['access']).toEqual({ kind: 'until', at: instantOf(local(20)), was: until });
    expect(noted.body).toMatchObject({
      access: { kind: 'same', at: until },
      correction: { amount: '-200', currency: 'USD' },
    });
    expect(later.body['access']).toMatchObject({ kind: 'ends' });
    expect(await row(id)).toMatchObject({ to_at: new Date(until), amount: 1000n });
    expect(await ledgerOf(id)).toEqual(['payment 1000']);
    expect(await panel.takePokes()).toEqual([]);

    await edit(id, ended);
    expect(await outlook()).toMatchObject({ standing: 'expired', until: instantOf(ended.to) });
    expect((await preview(id, { to: local(10) })).body['access']).toMatchObject({
      kind: 'begins',
      at: until,
    });
  });

  it('with dates that overlap names `from` and the other payment, and stores nothing (S42)', async () => {
    const first = await recorded();
    const second = await recorded();
    const { number } = await row(first);
    const before = await row(second);
    const overlapping = { from: local(3) };

    const shown = await preview(second, overlapping);
    const refused = await edit(second, overlapping);

    for (const answer of [shown, refused])
      expect(answer).toMatchObject({
        status: 400,
        body: { fields: { from: `Overlaps payment ${number} of this member` } },
      });
    expect(await row(second)).toEqual(before);
  });

  it('takes a transaction as part 2 and refuses a repeat of part 1, naming the field (S45)', async () => {
    const transactionId = `venmo-${counted}`;
    await recorded({ transactionId });
    const other = await recorded();

    const repeated = await edit(other, { transactionId });
    const split = await edit(other, { transactionId, sequenceNumber: '2' });
    const again = await edit(other, { sequenceNumber: '1' });

    expect(repeated.status).toBe(400);
    expect((repeated.body['fields'] as Record<string, string>)['transactionId']).toContain(
      `of Edited ${counted}`,
    );
    expect(split.status).toBe(200);
    expect(again.status).toBe(400);
    expect(Object.keys(again.body['fields'] as object)).toEqual(['sequenceNumber']);
    expect(await row(other)).toMatchObject({ transaction_id: transactionId, sequence_number: 2 });
  });

  it('frees a transaction id that was typed wrongly for the payment it belongs to', async () => {
    const transactionId = `cash-${counted}-of-bo`;
    const wrong = await recorded({ transactionId });
    await edit(wrong, { transactionId: `cash-${counted}-of-al` });

    const right = await recorded({ transactionId });
    await panel.admin.mutate('admin.payments.void', { id: wrong, why: 'test' });
    await panel.admin.mutate('admin.payments.void', { id: right, why: 'test' });

    expect(await ledgerOf(wrong)).toEqual(['payment 1000', 'correction -1000']);
    expect(await ledgerOf(right)).toEqual(['payment 1000', 'correction -1000']);
  });

  it('is made up for when the payment is voided: what was recorded with it goes back to zero', async () => {
    const id = await recorded();
    await edit(id, { amount: '7.50' });
    await edit(id, { amount: '9' });
    await panel.admin.mutate('admin.payments.void', { id, why: 'never came' });
    expect(await ledgerOf(id)).toEqual([
      'payment 1000',
      'correction -250',
      'correction 150',
      'correction -900',
    ]);
  });

  it('to another plan brings the terms of that plan, and its access', async () => {
    const id = await recorded();
    await edit(id, { planId: panel.plans.Yearly });
    expect(await row(id)).toMatchObject({
      plan_id: panel.plans.Yearly,
      plan_snapshot: { name: 'Yearly', durationUnit: 'year' },
      amount: 1000n,
    });
    expect(await panel.takePokes()).toEqual([`subscription ${memberId}`]);
  });

  it('of money at a gateway needs a reason, and never another transaction id', async () => {
    const id = await recorded();
    await atStripe(id);

    const unsaid = await edit(id, { amount: '9', transactionId: 'pi_other' });
    const said = await edit(id, { amount: '9', why: 'the bank kept one' });

    expect(unsaid.status).toBe(400);
    expect(Object.keys(unsaid.body['fields'] as object).sort()).toEqual(['transactionId', 'why']);
    expect(said.status).toBe(200);
    expect(await ledgerOf(id)).toEqual(['payment 1000', 'correction -100']);
  });

  it('keeps at least the credit of older payments in it', async () => {
    await recorded({ from: local(-15), to: local(15) });
    const id = await recorded({ planId: panel.plans.Yearly, amount: '100', startMode: 'now' });
    expect(await edit(id, { amount: '4.99' })).toMatchObject({
      status: 400,
      body: { fields: { amount: expect.stringContaining('5.00 USD') } },
    });
    expect((await edit(id, { amount: '5' })).status).toBe(200);
    expect(await row(id)).toMatchObject({ amount: 500n });
  });

  it.each([
    ['an amount that is none', { amount: 'ten' }, 'amount'],
    ['an amount below zero', { amount: '-1' }, 'amount'],
    ['a beginning after the end', { from: '2999-01-01T00:00' }, 'from'],
    ['an end before the beginning', { to: '2020-01-01T00:00' }, 'to'],
    ['a blank end', { to: '' }, 'to'],
    ['a time that the clocks skip', { from: '2026-03-29T02:30' }, 'from'],
    ['a part that is none', { sequenceNumber: '0' }, 'sequenceNumber'],
    ['an address that is none', { payerEmail: 'somebody' }, 'payerEmail'],
    ['a blank transaction id', { transactionId: ' ' }, 'transactionId'],
    ['a plan that is not there', { planId: '00000000-0000-7000-8000-000000000000' }, 'planId'],
  ])('with %s names the field and stores nothing', async (_what, wrong, field) => {
    const id = await recorded();
    const before = await row(id);
    const answer = await edit(id, wrong);
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.body['fields'] as object)).toEqual([field]);
    expect(await row(id)).toEqual(before);
    expect(await panel.takePokes()).toEqual([]);
  });

  it('is possible where two members who were merged had used the same time', async () => {
    const window = { from: local(-20), to: local(-10) };
    const other = await panel.addMember(`Twin ${counted}`);
    const kept = await recorded(window);
    const { body } = await panel.record({ memberId: other, ...window });
    const usedUp = String(body['paymentId']);
    const merged = await panel.admin.mutate('admin.members.merge', { id: other, intoId: memberId });

    const shorter = await edit(kept, { to: local(-11) });
    const cheaper = await edit(usedUp, { amount: '5' });
    const onTop = await edit(usedUp, { to: local(-9) });
    const moved = await edit(usedUp, { from: local(1), to: local(3) });

    expect([merged, shorter, cheaper, moved].map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(onTop).toMatchObject({ status: 400, body: { fields: { from: expect.any(String) } } });
    expect(await row(usedUp)).toMatchObject({ member_id: memberId, amount: 500n, used_up_by_id: null });
    expect((await recordTyped({ from: local(2), to: local(4) })).status).toBe(400);
  });

  it('is refused for a void payment and for one that is not there', async () => {
    const id = await recorded();
    await panel.admin.mutate('admin.payments.void', { id, why: 'test' });
    expect(await edit(id, { notes: 'x' })).toMatchObject({ status: 409, body: { reason: 'alreadyVoid' } });
    expect((await edit('00000000-0000-7000-8000-000000000000', { notes: 'x' })).status).toBe(404);
  });
});
