import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../db/new-id.ts';
import { aCatalogue } from '../support/a-catalogue.ts';
import { grantRow } from '../support/member-rows.ts';
import { type Panel, startPanel } from '../support/panel.ts';

const FULL = 'full:1-a:t';

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

let counted = 0;

/** Two members; the second is to go. */
async function twoMembers(): Promise<{ kept: string; merged: string }> {
  counted += 1;
  const pair = {
    kept: await panel.addMember(`Kept ${counted}`),
    merged: await panel.addMember(`Merged ${counted}`),
  };
  await panel.takePokes();
  return pair;
}

async function account(memberId: string, username: string): Promise<void> {
  const seen = { desired_key: FULL, observed_key: FULL, username };
  await grantRow(panel.api.db, { member_id: memberId, server_id: serverId, ...seen });
}

async function pageOf(id: string) {
  return (await panel.admin.query('admin.members.page', { id })).body;
}

async function unchanged(pair: { kept: string; merged: string }): Promise<void> {
  expect(await panel.takePokes()).toEqual([]);
  expect(await pageOf(pair.merged)).toMatchObject({ closed: null, mergedInto: null });
}

describe('merging a member into another by the panel', () => {
  it('S31: does exactly what its preview said, and the old one is gone', async () => {
    const { kept, merged } = await twoMembers();
    await panel.record({ memberId: kept });
    await panel.record({ memberId: merged, transactionId: `cash-${merged}` });
    await account(kept, 'kept-one');
    await account(merged, 'merged-one');
    await panel.takePokes();

    const preview = await panel.admin.mutate('admin.members.previewMerge', { id: merged, intoId: kept });
    await unchanged({ kept, merged });
    const done = await panel.admin.mutate('admin.members.merge', { id: merged, intoId: kept });

    expect(preview.body).toMatchObject({
      payments: 1,
      windows: [{ plan: 'Monthly', becomes: expect.anything() }],
      accounts: [
        { owner: 'kept', username: 'kept-one', stays: true },
        { owner: 'merged', username: 'merged-one', stays: false },
      ],
      dropped: {
        email: expect.stringContaining('merged.'),
        permanence: false,
        accountChange: false,
        discord: false,
      },
    });
    expect(preview.body).toMatchObject(done.body);
    expect(await panel.takePokes()).toEqual([`subscription ${kept}`, `subscription ${merged}`].sort());
    const page = await pageOf(kept);
    const outlook = page['outlook'] as { until: number };
    expect((preview.body['outlook'] as { until: number }).until).toBe(outlook.until);
    expect((page['payments'] as { to: number }[])[0]?.to).toBe(outlook.until);
    expect(page['payments']).toHaveLength(2);
    expect(await pageOf(merged)).toMatchObject({
      closed: 'merged',
      mergedInto: { id: kept, name: `Kept ${counted}` },
      payments: [],
      grants: [],
      outlook: { standing: 'closed', future: [] },
    });
    const audit = await panel.api.db
      .selectFrom('audit_log')
      .select(['action', 'subject_id', 'after'])
      .where('action', '=', 'members.merge')
      .execute();
    expect(audit).toMatchObject([{ subject_id: merged, after: { mergedInto: kept, payments: 1 } }]);
  });

  it('S31: the same transaction is refused for the kept member once it came with the merge', async () => {
    const { kept, merged } = await twoMembers();
    await panel.record({ memberId: merged, transactionId: 'once-only' });
    await panel.admin.mutate('admin.members.merge', { id: merged, intoId: kept });
    const answer = await panel.record({ memberId: kept, transactionId: 'once-only' });
    expect(answer).toMatchObject({ status: 400, body: { fields: { transactionId: expect.anything() } } });
  });

  it('S31: oneself, an unknown and a closed member are refused naming the field, and nothing is stored', async () => {
    const { kept, merged } = await twoMembers();
    const closed = await twoMembers();
    await panel.admin.mutate('admin.members.merge', { id: closed.merged, intoId: closed.kept });
    await panel.takePokes();
    const refusals = [
      [merged, 'Another member than this one'],
      [newId(), 'There is no such member'],
      [closed.merged, 'That member is closed'],
      ['7', 'An id'],
    ] as const;
    for (const procedure of ['admin.members.merge', 'admin.members.previewMerge']) {
      for (const [intoId, says] of refusals) {
        const answer = await panel.admin.mutate(procedure, { id: merged, intoId });
        expect(answer).toMatchObject({ status: 400, body: { fields: { intoId: says } } });
      }
    }
    await unchanged({ kept, merged });
  });

  it('waits until the gateway no longer charges the member that goes', async () => {
    const { kept, merged } = await twoMembers();
    const now = new Date();
    const subscription = {
      id: newId(),
      member_id: merged,
      plan_id: panel.plans.Monthly,
      gateway: 'stripe',
    } as const;
    await panel.api.db
      .insertInto('recurring_subscriptions')
      .values({ ...subscription, external_id: 'sub_1', status: 'past_due', status_at: now, created_at: now })
      .execute();
    const refused = await panel.admin.mutate('admin.members.merge', { id: merged, intoId: kept });
    expect(refused).toMatchObject({ status: 412, body: { reason: 'subscriptionRuns' } });
    expect(refused.body['userMessage']).toContain('sub_1');
    await unchanged({ kept, merged });

    await panel.api.db
      .updateTable('recurring_subscriptions')
      .set({ status: 'cancelled_at_period_end' })
      .where('id', '=', subscription.id)
      .execute();
    expect((await panel.admin.mutate('admin.members.merge', { id: merged, intoId: kept })).status).toBe(200);
    const moved = await panel.api.db.selectFrom('recurring_subscriptions').select('member_id').execute();
    expect(moved).toEqual([{ member_id: kept }]);
  });

  it('a closed member takes no payment and no second merge', async () => {
    const { kept, merged } = await twoMembers();
    await panel.admin.mutate('admin.members.merge', { id: merged, intoId: kept });
    expect((await panel.record({ memberId: merged })).body).toMatchObject({ reason: 'closed' });
    const again = await panel.admin.mutate('admin.members.merge', { id: merged, intoId: kept });
    expect(again).toMatchObject({ status: 412, body: { reason: 'closed' } });
  });
});
