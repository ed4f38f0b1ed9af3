import { afterEach, describe, expect, it } from 'vitest';
import { publishedDescription } from '../frame/index.ts';
import {
  type JellyfinOptions,
  type JellyfinSimulator,
  type JellyfinVersion,
  SEEDED,
  startJellyfin,
} from './index.ts';

const VERSIONS = ['10.11', '12'] as const satisfies JellyfinVersion[];
const NOBODY = '0'.repeat(32);
const running: JellyfinSimulator[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
});

async function aServer(options?: JellyfinOptions): Promise<JellyfinSimulator> {
  const server = await startJellyfin(options);
  running.push(server);
  return server;
}

interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
}

type Call = (method: string, path: string, json?: unknown) => Promise<Reply>;

function caller(server: JellyfinSimulator, headers: Record<string, string>): Call {
  return async (method, path, json) => {
    const response = await fetch(server.url + path, {
      method,
      headers: { ...headers, ...(json === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return {
      status: response.status,
      body: isJson ? JSON.parse(text) : text || undefined,
      headers: response.headers,
    };
  };
}

function asKey(server: JellyfinSimulator): Call {
  return caller(server, { authorization: `MediaBrowser Token="${server.apiKey}"` });
}

function asMember(server: JellyfinSimulator, token: string | null): Call {
  return caller(server, { authorization: `MediaBrowser Token="${token}", Client="Player"` });
}

interface User {
  readonly Id: string;
  readonly Name: string;
  readonly Policy: Record<string, unknown>;
}

async function aMember(server: JellyfinSimulator, name = 'neighbour'): Promise<User> {
  return (await asKey(server)('POST', '/Users/New', { Name: name, Password: 'secret-1' })).body as User;
}

function setPolicy(server: JellyfinSimulator, user: User, change: Record<string, unknown>): Promise<Reply> {
  return asKey(server)('POST', `/Users/${user.Id}/Policy`, { ...user.Policy, ...change });
}

describe.each(VERSIONS)('the simulated Jellyfin %s', (version) => {
  it('answers as its published description says', async ({ skip }) => {
    const file = version === '12' ? 'jellyfin-12.0.0.json' : 'jellyfin.json';
    const description = publishedDescription(`../shared/specs/${file}`);
    if (description === null) return skip('the published API description is not on this machine');
    const server = await aServer({ version });
    const key = asKey(server);
    const user = await aMember(server);
    const token = server.signIn('neighbour', 'secret-1');
    const member = asMember(server, token);
    server.play(token ?? '', 'A film');
    const open = caller(server, {
      authorization: 'MediaBrowser Client="A", Device="B", DeviceId="C", Version="1"',
    });
    const rows: [string, string, Promise<Reply>][] = [
      ['GET', '/System/Info/Public', open('GET', '/System/Info/Public')],
      ['GET', '/System/Info', key('GET', '/System/Info')],
      ['GET', '/System/Ping', open('GET', '/System/Ping')],
      ['GET', '/Library/VirtualFolders', key('GET', '/Library/VirtualFolders')],
      ['GET', '/Library/MediaFolders', key('GET', '/Library/MediaFolders')],
      ['GET', '/UserViews', member('GET', '/UserViews')],
      ['GET', '/Users', key('GET', '/Users')],
      ['GET', '/Users/Public', open('GET', '/Users/Public')],
      ['GET', '/Users/Me', member('GET', '/Users/Me')],
      ['GET', '/Users/Me', key('GET', '/Users/Me')],
      ['GET', '/Users/{userId}', key('GET', `/Users/${user.Id}`)],
      ['POST', '/Users/New', key('POST', '/Users/New', { Name: 'second', Password: 'p' })],
      ['POST', '/Users/{userId}/Policy', setPolicy(server, user, { IsHidden: false })],
      ['POST', '/Users/{userId}/Policy', key('POST', `/Users/${user.Id}/Policy`, {})],
      [
        'POST',
        '/Users/AuthenticateByName',
        open('POST', '/Users/AuthenticateByName', { Username: 'neighbour', Pw: 'secret-1' }),
      ],
      ['GET', '/Sessions', key('GET', '/Sessions')],
      ['GET', '/Devices', key('GET', '/Devices')],
      ['GET', '/System/ActivityLog/Entries', key('GET', '/System/ActivityLog/Entries?hasUserId=true')],
      ['GET', '/Items/Counts', key('GET', '/Items/Counts')],
      ['DELETE', '/Users/{userId}', key('DELETE', `/Users/${NOBODY}`)],
    ];

    const problems: string[] = [];
    for (const [method, path, sent] of rows) {
      const { status, body } = await sent;
      problems.push(
        ...description
          .problems({ method, path, status }, body)
          .map((words) => `${method} ${path} ${status}: ${words}`),
      );
    }

    expect(problems).toEqual([]);
  });

  it('refuses who shows no key, a wrong key, or an ordinary account where power is needed', async () => {
    const server = await aServer({ version });
    await aMember(server);
    const wrong = caller(server, { authorization: 'MediaBrowser Token="wrong"' });
    const member = asMember(server, server.signIn('neighbour', 'secret-1'));

    const statuses = [
      (await caller(server, {})('GET', '/Users')).status,
      (await wrong('GET', '/System/Info')).status,
      (await member('POST', '/Users/New', { Name: 'x' })).status,
      (await member('GET', '/Users/Me')).status,
      (await wrong('GET', '/System/Info/Public')).status,
    ];

    expect(statuses).toEqual([401, 401, 403, 200, 200]);
  });

  it('reads a credential with quotes, commas and percent signs in it as the server does', async () => {
    const server = await aServer({ version, apiKey: 'a,b "c" d' });
    const quoted = caller(server, {
      authorization: `MediaBrowser Client="Some, client", Token="${encodeURIComponent('a,b "c" d')}"`,
    });

    expect((await quoted('GET', '/System/Info')).status).toBe(200);
  });

  it('takes the old ways to show a key only where the release still does', async () => {
    const server = await aServer({ version });
    const old = [
      caller(server, { 'x-emby-token': server.apiKey }),
      caller(server, { 'x-mediabrowser-token': server.apiKey }),
      caller(server, { 'x-emby-authorization': `MediaBrowser Token="${server.apiKey}"` }),
      caller(server, { authorization: `Emby Token="${server.apiKey}"` }),
    ];

    const statuses = await Promise.all(old.map(async (call) => (await call('GET', '/System/Info')).status));
    const query = (await caller(server, {})('GET', `/System/Info?api_key=${server.apiKey}`)).status;
    const newQuery = (await caller(server, {})('GET', `/System/Info?ApiKey=${server.apiKey}`)).status;

    expect(new Set([...statuses, query])).toEqual(new Set([version === '12' ? 401 : 200]));
    expect(newQuery).toBe(200);
  });

  it('refuses a name that is taken in any case, or that breaks the rules', async () => {
    const server = await aServer({ version });
    await aMember(server, 'Neighbour');
    const create = async (Name: unknown) =>
      (await asKey(server)('POST', '/Users/New', { Name, Password: 'p' })).status;

    const refused = [];
    for (const name of ['NEIGHBOUR', ' leading', 'trailing ', 'slash/ed', 'smile☺', '', 7])
      refused.push(await create(name));

    expect(new Set(refused)).toEqual(new Set([400]));
    expect(await create("Zoë O'Neil_1+tv@home.example")).toBe(200);
  });

  it('makes an account that sees everything until it is given a policy', async () => {
    const server = await aServer({ version });

    await aMember(server);

    expect(server.user('neighbour')).toMatchObject({
      state: 'enabled',
      libraryNames: expect.arrayContaining(['Movies', 'Anime']),
    });
    expect(server.signIn('neighbour', '')).toBeNull();
  });

  it('replaces a policy as a whole and demands the two provider ids', async () => {
    const server = await aServer({ version });
    const user = await aMember(server);
    await setPolicy(server, user, { MaxActiveSessions: 2 });
    const { AuthenticationProviderId, PasswordResetProviderId } = user.Policy;

    const without = await asKey(server)('POST', `/Users/${user.Id}/Policy`, { AuthenticationProviderId });
    const short = await asKey(server)('POST', `/Users/${user.Id}/Policy`, {
      AuthenticationProviderId,
      PasswordResetProviderId,
    });
    const wrongKind = await setPolicy(server, user, { IsDisabled: 'yes' });
    const wrongId = await setPolicy(server, user, { EnabledFolders: ['Movies'] });

    expect([without.status, short.status, wrongKind.status, wrongId.status]).toEqual([400, 204, 400, 400]);
    expect(server.user(user.Id)?.policy).toMatchObject({ MaxActiveSessions: 0, EnableAllFolders: true });
  });

  it('shows everything that is not blocked as soon as there is a block list', async () => {
    const server = await aServer({ version });
    const user = await aMember(server);
    const [first, second] = server.libraries();

    await setPolicy(server, user, {
      EnableAllFolders: false,
      EnabledFolders: [first?.id],
      BlockedMediaFolders: [second?.id],
    });

    expect(server.user(user.Id)?.libraries).toHaveLength(server.libraries().length - 1);
  });

  it('protects the last administrator, every administrator from being disabled, and unknown ids', async () => {
    const server = await aServer({ version });
    const id = server.user('administrator')?.id ?? '';
    const admin = (await asKey(server)('GET', `/Users/${id}`)).body as User;

    const statuses = [
      (await setPolicy(server, admin, { IsAdministrator: false })).status,
      (await setPolicy(server, admin, { IsDisabled: true })).status,
      (await asKey(server)('DELETE', `/Users/${id}`)).status,
      (await asKey(server)('GET', `/Users/${NOBODY}`)).status,
      (await asKey(server)('DELETE', `/Users/${NOBODY}`)).status,
      (await setPolicy(server, { ...admin, Id: NOBODY }, {})).status,
      (await asKey(server)('GET', '/Users/not-an-id')).status,
      (await asKey(server)('GET', '/Users/Me')).status,
    ];

    expect(statuses).toEqual([403, 403, 400, 404, 404, 404, 400, 400]);
  });

  it("ends a member's sign-ins when the account is disabled, deleted or given a new password", async () => {
    const server = await aServer({ version });
    const disabled = await aMember(server, 'one');
    const deleted = await aMember(server, 'two');
    const renewed = await aMember(server, 'three');
    const tokens = ['one', 'two', 'three'].map((name) => server.signIn(name, 'secret-1'));

    await setPolicy(server, disabled, { IsDisabled: true });
    await asKey(server)('DELETE', `/Users/${deleted.Id}`);
    await asKey(server)('POST', `/Users/Password?userId=${renewed.Id}`, { NewPw: 'secret-2' });

    const statuses = await Promise.all(
      tokens.map(async (token) => (await asMember(server, token)('GET', '/Users/Me')).status),
    );
    expect(statuses).toEqual([401, 401, 401]);
    expect(server.signIn('one', 'secret-1')).toBeNull();
    expect(server.signIn('three', 'secret-1')).toBeNull();
    expect(server.signIn('three', 'secret-2')).not.toBeNull();
  });

  it('blanks a password by ResetPassword and leaves the sign-ins alive', async () => {
    const server = await aServer({ version });
    const user = await aMember(server);
    const token = server.signIn('neighbour', 'secret-1') ?? '';

    await asKey(server)('POST', `/Users/Password?userId=${user.Id}`, { ResetPassword: true });

    expect(server.tokenWorks(token)).toBe(true);
    expect(server.signIn('neighbour', '')).not.toBeNull();
  });

  it('counts sessions only when somebody signs in', async () => {
    const server = await aServer({ version });
    const user = await aMember(server);
    const television = server.signIn('neighbour', 'secret-1', 'Television') ?? '';
    await setPolicy(server, user, { MaxActiveSessions: 1 });

    expect(server.signIn('neighbour', 'secret-1', 'Phone')).toBeNull();
    expect(server.tokenWorks(television)).toBe(true);
    expect(server.signIn('neighbour', 'secret-1', 'Television')).not.toBeNull();
  });

  it('disables an account after as many wrong passwords as its policy allows', async () => {
    const server = await aServer({ version });
    const user = await aMember(server);
    await setPolicy(server, user, { LoginAttemptsBeforeLockout: 0 });

    for (let i = 0; i < 3; i += 1) server.signIn('neighbour', 'wrong');

    expect(server.user('neighbour')?.state).toBe('disabled');
  });

  it('stops what plays only on a client that takes commands', async () => {
    const server = await aServer({ version });
    await aMember(server);
    const token = server.signIn('neighbour', 'secret-1') ?? '';
    server.play(token, 'A film');
    const sessions = async () =>
      (await asKey(server)('GET', '/Sessions')).body as { Id: string; NowPlayingItem?: object }[];
    const [before] = await sessions();

    const message = await asKey(server)('POST', `/Sessions/${before?.Id}/Message`, {
      Text: 'Too many streams',
    });
    const empty = await asKey(server)('POST', `/Sessions/${before?.Id}/Message?Text=no`, {});
    const stopped = await asKey(server)('POST', `/Sessions/${before?.Id}/Playing/Stop`);

    expect(before?.NowPlayingItem).toMatchObject({ Name: 'A film' });
    expect([message.status, empty.status, stopped.status]).toEqual([204, 400, 204]);
    expect((await sessions())[0]?.NowPlayingItem).toBeUndefined();
  });

  it('logs a device out when it is deleted, and answers in its own way when it is unknown', async () => {
    const server = await aServer({ version });
    await aMember(server);
    const token = server.signIn('neighbour', 'secret-1', 'Phone') ?? '';
    const { Items } = (await asKey(server)('GET', '/Devices')).body as { Items: { Id: string }[] };

    const unknown = await asKey(server)('DELETE', '/Devices?id=unknown');
    const known = await asKey(server)('DELETE', `/Devices?id=${encodeURIComponent(Items[0]?.Id ?? '')}`);

    expect([unknown.status, known.status]).toEqual([version === '12' ? 400 : 404, 204]);
    expect(server.tokenWorks(token)).toBe(false);
  });
});

describe('the record of the simulated Jellyfin', () => {
  it('says when an account was disabled and when it was removed, and keeps what is gone', async () => {
    const server = await aServer();
    const user = await aMember(server);
    const begun = Date.now();

    await setPolicy(server, user, { IsDisabled: true });
    await asKey(server)('DELETE', `/Users/${user.Id}`);

    const record = server.user(user.Id);
    expect(record).toMatchObject({ name: 'neighbour', state: 'removed', libraries: [] });
    expect(record?.disabledAt).toBeGreaterThanOrEqual(begun);
    expect(record?.removedAt).toBeGreaterThanOrEqual(record?.disabledAt ?? Number.NaN);
    expect(server.journal.filter(({ userId }) => userId === user.Id).map(({ kind }) => kind)).toEqual([
      'created',
      'policy',
      'deleted',
    ]);
  });

  it('begins with an administrator, a template, six libraries and an account nobody tracks', async () => {
    const server = await aServer();

    expect(server.libraries().map(({ name }) => name)).toEqual([
      'Movies',
      'Shows',
      '4K Movies',
      'Music',
      'Kids',
      'Anime',
    ]);
    expect(server.user(SEEDED.administrator.name)?.isAdministrator).toBe(true);
    expect(server.user(SEEDED.template.name)?.state).toBe('disabled');
    expect(server.user(SEEDED.untracked.name)?.libraryNames).toEqual(['Movies']);
  });

  it('can be read and steered from another process', async () => {
    const server = await aServer();
    const user = await aMember(server);
    const control = caller(server, {});

    await control('POST', '/__control/knobs', { version: '12', hyphenatedIds: true, emptyLists: 'null' });
    const added = await control('POST', '/__control/libraries', { name: 'Documentaries', type: 'movies' });
    const other = await control('POST', '/__control/users', {
      name: 'other',
      password: 'p',
      policy: { IsHidden: false },
    });
    const signedIn = await control('POST', '/__control/sign-in', { name: 'other', password: 'p' });
    const users = (await control('GET', '/__control/users')).body as object[];
    const journal = (await control('GET', '/__control/journal')).body as object[];
    const seen = (await asKey(server)('GET', `/Users/${user.Id}`)).body as User;

    expect([added.status, other.status]).toEqual([201, 201]);
    expect(users).toContainEqual(expect.objectContaining({ name: 'other', signIns: 1 }));
    expect(journal).toContainEqual(expect.objectContaining({ kind: 'created', name: 'neighbour' }));
    expect(seen.Id).toMatch(/^[0-9a-f]{8}-/);
    expect(seen.Policy['BlockedTags']).toBeNull();
    const { token } = signedIn.body as { token: string };
    expect((await control('GET', `/__control/tokens/${token}`)).body).toEqual({ works: true });
    expect((await control('POST', '/__control/knobs', { version: '9' })).status).toBe(400);
  });

  it('can be slow to write, hang for one account, and still be starting', async () => {
    const server = await aServer();
    const stuck = await aMember(server, 'stuck');
    const fine = await aMember(server, 'fine');
    server.hang(stuck.Id, true);
    server.knobs.writeDelayMs = 40;
    const hanging = fetch(`${server.url}/Users/${stuck.Id}`, {
      method: 'DELETE',
      headers: { authorization: `MediaBrowser Token="${server.apiKey}"` },
    }).catch((error: unknown) => error);
    const begun = performance.now();

    const written = await setPolicy(server, fine, { IsDisabled: true });
    const took = performance.now() - begun;
    server.knobs.startingSeconds = 7;
    const starting = await asKey(server)('GET', '/System/Info');

    expect(written.status).toBe(204);
    expect(took).toBeGreaterThanOrEqual(35);
    expect(server.user(stuck.Id)?.state).toBe('enabled');
    expect([starting.status, starting.headers.get('retry-after')]).toEqual([503, '7']);
    await server.close();
    expect(await hanging).toBeInstanceOf(TypeError);
  });

  it('shows a person its accounts on a page, with names made harmless', async () => {
    const server = await aServer();
    server.addLibrary('<b>Films</b>', 'movies');
    await aMember(server);

    const page = (await caller(server, {})('GET', '/')).body as string;

    expect(page).toContain('neighbour');
    expect(page).toContain('&lt;b&gt;Films&lt;/b&gt;');
    expect(page).not.toContain('<b>Films');
  });
});
