import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../db/new-id.ts';
import { recordLibraries } from '../../db/queries/record-libraries.ts';
import { type Panel, startPanel } from '../support/panel.ts';
import { typedPlan } from '../support/typed-plan.ts';

const now = new Date('2026-03-01T12:00:00Z');
let panel: Panel;
let serverId: string;

beforeAll(async () => {
  panel = await startPanel();
  serverId = await aServer('Cinema');
});

beforeEach(async () => {
  await panel.takePokes();
});

afterAll(() => panel.stop());

async function aServer(name: string): Promise<string> {
  const id = newId();
  await panel.api.db
    .insertInto('servers')
    .values({
      id,
      platform: 'jellyfin',
      name,
      machine_id: name,
      version: '10.11.0',
      base_url: 'http://127.0.0.1:1',
      state_since: now,
      created_at: now,
    })
    .execute();
  return id;
}

/** Somebody who has an account on the server. */
async function aMemberThere(name: string): Promise<string> {
  const id = await panel.addMember(name);
  await panel.api.db
    .insertInto('access_grants')
    .values({
      id: newId(),
      member_id: id,
      server_id: serverId,
      external_id: name,
      username: name,
      desired_key: 'full:1:t',
      desired_library_ids: [],
      desired_downloads: false,
      desired_transcoding: true,
      desired_at: now,
      created_at: now,
    })
    .execute();
  await panel.takePokes();
  return id;
}

const listed = (...titles: string[]) =>
  titles.map((title) => ({ externalId: `x-${title}`, title, type: 'movies' }));

function sync(titles: readonly string[]) {
  return panel.api.db
    .transaction()
    .execute((trx) => recordLibraries(trx, { serverId, listing: listed(...titles), now }));
}

interface Library {
  readonly id: string;
  readonly title: string;
  readonly groupIds: string[];
  readonly goneAt: number | null;
}

const libraries = () => panel.rows<Library>('admin.libraries.list', { serverId });

const stateOfServer = async () =>
  (await panel.rows<{ stateMessage: string }>('admin.servers.list'))[0]?.stateMessage;

async function idOf(title: string): Promise<string> {
  const found = (await libraries()).find((library) => library.title === title);
  if (found === undefined) throw new Error(`no library ${title}`);
  return found.id;
}

function plan(changes: Record<string, unknown> = {}) {
  return typedPlan({ groupIds: [panel.groups.Standard], ...changes });
}

async function storedPlan(id: string) {
  return await panel.api.db.selectFrom('plans').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
}

describe('a plan', () => {
  it('is stored as typed', async () => {
    const { body } = await panel.admin.mutate(
      'admin.plans.save',
      plan({ maxSubscribers: '9', maxSubAccounts: '2', requiresLocation: true, serverIds: [serverId] }),
    );
    expect(await storedPlan(String(body['planId']))).toMatchObject({
      cost: 1250n,
      duration_count: 3,
      duration_unit: 'month',
      max_subscribers: 9,
      max_sub_accounts: 2,
      requires_location: true,
      features: ['4K'],
      is_default: false,
    });
  });

  it.each([
    ['no name', { name: '  ' }, 'name'],
    ['a name that is taken, whatever the case', { name: 'MONTHLY' }, 'name'],
    ['a cost that is none', { cost: 'free' }, 'cost'],
    ['a duration of none', { durationCount: '0' }, 'durationCount'],
    ['a number that is a word', { maxStreams: 'two' }, 'maxStreams'],
    ['fewer than none to pay for', { maxSubAccounts: '-1' }, 'maxSubAccounts'],
    ['no group', { groupIds: [] }, 'groupIds'],
    ['a group that is not there', { groupIds: ['00000000-0000-7000-8000-000000000000'] }, 'groupIds'],
    ['a server that is not there', { serverIds: ['00000000-0000-7000-8000-000000000000'] }, 'serverIds'],
    ['a default that is inactive', { isDefault: true, isActive: false }, 'isActive'],
    ['a trial that costs something', { isTrial: true }, 'cost'],
    ['a trial that pays for others', { isTrial: true, cost: '0', maxSubAccounts: '1' }, 'maxSubAccounts'],
    [
      'a trial that waits to be watched',
      { isTrial: true, cost: '0', periodStart: 'first_playback' },
      'periodStart',
    ],
    [
      'a linked plan that waits to be watched',
      { maxSubAccounts: '2', periodStart: 'first_playback' },
      'periodStart',
    ],
    ['a start that is none', { periodStart: 'some_day' }, 'periodStart'],
    ['a trial as the default', { isTrial: true, cost: '0', isDefault: true }, 'isDefault'],
  ])('with %s is refused naming the field', async (_what, wrong, field) => {
    const answer = await panel.admin.mutate('admin.plans.save', plan(wrong));
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.body['fields'] as object)).toEqual([field]);
  });

  it('never includes the private group', async () => {
    const answer = await panel.admin.mutate('admin.plans.save', plan({ groupIds: [panel.groups.Private] }));
    expect(answer.body['fields']).toEqual({ groupIds: 'The private group is never part of a plan' });
  });

  it('that becomes the default takes it from the other, which then can be switched off, and itself cannot (S32)', async () => {
    const { body } = await panel.admin.mutate('admin.plans.save', plan({ isDefault: true }));
    const id = String(body['planId']);
    const defaults = await panel.api.db
      .selectFrom('plans')
      .select('id')
      .where('is_default', '=', true)
      .execute();
    expect(defaults).toEqual([{ id }]);

    const off = await panel.admin.mutate('admin.plans.save', plan({ id, isDefault: true, isActive: false }));
    const cleared = await panel.admin.mutate('admin.plans.save', plan({ id, isDefault: false }));
    const removed = await panel.admin.mutate('admin.plans.remove', { id });
    expect(off.body['fields']).toEqual({ isActive: 'The default plan stays active' });
    expect(Object.keys(cleared.body['fields'] as object)).toEqual(['isDefault']);
    expect(removed).toMatchObject({ status: 412, body: { reason: 'isDefault' } });
    expect(await storedPlan(id)).toMatchObject({ is_default: true, is_active: true });
  });

  it('that is the last trial stays one, active, seen and there while trials are on', async () => {
    const trial = { isTrial: true, cost: '0' };
    const { body } = await panel.admin.mutate('admin.plans.save', plan(trial));
    const id = String(body['planId']);
    await panel.api.save('trial', { enabled: true });
    const wrong = [{ isActive: false }, { visibility: 'hidden' }, { isTrial: false }];
    const answers = await Promise.all(
      wrong.map((changes) => panel.admin.mutate('admin.plans.save', plan({ id, ...trial, ...changes }))),
    );
    const kept = await panel.admin.mutate('admin.plans.remove', { id });
    const other = await panel.admin.mutate('admin.plans.save', plan(trial));
    const off = await panel.admin.mutate('admin.plans.save', plan({ id, ...trial, isActive: false }));
    await panel.api.save('trial', {});
    const removed = await panel.admin.mutate('admin.plans.remove', { id: other.body['planId'] });

    expect(answers.map((answer) => Object.keys(answer.body['fields'] as object))).toEqual([
      ['isActive'],
      ['visibility'],
      ['isTrial'],
    ]);
    expect(kept).toMatchObject({ status: 412, body: { reason: 'lastTrialPlan' } });
    expect([other.status, off.status, removed.status]).toEqual([200, 200, 200]);
  });

  it('S35: that somebody paid for keeps its payments as they were when it is edited, and cannot be deleted', async () => {
    const memberId = await panel.addMember('Pays For Plan');
    const { body } = await panel.admin.mutate('admin.plans.save', plan({ name: 'Bought' }));
    const id = String(body['planId']);
    await panel.record({ memberId, planId: id, amount: '12.50' });
    await panel.admin.mutate('admin.plans.save', plan({ id, name: 'Renamed', cost: '99' }));
    const payment = await panel.api.db
      .selectFrom('payments')
      .select(['plan_snapshot', 'amount'])
      .where('plan_id', '=', id)
      .executeTakeFirstOrThrow();
    expect(payment).toMatchObject({ amount: 1250n, plan_snapshot: { name: 'Bought', cost: '1250' } });
    expect(await panel.admin.mutate('admin.plans.remove', { id })).toMatchObject({
      body: { reason: 'inUse' },
    });
  });

  it('S35: gives its new terms to current members only where that is asked for, and never another price or length', async () => {
    const memberId = await panel.addMember('Has Plan Now');
    const { body } = await panel.admin.mutate('admin.plans.save', plan({ name: 'Before' }));
    const id = String(body['planId']);
    await panel.record({ memberId, planId: id, amount: '12.50' });
    await panel.takePokes();
    const edited = plan({ id, name: 'After', cost: '99', allowDownloads: true, appliesToCurrent: true });
    const terms = async () =>
      await panel.api.db
        .selectFrom('payments')
        .select(['plan_snapshot', 'from_at', 'to_at'])
        .where('plan_id', '=', id)
        .executeTakeFirstOrThrow();
    const before = await terms();

    const shown = await panel.admin.mutate('admin.plans.preview', edited);
    expect(shown.status).toBe(200);
    expect(await terms()).toEqual(before);

    expect((await panel.admin.mutate('admin.plans.save', edited)).status).toBe(200);
    expect(await terms()).toEqual({
      ...before,
      plan_snapshot: { ...before.plan_snapshot, name: 'After', allowDownloads: true },
    });
    expect(await panel.takePokes()).toContain(`subscription ${memberId}`);
    const told = await panel.api.db
      .selectFrom('member_events')
      .select('kind')
      .where('member_id', '=', memberId)
      .where('kind', '=', 'termsChanged')
      .execute();
    expect(told).toHaveLength(1);

    await panel.takePokes();
    await panel.admin.mutate('admin.plans.save', edited);
    expect(await panel.takePokes()).not.toContain(`subscription ${memberId}`);
  });

  it('says each reason why it is not on the checkout page', async () => {
    const { body } = await panel.admin.mutate(
      'admin.plans.save',
      plan({ isActive: false, visibility: 'hidden' }),
    );
    const reasons = await panel.rows<{ code: string; servers: unknown[] }>('admin.plans.whyHidden', {
      id: body['planId'],
    });
    expect(reasons.map((reason) => reason.code)).toEqual([
      'subscriptionsOff',
      'noGateway',
      'inactive',
      'hidden',
      'noPlace',
    ]);
    expect(reasons.at(-1)?.servers).toEqual([{ name: 'Cinema', code: 'disabled', group: null }]);
  });
});

describe('libraries', () => {
  it('that are new stand in the private group and are shared with nobody (S36)', async () => {
    const recorded = await sync(['Films', 'Shows', 'Music']);
    expect(recorded).toMatchObject({ added: 3, vanished: 0, doubt: null });
    expect((await libraries()).map((library) => library.groupIds)).toEqual(
      Array.from({ length: 3 }, () => [panel.groups.Private]),
    );
    expect(await panel.takePokes()).toEqual([]);
  });

  it('are filed together, and everybody on the server is looked at again', async () => {
    const memberId = await aMemberThere('watcher');
    const libraryIds = [await idOf('Films'), await idOf('Shows')];
    const groupIds = [panel.groups.Standard];
    const preview = await panel.admin.query('admin.libraries.preview', { libraryIds, groupIds });
    await panel.admin.mutate('admin.libraries.file', { libraryIds, groupIds });
    expect(preview.body).toEqual({ members: 1, isShared: true, losing: [] });
    expect(await panel.takePokes()).toEqual([`subscription ${memberId}`]);
    expect((await libraries()).find((library) => library.title === 'Films')?.groupIds).toEqual(groupIds);
  });

  it('say before they are filed elsewhere who may lose them', async () => {
    const libraryIds = [await idOf('Films'), await idOf('Music')];
    const preview = await panel.admin.query('admin.libraries.preview', { libraryIds, groupIds: [] });
    expect(preview.body).toEqual({ members: 1, isShared: false, losing: ['Films'] });
  });

  it('that vanish from a believable listing are marked gone and wake whoever had them', async () => {
    const recorded = await sync(['Films', 'Shows']);
    const music = (await libraries()).find((library) => library.title === 'Music');
    expect(recorded).toMatchObject({ vanished: 1, doubt: null });
    expect(music?.goneAt).toBe(now.getTime());
    expect(await panel.takePokes()).toHaveLength(1);
  });

  it('are all kept when the listing is empty once, with one warning that a good listing takes back (R1, S69)', async () => {
    const empty = await sync([]);
    const warned = await stateOfServer();
    const living = (await libraries()).filter((library) => library.goneAt === null);
    const good = await sync(['Films', 'Shows']);
    const well = await stateOfServer();
    expect(empty).toMatchObject({ vanished: 0, doubt: { code: 'emptyListing', missing: 2 } });
    expect(living).toHaveLength(2);
    expect(warned).toContain('no library at all');
    expect(good).toMatchObject({ vanished: 0, doubt: null });
    expect(well).toBe('');
    expect(await panel.takePokes()).toEqual([]);
  });
});

describe('a library group', () => {
  it('is added once under a name, renamed, and deleted when no plan includes it', async () => {
    const { body } = await panel.admin.mutate('admin.groups.add', { name: 'Remux' });
    const id = String(body['groupId']);
    const again = await panel.admin.mutate('admin.groups.add', { name: 'REMUX' });
    const renamed = await panel.admin.mutate('admin.groups.rename', { id, name: 'Premium 4k' });
    await panel.admin.mutate('admin.groups.rename', { id, name: 'Remux HD' });
    await panel.admin.mutate('admin.libraries.file', { libraryIds: [await idOf('Films')], groupIds: [id] });
    const used = await panel.admin.mutate('admin.plans.save', plan({ groupIds: [id] }));
    const refused = await panel.admin.mutate('admin.groups.remove', { id });
    await panel.admin.mutate('admin.plans.save', plan({ id: used.body['planId'] }));
    const removed = await panel.admin.mutate('admin.groups.remove', { id });

    expect(again.body['fields']).toEqual({ name: 'Another group has this name' });
    expect(renamed.body['fields']).toEqual({ name: 'Another group has this name' });
    expect(refused).toMatchObject({ status: 412, body: { reason: 'groupInUse' } });
    expect(removed.status).toBe(200);
    expect((await libraries()).find((library) => library.title === 'Films')?.groupIds).toEqual([
      panel.groups.Private,
    ]);
  });

  it('that is always there can neither be renamed nor deleted', async () => {
    for (const id of [panel.groups.Private, panel.groups.Standard]) {
      const renamed = await panel.admin.mutate('admin.groups.rename', { id, name: 'Other' });
      const removed = await panel.admin.mutate('admin.groups.remove', { id });
      expect([renamed.body['reason'], removed.body['reason']]).toEqual(['fixedGroup', 'fixedGroup']);
    }
  });
});
