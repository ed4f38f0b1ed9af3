import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../db/new-id.ts';
import { aCatalogue } from '../support/a-catalogue.ts';
import { grantRow } from '../support/member-rows.ts';
import { type Panel, startPanel } from '../support/panel.ts';
import { signedIn } from '../support/sign-in.ts';

let panel: Panel;
let serverId: string;

beforeAll(async () => {
  panel = await startPanel();
  ({ serverId } = await aCatalogue(panel.api.db, null));
  await panel.api.save('stripe', { enabled: true, secretKey: 'sk_test_1', webhookSecret: 'whsec_test' });
  await panel.api.save('subscriptions', { enabled: true });
});

beforeEach(async () => {
  await panel.takePokes();
});

afterAll(() => panel.stop());

function flag(memberIds: readonly string[], isRequired: boolean) {
  return panel.admin.mutate('admin.members.requireAccountChange', { memberIds, isRequired });
}

function preview(memberIds: readonly string[], isRequired: boolean) {
  return panel.admin.mutate('admin.members.previewAccountChange', { memberIds, isRequired });
}

async function outlookOf(id: string) {
  return (await panel.admin.query('admin.members.page', { id })).body['outlook'];
}

describe('requiring an account change', () => {
  it('a flagged member sees it, cannot buy and is told once; cleared, both work again', async () => {
    const id = await panel.addMember('Flag One');
    const person = await signedIn(panel.api, 'flag.one@members.example');
    await panel.record({ memberId: id });
    await panel.takePokes();
    await flag([id], true);

    expect(await panel.takePokes()).toEqual([`subscription ${id}`]);
    expect(await outlookOf(id)).toMatchObject({
      standing: 'blocked',
      future: expect.arrayContaining([expect.objectContaining({ event: 'accountChangeRequired' })]),
    });
    const view = await person.query('account.view');
    expect(view.body).toMatchObject({ member: { standing: 'blocked' } });
    const wish = { planId: panel.plans.Monthly, username: 'flagged', hasAgreed: false };
    const options = await person.query('checkout.options');
    const refusals = (options.body['plans'] as { refusal: string }[]).map(({ refusal }) => refusal);
    expect(new Set(refusals)).toEqual(new Set(['accountChangeRequired']));
    expect(await person.mutate('checkout.begin', wish)).toMatchObject({
      status: 412,
      body: { reason: 'accountChangeRequired' },
    });
    expect(await panel.api.db.selectFrom('checkouts').selectAll().execute()).toEqual([]);

    await flag([id], false);
    expect((await person.mutate('checkout.begin', wish)).status).toBe(200);
    const past = await panel.admin.query('admin.members.past', { id, before: null });
    expect((past.body['entries'] as { kind: string }[]).slice(0, 2).map(({ kind }) => kind)).toEqual([
      'accountChangeCleared',
      'accountChangeRequired',
    ]);
  });

  it('of many shows first who, who is left out, and whose account goes at once; then does just that', async () => {
    const paid = await panel.addMember('Many Paid');
    const lapsed = await panel.addMember('Many Lapsed');
    const already = await panel.addMember('Many Already');
    await panel.record({ memberId: paid });
    await panel.record({ memberId: lapsed, from: '2026-01-01T10:00', to: '2026-02-01T10:00' });
    await panel.api.save('subscriptions', {
      enabled: true,
      expiryMode: 'unshare_then_remove',
      deleteAfterDays: 3000,
    });
    const kept = { desired_key: 'disabled', observed_key: 'disabled' };
    await grantRow(panel.api.db, { member_id: lapsed, server_id: serverId, ...kept });
    await flag([already], true);
    await panel.takePokes();

    const ids = [paid, lapsed, already, newId()];
    const shown = await preview(ids, true);
    expect(shown.body).toEqual({
      isOwnChangeOn: false,
      changed: [
        { id: lapsed, name: 'Many Lapsed', email: 'many.lapsed@members.example', access: 'taken' },
        { id: paid, name: 'Many Paid', email: 'many.paid@members.example', access: 'stays' },
      ],
      leftOut: [{ id: already, name: 'Many Already', why: 'already' }],
    });
    expect(await panel.takePokes()).toEqual([]);
    expect((await flag(ids, true)).body).toEqual({ changed: 2, leftOut: 2 });
    expect(await panel.takePokes()).toEqual([`subscription ${paid}`, `subscription ${lapsed}`].sort());
    expect((await flag(ids, true)).body).toEqual({ changed: 0, leftOut: 4 });
    expect(await panel.takePokes()).toEqual([]);
    const audits = await panel.api.db
      .selectFrom('audit_log')
      .select('after')
      .where('action', '=', 'members.requireAccountChange')
      .orderBy('at', 'desc')
      .limit(1)
      .execute();
    expect(audits).toEqual([{ after: { members: 2 } }]);
  });

  it('names the field where nobody is chosen', async () => {
    expect(await flag([], true)).toMatchObject({
      status: 400,
      body: { fields: { memberIds: 'Choose somebody' } },
    });
  });
});
