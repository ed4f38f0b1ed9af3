import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../db/new-id.ts';
import { aDiscount } from '../support/a-discount.ts';
import { type Panel, startPanel } from '../support/panel.ts';
import { signedIn } from '../support/sign-in.ts';

let panel: Panel;
beforeAll(async () => {
  panel = await startPanel();
});
afterAll(() => panel.stop());

function aCode(changes: Record<string, unknown> = {}) {
  return {
    id: null,
    code: 'SPRING',
    memberEmail: '',
    kind: 'percent',
    value: '15',
    maxUses: '',
    expiresAt: '',
    isActive: true,
    planIds: [],
    ...changes,
  };
}

const save = (changes: Record<string, unknown> = {}) =>
  panel.admin.mutate('admin.discounts.save', aCode(changes));

interface Row {
  readonly id: string;
  readonly code: string;
  readonly state: string;
  readonly used: number;
  readonly held: number;
  readonly isUntouched: boolean;
  readonly percent: number | null;
  readonly amount: { readonly amount: string } | null;
  readonly memberEmail: string | null;
  readonly expiresReading: string;
}

async function listed(wish: Record<string, unknown> = {}): Promise<Row[]> {
  const { body } = await panel.admin.query('admin.discounts.list', {
    search: '',
    states: [],
    sort: 'code',
    direction: 'asc',
    page: 1,
    pageSize: 50,
    ...wish,
  });
  return body['rows'] as Row[];
}

/** A use as a purchase leaves it. */
async function aUse(codeId: string): Promise<void> {
  const now = new Date();
  await panel.api.db
    .insertInto('discount_uses')
    .values({ id: newId(), code_id: codeId, state: 'released', reserved_at: now, settled_at: now })
    .execute();
}

async function auditOf(subjectId: string) {
  return await panel.api.db
    .selectFrom('audit_log')
    .select(['action', 'before', 'after'])
    .where('subject_id', '=', subjectId)
    .orderBy('at')
    .execute();
}

describe('discount codes in the panel', () => {
  it('are exported whole, as they are filtered', async () => {
    await aDiscount(panel.api.db, 'EXPORT-1');
    await aDiscount(panel.api.db, 'EXPORT-2', { amount: 100n, is_active: false });

    const { body } = await panel.admin.query('admin.discounts.exportStep', {
      search: 'export',
      states: ['inactive'],
      after: null,
    });

    expect(body).toMatchObject({ next: null, rows: [{ code: 'EXPORT-2', amount: { amount: '100' } }] });
    await panel.api.db.deleteFrom('discount_codes').execute();
  });

  it('are made, changed and listed, each change with its entry in the audit log', async () => {
    const made = await save({ memberEmail: ' Kim@Example.org ', expiresAt: '2030-05-01T18:00' });
    const id = String(made.body['id']);
    await save({ id, code: 'SPRING', kind: 'amount', value: '2.50', planIds: [panel.plans.Yearly] });

    const [row] = await listed({ search: 'spri' });
    const audit = await auditOf(id);

    expect(row).toMatchObject({
      id,
      code: 'SPRING',
      percent: null,
      amount: { amount: '250' },
      memberEmail: null,
      planNames: ['Yearly'],
      state: 'usable',
    });
    expect(audit).toMatchObject([
      {
        action: 'discounts.add',
        after: { memberEmail: 'kim@example.org', percent: 15, expiresAt: '2030-05-01T16:00:00.000Z' },
      },
      { action: 'discounts.edit', before: { percent: 15 }, after: { percent: null, amount: '250' } },
    ]);
  });

  it.each([
    [{ code: '' }, 'code'],
    [{ code: 'x'.repeat(41) }, 'code'],
    [{ code: 'spring' }, 'code'],
    [{ code: 'A', value: '0' }, 'value'],
    [{ code: 'A', value: '101' }, 'value'],
    [{ code: 'A', value: '12.5' }, 'value'],
    [{ code: 'A', kind: 'amount', value: '0' }, 'value'],
    [{ code: 'A', kind: 'amount', value: '-1' }, 'value'],
    [{ code: 'A', memberEmail: 'nobody' }, 'memberEmail'],
    [{ code: 'A', maxUses: '0' }, 'maxUses'],
    [{ code: 'A', expiresAt: '2001-01-01T00:00' }, 'expiresAt'],
    [{ code: 'A', planIds: [newId()] }, 'planIds'],
  ])('with %j are refused naming %s, and nothing is stored', async (changes, field) => {
    const before = await listed();

    const answer = await save(changes);

    expect(answer.status).toBe(400);
    expect(Object.keys(answer.body['fields'] as object)).toEqual([field]);
    expect(await listed()).toEqual(before);
  });

  it('are deleted only where nobody has begun a purchase with them; others are switched off', async () => {
    const untouched = await aDiscount(panel.api.db, 'UNTOUCHED');
    const touched = await aDiscount(panel.api.db, 'TOUCHED');
    await aUse(touched);

    const removed = await panel.admin.mutate('admin.discounts.remove', { id: untouched });
    const refused = await panel.admin.mutate('admin.discounts.remove', { id: touched });
    await panel.admin.mutate('admin.discounts.setActive', { id: touched, isActive: false });

    const rows = await listed({ search: 'touched' });
    expect(removed.status).toBe(200);
    expect(refused).toMatchObject({ status: 412, body: { reason: 'inUse' } });
    expect(rows).toMatchObject([{ code: 'TOUCHED', state: 'inactive', isUntouched: false }]);
    expect(await listed({ states: ['inactive'] })).toHaveLength(1);
    expect(await auditOf(touched)).toMatchObject([
      { action: 'discounts.setActive', before: { isActive: true }, after: { isActive: false } },
    ]);
    expect((await panel.admin.query('admin.discounts.uses', { id: touched, page: 1 })).body).toMatchObject({
      hasMore: false,
      rows: [{ state: 'released', email: null }],
    });
  });

  it('are for administrators alone', async () => {
    const person = await signedIn(panel.api, 'nosy@example.org');

    const answer = await person.mutate('admin.discounts.save', aCode({ code: 'MINE', value: '100' }));

    expect(answer.status).toBe(403);
    expect(await listed({ search: 'mine' })).toEqual([]);
  });

  it('keep a plan from being deleted, since none would mean all', async () => {
    const planId = newId();
    await panel.api.db
      .insertInto('plans')
      .values({
        id: planId,
        name: 'Short',
        cost: 100n,
        duration_count: 1,
        duration_unit: 'day',
        max_streams: 1,
        max_subscribers: null,
        created_at: new Date(),
        updated_at: new Date(),
      })
      .execute();
    await save({ code: 'SHORT', planIds: [planId] });

    const refused = await panel.admin.mutate('admin.plans.remove', { id: planId });

    expect(refused).toMatchObject({ status: 412, body: { reason: 'inUse' } });
  });
});
