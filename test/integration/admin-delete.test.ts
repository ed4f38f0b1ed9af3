import { inspect } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../db/new-id.ts';
import { finishDeletion } from '../../db/queries/delete-member.ts';
import { aCatalogue } from '../support/a-catalogue.ts';
import { grantRow } from '../support/member-rows.ts';
import { purchaseRow } from '../support/a-purchase.ts';
import { type Panel, startPanel } from '../support/panel.ts';
import { signedIn } from '../support/sign-in.ts';

let panel: Panel;
let serverId: string;

beforeAll(async () => {
  panel = await startPanel();
  ({ serverId } = await aCatalogue(panel.api.db, null));
});

beforeEach(async () => {
  await panel.takePokes();
});

afterAll(() => panel.stop());

async function pageOf(id: string) {
  return (await panel.admin.query('admin.members.page', { id })).body;
}

async function anAccount(memberId: string): Promise<string> {
  const seen = { desired_key: 'full:1-a:t', observed_key: 'full:1-a:t', username: 'viewer' };
  return await grantRow(panel.api.db, { member_id: memberId, server_id: serverId, ...seen });
}

async function stillOpen(id: string): Promise<void> {
  expect(await panel.takePokes()).toEqual([]);
  expect(await pageOf(id)).toMatchObject({ closed: null, leavingSince: null });
}

describe('deleting a member by the panel', () => {
  it('shows what goes and what stays, wants the name typed, and begins with the accounts', async () => {
    const id = await panel.addMember('Ada Gone');
    await panel.record({ memberId: id });
    await anAccount(id);
    await panel.takePokes();

    const preview = await panel.admin.mutate('admin.members.previewDelete', { id });
    expect(preview.body).toMatchObject({
      accounts: [{ server: 'Projector', username: 'viewer' }],
      payments: 1,
      email: 'ada.gone@members.example',
      login: null,
      outlook: {
        standing: 'expired',
        because: [{ code: 'leaving' }],
        future: [{ kind: 'access', level: 'removed' }, { standing: 'closed' }],
      },
    });
    expect(preview.body['paidUntil']).toBeGreaterThan(Date.now());
    const wrong = await panel.admin.mutate('admin.members.delete', { id, name: 'Ada gone' });
    expect(wrong).toMatchObject({
      status: 400,
      body: { fields: { name: 'Type the name exactly: Ada Gone' } },
    });
    await stillOpen(id);

    const done = await panel.admin.mutate('admin.members.delete', { id, name: 'Ada Gone' });
    expect(done.status).toBe(200);
    expect(await panel.takePokes()).toEqual([`subscription ${id}`]);
    expect(await pageOf(id)).toMatchObject({
      name: 'Ada Gone',
      closed: null,
      leavingSince: expect.any(Number),
    });
    const past = await panel.admin.query('admin.members.past', { id, before: null });
    expect((past.body['entries'] as { kind: string }[])[0]).toMatchObject({
      kind: 'deletionAsked',
      actor: 'admin',
    });
  });

  it('forgets the person only when no server has anything of theirs, and keeps payments and ledger', async () => {
    const id = await panel.addMember('Ben Gone');
    const person = await signedIn(panel.api, 'ben.gone@members.example');
    await panel.record({ memberId: id });
    const grantId = await anAccount(id);
    await panel.admin.mutate('admin.members.delete', { id, name: 'Ben Gone' });
    expect((await person.query('account.view')).status).toBe(401);
    await finishDeletion(panel.api.db, id, new Date());
    expect(await pageOf(id)).toMatchObject({ closed: null, email: 'ben.gone@members.example' });

    const gone = { observed_key: 'removed', desired_key: 'removed', ended_at: new Date() };
    await panel.api.db.updateTable('access_grants').set(gone).where('id', '=', grantId).execute();
    await finishDeletion(panel.api.db, id, new Date());
    await finishDeletion(panel.api.db, id, new Date());

    const page = await pageOf(id);
    expect(page).toMatchObject({
      name: 'Deleted member',
      email: '',
      closed: 'deleted',
      login: null,
      notes: '',
    });
    expect(page['payments']).toHaveLength(1);
    const ledger = await panel.api.db
      .selectFrom('ledger_entries')
      .select('amount')
      .where('member_id', '=', id)
      .execute();
    expect(ledger).toEqual([{ amount: 1000n }]);
    expect(inspect(await everythingOf(id), { depth: 6, maxStringLength: null })).not.toMatch(/ben/i);
    expect((await panel.admin.query('admin.members.find', { search: 'ben.gone' })).body).toEqual([]);

    const again = await signedIn(panel.api, 'ben.gone@members.example');
    expect((await again.query('account.view')).body).toMatchObject({ member: null });
    expect(await panel.addMember('Ben Gone')).not.toBe(id);
  });

  it('is refused while a gateway still charges, or money of a purchase is on its way', async () => {
    const id = await panel.addMember('Cleo Stays');
    const now = new Date();
    await panel.api.db
      .insertInto('recurring_subscriptions')
      .values({
        id: newId(),
        member_id: id,
        plan_id: panel.plans.Monthly,
        gateway: 'stripe',
        external_id: 'sub_cleo',
        status: 'active',
        status_at: now,
        created_at: now,
      })
      .execute();
    await panel.takePokes();
    for (const [procedure, input] of [
      ['admin.members.delete', { id, name: 'Cleo Stays' }],
      ['admin.members.previewDelete', { id }],
    ] as const) {
      const refused = await panel.admin.mutate(procedure, input);
      expect(refused).toMatchObject({ status: 412, body: { reason: 'subscriptionRuns' } });
    }
    await stillOpen(id);

    await panel.api.db.updateTable('recurring_subscriptions').set({ status: 'ended' }).execute();
    await aPurchase(id, 'verifying');
    const paying = await panel.admin.mutate('admin.members.delete', { id, name: 'Cleo Stays' });
    expect(paying).toMatchObject({ status: 412, body: { reason: 'purchaseInPayment' } });
    await stillOpen(id);
  });

  it('closes the page of a purchase that was begun, and takes no payment, edit, merge or second deletion', async () => {
    const id = await panel.addMember('Dora Gone');
    const other = await panel.addMember('Eve Stays');
    const checkoutId = await aPurchase(id, 'redirected');
    await panel.takePokes();
    await panel.admin.mutate('admin.members.delete', { id, name: 'Dora Gone' });
    expect(await panel.takePokes()).toEqual([`checkout ${checkoutId}`, `subscription ${id}`].sort());
    const refusals = [
      await panel.record({ memberId: id }),
      await panel.admin.mutate('admin.members.delete', { id, name: 'Dora Gone' }),
      await panel.admin.mutate('admin.members.merge', { id, intoId: other }),
      await panel.admin.mutate('admin.members.setPermanent', {
        id,
        isPermanent: true,
        planId: panel.plans.Monthly,
      }),
    ];
    for (const refusal of refusals)
      expect(refusal).toMatchObject({ status: 412, body: { reason: 'leaving' } });
    const into = await panel.admin.mutate('admin.members.merge', { id: other, intoId: id });
    expect(into.body).toMatchObject({ fields: { intoId: 'That member is being deleted' } });
  });
});

async function everythingOf(id: string) {
  const { db } = panel.api;
  return {
    member: await db.selectFrom('members').selectAll().where('id', '=', id).execute(),
    payments: await db.selectFrom('payments').selectAll().where('member_id', '=', id).execute(),
    grants: await db.selectFrom('access_grants').selectAll().where('member_id', '=', id).execute(),
    notices: await db.selectFrom('notices').selectAll().execute(),
    logins: await db.selectFrom('logins').selectAll().execute(),
    events: await db.selectFrom('member_events').selectAll().where('member_id', '=', id).execute(),
  };
}

/** A purchase that somebody's own login began, as far as it is said. */
async function aPurchase(memberId: string, status: 'redirected' | 'verifying'): Promise<string> {
  const { id: loginId } = await panel.api.db
    .selectFrom('logins')
    .select('id')
    .limit(1)
    .executeTakeFirstOrThrow();
  return await purchaseRow(panel.api.db, { loginId, memberId, planId: panel.plans.Monthly, status });
}
