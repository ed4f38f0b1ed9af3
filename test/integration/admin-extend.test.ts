import { DateTime } from 'luxon';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Panel, startPanel } from '../support/panel.ts';

const zone = 'Europe/Berlin';
let panel: Panel;
let counted = 0;
let active: string;
let lapsed: string;
let permanent: string;
let unpaid: string;

beforeAll(async () => {
  panel = await startPanel();
});

beforeEach(async () => {
  counted += 1;
  [active, lapsed, permanent, unpaid] = (await Promise.all(
    ['Active', 'Lapsed', 'Permanent', 'Unpaid'].map((name) => panel.addMember(`${name} ${counted}`)),
  )) as [string, string, string, string];
  await panel.record({ memberId: active, from: local(-10), to: local(20) });
  await panel.record({ memberId: lapsed, from: local(-60), to: local(-30) });
  await panel.record({ memberId: permanent });
  await panel.admin.mutate('admin.members.setPermanent', { id: permanent, isPermanent: true, planId: null });
  await panel.takePokes();
});

afterAll(() => panel.stop());

/** One minute for the whole file: what is typed and what is expected is the same instant. */
const start = DateTime.now().setZone(zone).startOf('minute');

function local(days: number): string {
  return start.plus({ days }).toFormat("yyyy-MM-dd'T'HH:mm");
}

function instantOf(reading: string): number {
  return DateTime.fromISO(reading, { zone }).toMillis();
}

function typed(changes: Record<string, unknown> = {}) {
  return {
    memberIds: [active, lapsed, permanent, unpaid],
    mode: 'for',
    count: '1',
    unit: 'week',
    amount: '0',
    notes: 'sorry for the outage',
    isAnnounced: false,
    ...changes,
  };
}

function extend(changes: Record<string, unknown> = {}) {
  counted += 1;
  const batch = counted.toString(16).padStart(32, '0');
  return panel.admin.mutate('admin.members.extend', { ...typed({ batch }), ...changes });
}

function preview(changes: Record<string, unknown> = {}) {
  return panel.admin.mutate('admin.members.previewExtend', typed(changes));
}

interface Planned {
  readonly id: string;
  readonly from: number;
  readonly to: number;
  readonly why: string;
}

async function outlook(id: string) {
  return (await panel.admin.query('admin.members.page', { id })).body['outlook'];
}

describe('extending members', () => {
  it('says who gets what until when and who is left out and why, and then does it in one go', async () => {
    const shown = await preview();
    const extended = shown.body['extended'] as Planned[];
    const untouched = await panel.takePokes();
    const done = await extend();

    const until = DateTime.fromMillis(instantOf(local(20)), { zone })
      .plus({ weeks: 1 })
      .toMillis();
    expect(extended.map(({ id }) => id)).toEqual([active, lapsed]);
    expect(extended[0]).toMatchObject({ from: instantOf(local(20)), to: until });
    expect(shown.body['leftOut']).toMatchObject([
      { id: permanent, why: 'permanent' },
      { id: unpaid, why: 'noPlan' },
    ]);
    expect(shown.body['total']).toEqual({ amount: '0', currency: 'USD' });
    expect(untouched).toEqual([]);
    expect(done.body).toEqual({ extended: 2, leftOut: 2, isRepeat: false });
    expect(await panel.takePokes()).toEqual([active, lapsed].map((id) => `subscription ${id}`).sort());
    expect(await outlook(active)).toMatchObject({ until });
    expect(await outlook(lapsed)).toMatchObject({ standing: 'provisioning' });
  });

  it('is done once when the button is pressed twice or the answer was lost', async () => {
    const batch = 'ab'.repeat(16);
    const both = await Promise.all([extend({ batch }), extend({ batch })]);
    const retried = await extend({ batch });
    const payments = await panel.api.db
      .selectFrom('payments')
      .select(['member_id', 'sequence_number', 'notes', 'amount'])
      .where('transaction_id', '=', `extension-${batch}`)
      .orderBy('sequence_number')
      .execute();
    const audited = await panel.api.db
      .selectFrom('audit_log')
      .select('after')
      .where('action', '=', 'members.extend')
      .where('after', '@>', JSON.stringify({ transactionId: `extension-${batch}` }) as never)
      .execute();
    expect(both.map(({ body }) => body['extended'])).toEqual([2, 2]);
    expect(retried.body).toEqual({ extended: 2, leftOut: 2, isRepeat: true });
    expect(payments).toEqual([
      { member_id: active, sequence_number: 1, notes: 'sorry for the outage', amount: 0n },
      { member_id: lapsed, sequence_number: 2, notes: 'sorry for the outage', amount: 0n },
    ]);
    expect(audited.map(({ after }) => after)).toMatchObject([
      { members: 2, leftOut: 2, by: '1 week', each: '0.00 USD' },
    ]);
  });

  it('to a date leaves out whose time lasts longer, and records the money of each', async () => {
    const asked = { mode: 'until', until: local(15), amount: '2.50' };
    const shown = await preview(asked);
    await extend(asked);
    expect(shown.body).toMatchObject({
      extended: [{ id: lapsed, to: instantOf(local(15)) }],
      leftOut: [{ id: active, why: 'paidBeyond' }, { id: permanent }, { id: unpaid }],
      each: { amount: '250' },
      total: { amount: '250' },
    });
    expect(await outlook(lapsed)).toMatchObject({ until: instantOf(local(15)) });
    expect(await outlook(active)).toMatchObject({ until: instantOf(local(20)) });
  });

  it('is in the line of time with its note', async () => {
    await extend({ memberIds: [active] });
    const { entries } = (await panel.admin.query('admin.members.past', { id: active, before: null }))
      .body as { entries: { kind: string; data: unknown; actor: string }[] };
    expect(entries[0]).toMatchObject({
      kind: 'extended',
      actor: 'admin',
      data: { note: 'sorry for the outage', planName: 'Monthly' },
    });
  });

  it.each([
    ['a number that is none', { count: 'some' }, 'count'],
    ['nothing', { count: '0' }, 'count'],
    ['an amount that is none', { amount: 'free' }, 'amount'],
    ['a blank amount', { amount: '' }, 'amount'],
    ['nobody', { memberIds: [] }, 'memberIds'],
    ['a blank date', { mode: 'until', until: '' }, 'until'],
    ['a time that the clocks skip', { mode: 'until', until: '2027-03-28T02:30' }, 'until'],
  ])('by %s names the field and stores nothing', async (_what, wrong, field) => {
    const answer = await extend(wrong);
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.body['fields'] as object)).toEqual([field]);
    expect(await panel.takePokes()).toEqual([]);
  });

  it('of nobody who can be extended is refused', async () => {
    expect(await extend({ memberIds: [permanent, unpaid] })).toMatchObject({
      status: 412,
      body: { reason: 'nobodyToExtend' },
    });
  });
});
