import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aCatalogue } from '../support/a-catalogue.ts';
import { grantRow } from '../support/member-rows.ts';
import { type Panel, startPanel } from '../support/panel.ts';

const DAY = 86_400_000;

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

/** As the clock reads in the site's zone, Berlin. */
function inDays(days: number): string {
  const parts = new Date(Date.now() + days * DAY).toLocaleString('sv', { timeZone: 'Europe/Berlin' });
  return parts.slice(0, 16).replace(' ', 'T');
}

function suspend(id: string, changes: Record<string, unknown> = {}) {
  return panel.admin.mutate('admin.members.suspend', {
    id,
    until: inDays(3),
    why: 'shares the password',
    ...changes,
  });
}

async function aPaidMember(name: string): Promise<string> {
  const id = await panel.addMember(name);
  await panel.record({ memberId: id });
  await grantRow(panel.api.db, { member_id: id, server_id: serverId, observed_key: 'full:1-a:' });
  await panel.takePokes();
  return id;
}

async function pageOf(id: string) {
  return (await panel.admin.query('admin.members.page', { id })).body;
}

describe('a suspension by hand', () => {
  it('shows what follows, withholds access until then and is told with its reason in the timeline', async () => {
    const id = await aPaidMember('Sue Spended');
    const shown = await panel.admin.mutate('admin.members.previewSuspension', { id, until: inDays(3) });
    expect(shown.body).toMatchObject({
      standing: 'suspended',
      because: [{ code: 'payment' }, { code: 'suspended' }],
    });
    const [now, ...later] = (shown.body['future'] as { kind: string; level: string | null }[]).filter(
      ({ kind }) => kind === 'access',
    );
    expect([now?.level, later[0]?.level]).toEqual(['disabled', 'full']);
    expect(await panel.takePokes()).toEqual([]);
    expect(await pageOf(id)).toMatchObject({ suspension: null, outlook: { standing: 'active' } });

    const done = await suspend(id);
    expect(await panel.takePokes()).toEqual([`subscription ${id}`]);
    expect(await pageOf(id)).toMatchObject({
      suspension: { until: done.body['until'] },
      outlook: { standing: 'suspended' },
    });
    const past = await panel.admin.query('admin.members.past', { id, before: null });
    expect((past.body['entries'] as unknown[])[0]).toMatchObject({
      kind: 'suspended',
      actor: 'admin',
      data: { why: 'shares the password' },
    });
  });

  it('gets another end without beginning anew, and can be lifted once', async () => {
    const id = await aPaidMember('Lift Ed');
    await suspend(id);
    const first = (await pageOf(id))['suspension'] as { from: number; until: number };
    await suspend(id, { until: inDays(9) });
    const second = (await pageOf(id))['suspension'] as { from: number; until: number };
    expect(second.from).toBe(first.from);
    expect(second.until).toBeGreaterThan(first.until);

    const shown = await panel.admin.mutate('admin.members.previewLift', { id });
    expect(shown.body).toMatchObject({ standing: 'active' });
    await panel.takePokes();
    expect((await panel.admin.mutate('admin.members.liftSuspension', { id })).status).toBe(200);
    expect(await panel.takePokes()).toEqual([`subscription ${id}`]);
    expect(await pageOf(id)).toMatchObject({ suspension: null, outlook: { standing: 'active' } });
    const again = await panel.admin.mutate('admin.members.liftSuspension', { id });
    expect(again).toMatchObject({ status: 409, body: { reason: 'notSuspended' } });
  });

  it('names each wrong field, and is not for permanent members; nothing is stored', async () => {
    const id = await aPaidMember('Wrong Fields');
    const wrong = [
      [{ until: inDays(-1) }, 'until'],
      [{ until: 'soon' }, 'until'],
      [{ why: ' ' }, 'why'],
    ] as const;
    for (const [changes, field] of wrong) {
      const answer = await suspend(id, changes);
      expect(answer.status).toBe(400);
      expect(Object.keys(answer.body['fields'] as object)).toEqual([field]);
    }
    await panel.admin.mutate('admin.members.setPermanent', { id, isPermanent: true, planId: null });
    expect(await suspend(id)).toMatchObject({ status: 412, body: { reason: 'permanent' } });
    expect(await pageOf(id)).toMatchObject({ suspension: null });
  });
});
