import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../db/new-id.ts';
import { recordTrouble } from '../../db/queries/standing.ts';
import { type JellyfinSimulator, startJellyfin } from '../simulators/jellyfin/index.ts';
import { grantRow } from '../support/member-rows.ts';
import { type Panel, startPanel } from '../support/panel.ts';

let panel: Panel;
let cinema: JellyfinSimulator;
let lounge: JellyfinSimulator;

beforeAll(async () => {
  [panel, cinema, lounge] = await Promise.all([
    startPanel(),
    startJellyfin({ serverName: 'Cinema' }),
    startJellyfin({ serverName: 'Lounge' }),
  ]);
});

afterAll(async () => {
  await Promise.all([panel.stop(), cinema.close(), lounge.close()]);
});

interface Server {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly libraries: number;
}

const servers = () => panel.rows<Server>('admin.servers.list');

async function theServer() {
  const row = await panel.api.db.selectFrom('servers').selectAll().executeTakeFirstOrThrow();
  return {
    row,
    edit: (changes: Record<string, unknown>) =>
      panel.admin.mutate('admin.servers.edit', {
        id: row.id,
        baseUrl: row.base_url,
        apiKey: '',
        publicUrl: '',
        enabled: true,
        allowNewSubscriptions: true,
        maintenance: false,
        acceptsTrials: false,
        trialsOnly: false,
        maxUsers: '20',
        priority: '0',
        locationId: null,
        ...changes,
      }),
  };
}

describe('adding a server', () => {
  it.each([
    ['nobody answers', () => ({ baseUrl: 'http://127.0.0.1:1', apiKey: 'x' }), 'baseUrl'],
    ['the key is refused', () => ({ baseUrl: cinema.url, apiKey: 'wrong' }), 'apiKey'],
    ['the address is none', () => ({ baseUrl: 'cinema', apiKey: 'x' }), 'baseUrl'],
    ['the key is missing', () => ({ baseUrl: cinema.url, apiKey: ' ' }), 'apiKey'],
  ])('is refused naming the field when %s, and stores nothing (S37)', async (_what, typed, field) => {
    const answer = await panel.admin.mutate('admin.servers.add', typed());
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.body['fields'] as object)).toEqual([field]);
    expect(await servers()).toEqual([]);
    expect(
      await panel.api.db.selectFrom('secrets').selectAll().where('name', 'like', 'server/%').execute(),
    ).toEqual([]);
  });

  it('is tested in words before', async () => {
    const typed = { serverId: null, baseUrl: `${cinema.url}/`, apiKey: cinema.apiKey };
    const answer = await panel.admin.mutate('admin.servers.test', typed);
    expect(answer.body).toMatchObject({ ok: true, identity: { name: 'Cinema' } });
    expect(await servers()).toEqual([]);
  });

  it('stores it disabled, with its libraries private and its key sealed', async () => {
    const typed = { baseUrl: cinema.url, apiKey: cinema.apiKey };
    const { body } = await panel.admin.mutate('admin.servers.add', typed);
    const serverId = String(body['serverId']);

    const groups = await panel.api.db
      .selectFrom('libraries_in_groups')
      .innerJoin('library_groups', 'library_groups.id', 'libraries_in_groups.group_id')
      .select('library_groups.kind')
      .distinct()
      .execute();
    const everything = JSON.stringify([
      (await panel.admin.query('admin.servers.list')).body,
      await panel.api.db.selectFrom('audit_log').selectAll().execute(),
      panel.api.logged,
    ]);
    expect(await servers()).toMatchObject([{ name: 'Cinema', enabled: false, libraries: body['libraries'] }]);
    expect(groups).toEqual([{ kind: 'private' }]);
    expect(everything).not.toContain(cinema.apiKey);
    expect(await panel.takePokes()).toContain(`serverSync ${serverId}`);
  });

  it('a second time is refused, whatever its address', async () => {
    const again = await panel.admin.mutate('admin.servers.add', {
      baseUrl: cinema.url.replace('127.0.0.1', 'localhost'),
      apiKey: cinema.apiKey,
    });
    expect(again.body['fields']).toEqual({ baseUrl: 'This server has been added already' });
    expect(await servers()).toHaveLength(1);
  });
});

describe('editing a server', () => {
  it('makes it one for trials only where it accepts trials, and says so otherwise', async () => {
    const { edit } = await theServer();
    const refused = await edit({ trialsOnly: true });
    const accepted = await edit({ trialsOnly: true, acceptsTrials: true });
    const { row } = await theServer();
    await edit({});
    expect(refused.body['fields']).toEqual({ acceptsTrials: 'A server for trials alone accepts them' });
    expect(accepted.status).toBe(200);
    expect(row).toMatchObject({ accepts_trials: true, trials_only: true });
  });

  it('enables it and wakes whoever waits for a place', async () => {
    const memberId = await panel.addMember('Waits For Place');
    const now = Date.now();
    await recordTrouble(panel.api.db, {
      memberId,
      stepKey: 'place',
      attempts: 1,
      type: 'NoServerCapacity',
      message: 'full',
      since: now,
      retryAt: now + 600_000,
    });
    await panel.takePokes();
    const { edit, row } = await theServer();
    expect((await edit({ publicUrl: 'https://watch.example.org/' })).status).toBe(200);
    const after = await panel.api.db
      .selectFrom('servers')
      .selectAll()
      .where('id', '=', row.id)
      .executeTakeFirstOrThrow();
    const trouble = await panel.api.db
      .selectFrom('step_troubles')
      .select('retry_at')
      .executeTakeFirstOrThrow();
    expect(after).toMatchObject({ enabled: true, max_users: 20, public_url: 'https://watch.example.org' });
    expect(trouble.retry_at.getTime()).toBeLessThan(now + 600_000);
    expect(await panel.takePokes()).toEqual([`subscription ${memberId}`]);
  });

  it('takes a new key only when it works', async () => {
    const { edit } = await theServer();
    expect(Object.keys((await edit({ apiKey: 'wrong' })).body['fields'] as object)).toEqual(['apiKey']);
    expect((await edit({ apiKey: cinema.apiKey })).status).toBe(200);
  });

  it('refuses an address where another installation answers', async () => {
    const { edit, row } = await theServer();
    const answer = await edit({ baseUrl: lounge.url, apiKey: lounge.apiKey });
    expect(answer.body['fields']).toEqual({ baseUrl: 'Another server answers there: Lounge' });
    expect((await theServer()).row.base_url).toBe(row.base_url);
  });

  it('never sends the stored key to another address', async () => {
    const { edit } = await theServer();
    const answer = await edit({ baseUrl: lounge.url });
    expect(answer.body['fields']).toEqual({ apiKey: 'A new address needs the API key again' });
  });

  it('makes what failed for its key due at once when the key is replaced', async () => {
    const memberId = await panel.addMember('Key Was Refused');
    const grantId = newId();
    const later = Date.now() + 3_600_000;
    await recordTrouble(panel.api.db, {
      memberId,
      stepKey: `access/${grantId}`,
      attempts: 1,
      type: 'GatewayCredentialsRejected',
      message: 'refused',
      since: Date.now(),
      retryAt: later,
    });
    await panel.takePokes();
    const { edit } = await theServer();
    await edit({ apiKey: cinema.apiKey });
    const pokes = await panel.takePokes();
    expect(pokes).toContain(`access ${grantId}`);
    expect(pokes).toContain(`subscription ${memberId}`);
  });

  it.each([
    ['no place at all', { maxUsers: '0' }, 'maxUsers'],
    ['a number that is a word', { priority: 'first' }, 'priority'],
    ['an address for members that is none', { publicUrl: 'watch' }, 'publicUrl'],
    ['a location that is none', { locationId: newId() }, 'locationId'],
  ])('with %s names the field', async (_what, wrong, field) => {
    const answer = await (await theServer()).edit(wrong);
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.body['fields'] as object)).toEqual([field]);
  });
});

describe('a location', () => {
  const typed = { id: null, name: 'Cork', countryCode: 'ie', displayOrder: '2', isActive: true };
  const save = (changes: Record<string, unknown> = {}) =>
    panel.admin.mutate('admin.locations.save', { ...typed, ...changes });
  const locations = () => panel.rows<{ id: string; name: string; servers: string[] }>('admin.locations.list');

  it.each([
    ['no name', { name: ' ' }, 'name'],
    ['a country that is none', { countryCode: 'QQ' }, 'countryCode'],
    ['an order that is a word', { displayOrder: 'first' }, 'displayOrder'],
  ])('with %s is refused naming the field, and nothing is stored', async (_what, wrong, field) => {
    const answer = await save(wrong);
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.body['fields'] as object)).toEqual([field]);
    expect(await locations()).toEqual([]);
  });

  it('is there once under its name, is edited, and leaves an entry of each change', async () => {
    const id = String((await save()).body['id']);
    expect(await locations()).toEqual([
      { id, name: 'Cork', countryCode: 'IE', displayOrder: 2, isActive: true, servers: [] },
    ]);
    expect((await save({ name: 'CORK' })).body['fields']).toEqual({
      name: 'Another location has this name',
    });
    expect((await save({ id, isActive: false, countryCode: '' })).status).toBe(200);
    const [edited, added] = await panel.api.db
      .selectFrom('audit_log')
      .select(['action', 'before', 'after'])
      .where('subject', '=', 'location')
      .orderBy('at', 'desc')
      .execute();
    expect(edited).toEqual({
      action: 'locations.edit',
      before: { countryCode: 'IE', isActive: true },
      after: { countryCode: null, isActive: false },
    });
    expect(added).toMatchObject({ action: 'locations.add', after: { name: 'Cork' } });
  });

  it('is named at its server, and is deleted only once no server stands there', async () => {
    const [{ id = '' } = {}] = await locations();
    const { edit, row } = await theServer();
    const remove = () => panel.admin.mutate('admin.locations.remove', { id });

    expect((await edit({ locationId: id })).status).toBe(200);
    const refused = await remove();
    const during = [await servers(), await locations()];
    expect((await edit({ locationId: null })).status).toBe(200);
    const removed = await remove();

    const moved = await panel.api.db
      .selectFrom('audit_log')
      .select(['before', 'after'])
      .where('action', '=', 'servers.edit')
      .where('subject_id', '=', row.id)
      .orderBy('at', 'desc')
      .limit(2)
      .execute();
    expect(refused).toMatchObject({
      status: 412,
      body: { userMessage: 'Servers stand there: Cinema. Give them another location first.' },
    });
    expect(during).toMatchObject([[{ location: 'Cork', locationId: id }], [{ servers: ['Cinema'] }]]);
    expect(moved).toMatchObject([{ after: { location: null } }, { after: { location: 'Cork' } }]);
    expect(removed.status).toBe(200);
    expect((await remove()).status).toBe(404);
    expect(await locations()).toEqual([]);
  });
});

describe('migrating members', () => {
  const begin = (changes: Record<string, unknown>) =>
    panel.admin.mutate('admin.migrations.start', {
      memberIds: null,
      isPartial: false,
      concurrency: '2',
      ...changes,
    });
  const rowsOf = () => panel.api.db.selectFrom('migrations').selectAll().execute();

  it('names everything that is in the way at once, each by its field, and stores nothing', async () => {
    const { row } = await theServer();
    const { body } = await panel.admin.mutate('admin.servers.add', {
      baseUrl: lounge.url,
      apiKey: lounge.apiKey,
    });
    const memberId = await panel.addMember('Goes To Lounge');
    await panel.record({ memberId });
    const grant = { member_id: memberId, server_id: row.id, observed_key: 'full:1-a:' };
    await grantRow(panel.api.db, grant);
    const route = { sourceId: row.id, targetId: String(body['serverId']) };

    const refused = await begin(route);
    const nobody = await begin({ ...route, memberIds: [newId()], targetId: row.id, concurrency: '11' });
    const preview = { ...route, memberIds: null, isPartial: false };
    const shown = await panel.admin.mutate('admin.migrations.preview', preview);
    expect(refused.status).toBe(400);
    expect(refused.body['fields']).toEqual({
      targetId:
        'It is disabled. It takes no new members. It has no library in the group Standard, which the plan of 1 member needs.',
    });
    expect(nobody.body['fields']).toEqual({ concurrency: 'At most 10' });
    expect(shown.body).toMatchObject({
      fields: refused.body['fields'],
      members: [{ id: memberId, what: 'move', why: null }],
    });
    expect(await rowsOf()).toEqual([]);

    await panel.api.db
      .updateTable('servers')
      .set({ enabled: true, allow_new_subscriptions: true, max_users: 1 })
      .where('id', '=', route.targetId)
      .execute();
    await panel.api.db
      .updateTable('libraries_in_groups')
      .set({ group_id: panel.groups.Standard })
      .where('library_id', 'in', (eb) =>
        eb.selectFrom('libraries').select('id').where('server_id', '=', route.targetId),
      )
      .execute();
    const other = await panel.addMember('Goes Too');
    await panel.record({ memberId: other });
    await grantRow(panel.api.db, { ...grant, member_id: other });
    const partly = await begin(route);
    expect(partly.body['fields']).toEqual({
      isPartial: 'It has free places for 1 of 2 members. Tick this to move as many as fit.',
    });
    expect(await rowsOf()).toEqual([]);

    await panel.takePokes();
    const begun = await begin({ ...route, isPartial: true });
    const { id } = begun.body as { id: string };
    expect(await panel.takePokes()).toEqual([`migration ${id}`]);
    expect(await begin({ ...route, isPartial: true })).toMatchObject({
      body: { fields: { targetId: 'A migration from or to one of the two servers is not over yet.' } },
    });
    const order = (word: string) => panel.admin.mutate('admin.migrations.order', { id, order: word });
    expect([(await order('pause')).status, (await order('pause')).status]).toEqual([200, 409]);
    const page = { id, state: null, search: 'lounge', page: 1, pageSize: 10 };
    expect((await panel.admin.query('admin.migrations.page', page)).body).toMatchObject({
      migration: { state: 'paused', source: 'Cinema', target: 'Lounge', members: { waiting: 2 } },
      rows: [{ memberId, name: 'Goes To Lounge', state: 'waiting' }],
    });
    const audit = await panel.api.db
      .selectFrom('audit_log')
      .select('action')
      .where('subject_id', '=', id)
      .orderBy('at')
      .execute();
    expect(audit.map(({ action }) => action)).toEqual(['migrations.start', 'migrations.pause']);
  });
});

describe('a sync asked for', () => {
  it('is left to the server’s own process', async () => {
    const { row } = await theServer();
    await panel.takePokes();
    expect((await panel.admin.mutate('admin.servers.sync', { id: row.id })).status).toBe(200);
    expect(await panel.takePokes()).toEqual([`serverSync ${row.id}`]);
    expect((await panel.admin.mutate('admin.servers.sync', { id: newId() })).status).toBe(404);
  });
});
