import { afterEach, describe, expect, it } from 'vitest';
import { GatewayError } from '../../gateways/fault.ts';
import { mediaServers } from '../../gateways/media/index.ts';
import type { MediaServer } from '../../gateways/media/media-server.ts';
import {
  type JellyfinSimulator,
  type JellyfinVersion,
  SEEDED,
  startJellyfin,
} from '../simulators/jellyfin/index.ts';
import { describeMediaServer, type GatewayOptions, type MediaWorld } from './media-server.contract.ts';

const RELEASES = { '10.11': '10.11.11', '12': '12.0.0' } as const satisfies Record<JellyfinVersion, string>;
const VERSIONS = ['10.11', '12'] as const satisfies JellyfinVersion[];
const PASSWORD = 'correct-horse-9';

function open(
  server: JellyfinSimulator,
  options: GatewayOptions & { expectedIdentity?: string | null } = {},
): MediaServer {
  return mediaServers.jellyfin(
    {
      baseUrl: options.baseUrl ?? server.url,
      apiKey: options.apiKey ?? server.apiKey,
      expectedIdentity: options.expectedIdentity === undefined ? server.serverId : options.expectedIdentity,
    },
    {
      fetch,
      now: server.clock.now,
      ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
    },
  );
}

async function aWorld(version: JellyfinVersion): Promise<MediaWorld> {
  const server = await startJellyfin({ version, laterPolicyFields: { AllowsHolograms: true } });
  const { serverId } = server;
  return {
    ...server,
    open: (options) => open(server, { ...options, expectedIdentity: serverId }),
    identity: { id: serverId, name: 'Living room', version: RELEASES[version] },
    libraries: server.libraries().map(({ id, name }) => ({ id, title: name })),
    targets: {
      listLibraries: { method: 'GET', route: /^\/Library\/VirtualFolders$/ },
      listMembers: { method: 'GET', route: /^\/Users$/ },
      readMember: { method: 'GET', route: /^\/Users\/[0-9a-f]{32}$/ },
      writeAccess: { method: 'POST', route: /^\/Users\/.*\/Policy$/ },
      create: { method: 'POST', route: /^\/Users\/New$/ },
      remove: { method: 'DELETE', route: /^\/Users\/./ },
      playbacks: { method: 'GET', route: /^\/System\/ActivityLog\/Entries$/ },
    },
    requiredField: 'IsDisabled',
    administratorId: server.user(SEEDED.administrator.name)?.id ?? '',
    account(externalId) {
      const user = server.user(externalId);
      return user === undefined ? null : { state: user.state, libraryIds: user.libraries };
    },
    accounts: () => server.users().filter(({ state }) => state !== 'removed').length,
    changeForeignSetting: (id) =>
      server.editPolicy(id, {
        AllowsHolograms: false,
        MaxActiveSessions: 7,
        BlockedTags: ['scary'],
        SyncPlayAccess: 'None',
      }),
    foreignSetting(id) {
      const { IsDisabled: _own, ...rest } = server.user(id)?.policy ?? {};
      return { ...rest, EnabledFolders: undefined };
    },
    rename: (id, username) => server.rename(id, username),
    isSignedIn: (token) => server.tokenWorks(token),
    play: (token, at) => server.play(token, 'A film', at),
    playElsewhere: (at) => server.logNoise(1_100, at),
  };
}

for (const version of VERSIONS) {
  describeMediaServer(`Jellyfin ${version}`, { start: () => aWorld(version) });
}

const running: JellyfinSimulator[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
});

async function aServer(version: JellyfinVersion = '10.11'): Promise<JellyfinSimulator> {
  const server = await startJellyfin({ version });
  running.push(server);
  return server;
}

function libraryIds(server: JellyfinSimulator, number: number): string[] {
  return server
    .libraries()
    .slice(0, number)
    .map(({ id }) => id);
}

function newcomer(server: JellyfinSimulator, username = 'member', template: string | null = null) {
  return {
    username,
    password: PASSWORD,
    access: { libraryIds: libraryIds(server, 2), downloads: false, transcoding: true },
    template,
  };
}

async function created(
  server: JellyfinSimulator,
  gateway: MediaServer,
  username = 'member',
): Promise<string> {
  const result = await gateway.createAccount(newcomer(server, username));
  if (result.kind !== 'created') throw new Error(`expected a new account, got ${result.kind}`);
  return result.externalId;
}

async function faultOf(call: Promise<unknown>): Promise<string | null> {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return error instanceof GatewayError ? error.fault : null;
}

describe('a Jellyfin gateway', () => {
  it.each(VERSIONS)('sends only the header that Jellyfin 12 still takes, to %s too', async (version) => {
    const server = await aServer(version);
    const gateway = open(server);

    const id = await created(server, gateway);
    await gateway.listMembers();
    await gateway.ownsAccount('member', PASSWORD);
    await gateway.setPassword(id, 'another-password-2');
    await gateway.suspend(id);
    await gateway.testConnection();
    await gateway.remove(id);

    for (const { headers, search } of server.requests) {
      expect(headers.authorization).toMatch(/^MediaBrowser /);
      expect(Object.keys(headers).filter((name) => /emby|mediabrowser/.test(name))).toEqual([]);
      expect(search).not.toMatch(/api_?key/i);
    }
  });

  it('survives a key with commas, quotes and percent signs in it', async () => {
    const apiKey = '50%25 "a",b';
    const server = await startJellyfin({ apiKey });
    running.push(server);

    expect(await open(server).testConnection()).toMatchObject({ ok: true });
  });

  it('knows an id again with or without hyphens, and a list that is empty, null or left out', async () => {
    const server = await aServer();
    const gateway = open(server);
    const id = await created(server, gateway);

    server.knobs.hyphenatedIds = true;
    for (const emptyLists of ['sent', 'null', 'absent'] as const) {
      server.knobs.emptyLists = emptyLists;
      expect(await gateway.findMember(id)).toMatchObject({
        externalId: id,
        libraryIds: libraryIds(server, 2),
      });
      expect(await gateway.setAccess(id, newcomer(server).access)).toBe('unchanged');
    }
    expect((await gateway.listLibraries()).map(({ externalId }) => externalId)).toEqual(
      libraryIds(server, 6),
    );
    expect(
      await gateway.setAccess(id.toUpperCase(), { libraryIds: [], downloads: false, transcoding: true }),
    ).toBe('changed');
    expect(server.user(id)?.libraries).toEqual([]);
  });

  it('names libraries with their kind and leaves out one that was never scanned', async () => {
    const server = await aServer();
    server.addLibrary('Brand new', 'movies', true);

    const libraries = await open(server).listLibraries();

    expect(libraries.map(({ title, type }) => `${title}: ${type}`)).toEqual([
      'Movies: movies',
      'Shows: tvshows',
      '4K Movies: movies',
      'Music: music',
      'Kids: mixed',
      'Anime: tvshows',
    ]);
  });

  it('clears a block list, which would otherwise show every library that is not in it', async () => {
    const server = await aServer();
    const gateway = open(server);
    const id = await created(server, gateway);
    server.editPolicy(id, { BlockedMediaFolders: libraryIds(server, 6).slice(5) });
    expect(server.user(id)?.libraries).toHaveLength(5);

    expect(await gateway.setAccess(id, newcomer(server).access)).toBe('changed');

    expect(server.user(id)?.libraries).toEqual(libraryIds(server, 2));
  });

  it('starts a new account from the template, with its own way to sign in and its own libraries', async () => {
    const server = await aServer();
    server.editPolicy(server.user('template')?.id ?? '', { AuthenticationProviderId: 'Some.Ldap.Provider' });

    await open(server).createAccount(newcomer(server, 'member', 'TEMPLATE'));

    const policy = server.user('member')?.policy;
    expect(policy).toMatchObject({
      MaxActiveSessions: 4,
      EnableLiveTvAccess: false,
      IsDisabled: false,
      EnableAllFolders: false,
    });
    expect(policy?.AuthenticationProviderId).toContain('DefaultAuthenticationProvider');
    expect(server.user('member')?.libraries).toEqual(libraryIds(server, 2));
    expect(server.user('member')?.configuration).toMatchObject({ SubtitleMode: 'Smart' });
    expect(server.user('template')?.state).toBe('disabled');
  });

  it('gives nobody the powers of a template that is an administrator', async () => {
    const server = await aServer();

    await open(server).createAccount(newcomer(server, 'member', SEEDED.administrator.name));

    expect(server.user('member')?.policy).toMatchObject({
      IsAdministrator: false,
      EnableContentDeletion: false,
      EnableRemoteControlOfOtherUsers: false,
      EnableLiveTvManagement: false,
    });
  });

  it('makes no account when its template or one of its libraries is missing', async () => {
    const server = await aServer();
    const gateway = open(server);
    const before = server.users().length;
    const access = { ...newcomer(server).access, libraryIds: ['0'.repeat(32)] };

    expect(await faultOf(gateway.createAccount(newcomer(server, 'member', 'no-such-template')))).toBe(
      'requestRejected',
    );
    expect(await faultOf(gateway.createAccount({ ...newcomer(server), access }))).toBe('requestRejected');

    expect(server.users()).toHaveLength(before);
  });

  it('ends access in two calls: one look and one write', async () => {
    const server = await aServer();
    const gateway = open(server);
    const one = await created(server, gateway, 'one');
    const two = await created(server, gateway, 'two');
    server.requests.length = 0;

    await gateway.suspend(one);
    await gateway.remove(two);

    expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      `GET /Users/${one}`,
      `POST /Users/${one}/Policy`,
      `GET /Users/${two}`,
      `DELETE /Users/${two}`,
    ]);
  });

  it('asks who answers once for a thousand writes, and again after five minutes', async () => {
    const server = await aServer();
    const gateway = open(server);
    const asked = () => server.requests.filter(({ path }) => path === '/System/Info/Public').length;
    const id = await created(server, gateway);

    await Promise.all(Array.from({ length: 20 }, () => gateway.suspend(id)));
    expect(asked()).toBe(1);
    server.clock.advance(5 * 60_000 + 1);
    await Promise.all(Array.from({ length: 20 }, () => gateway.suspend(id)));

    expect(asked()).toBe(2);
  });

  it('writes to a server whose identity nobody has noted yet', async () => {
    const server = await aServer();
    const gateway = open(server, { expectedIdentity: null });

    expect(await gateway.suspend(await created(server, gateway))).toBe('suspended');
  });

  it('never holds up one member for another whose change hangs', async () => {
    const server = await aServer();
    const gateway = open(server, { timeoutMs: 2_000 });
    const stuck = await created(server, gateway, 'stuck');
    const fine = await created(server, gateway, 'fine');
    server.hang(stuck, true);
    let isOver = false;
    const hanging = faultOf(gateway.suspend(stuck)).finally(() => (isOver = true));

    await gateway.suspend(fine);

    expect(isOver).toBe(false);
    expect(await hanging).toBe('unreachable');
  });

  it('calls a server that is still starting unreachable and carries its wait', async () => {
    const server = await aServer();
    server.knobs.startingSeconds = 9;

    await expect(open(server).listLibraries()).rejects.toMatchObject({
      fault: 'unreachable',
      retryAfterMs: 9_000,
    });
  });

  it('tells an Emby server and an old or unfinished Jellyfin apart when it is tested', async () => {
    const server = await aServer();
    const info = {
      Id: server.serverId,
      ServerName: 'Living room',
      Version: '10.9.3',
      StartupWizardCompleted: false,
    };
    const answering = (body: object) =>
      server.faults.add({ route: /^\/System\/Info/, kind: 'status', status: 200, body, times: 2 });

    answering({ ...info, ProductName: 'Jellyfin Server' });
    expect(await open(server).testConnection()).toMatchObject({
      ok: true,
      warnings: [expect.stringContaining('10.9.3'), expect.stringContaining('set-up')],
    });
    server.faults.clear();
    answering(info);
    expect(await open(server).testConnection()).toMatchObject({
      ok: false,
      fault: 'badReply',
      field: 'baseUrl',
    });
    expect(await open(server, { baseUrl: 'living-room:8096' }).testConnection()).toMatchObject({
      ok: false,
      field: 'baseUrl',
    });
  });

  it('cannot tell whose a disabled account is, and says so', async () => {
    const server = await aServer();
    const gateway = open(server);
    await gateway.suspend(await created(server, gateway));

    expect(await faultOf(gateway.ownsAccount('member', PASSWORD))).toBe('requestRejected');
  });

  it('leaves no sign-in behind when it checks whose an account is', async () => {
    const server = await aServer();
    const gateway = open(server);
    await created(server, gateway);

    expect(await gateway.ownsAccount('member', PASSWORD)).toBe(true);

    expect(server.user('member')?.signIns).toBe(0);
  });
});

/** The sentences of these come from incidents.md: E7, E12, E13, E16 and R1, as far as a gateway can keep them. */
describe('what went wrong elsewhere', () => {
  it('killed after each step of a join, there is never an account that opens to anybody', async () => {
    const steps = ['/Users/New', '/Users/*/Policy', '/Users/Configuration'];
    for (const route of steps) {
      const server = await aServer();
      const gateway = open(server, { timeoutMs: 600 });
      server.faults.add({ method: 'POST', route, times: 1, kind: 'effectThenNoAnswer' });

      await gateway.createAccount(newcomer(server, 'member', 'template')).catch((error: unknown) => error);

      expect(server.signIn('member', '')).toBeNull();
      expect(await gateway.ownsAccount('member', PASSWORD)).toBe(true);
      await gateway.setAccess(server.user('member')?.id ?? '', newcomer(server).access);
      expect(server.user('member')?.libraries).toEqual(libraryIds(server, 2));
    }
  });

  it('connections cut before and after the effect around 100 ends; afterwards nobody has access and nobody is revoked twice', async () => {
    const server = await aServer();
    const gateway = open(server);
    const ids = await Promise.all(
      Array.from({ length: 100 }, (_, i) => created(server, gateway, `member-${i}`)),
    );
    const firstOf = (third: number) => {
      const seen = new Set<string>();
      return ({ path }: { path: string }) => {
        const isFirst = ids.findIndex((id) => path.includes(id)) % 3 === third && !seen.has(path);
        seen.add(path);
        return isFirst;
      };
    };
    const onPolicy = { method: 'POST', route: '/Users/*/Policy' } as const;
    server.faults.add({ ...onPolicy, when: firstOf(0), kind: 'closeBefore' });
    server.faults.add({ ...onPolicy, when: firstOf(1), kind: 'effectThenNoAnswer', cut: true });
    const before = server.journal.length;

    const end = async (id: string): Promise<unknown> => gateway.suspend(id).catch(() => gateway.suspend(id));
    await Promise.all(ids.map(end));

    expect(ids.map((id) => server.user(id)?.state)).toEqual(ids.map(() => 'disabled'));
    expect(server.journal.length - before).toBe(100);
  });

  it("an admin's change on the media server made just before suspend is still there after restore", async () => {
    const server = await aServer();
    const gateway = open(server);
    const id = await created(server, gateway);
    await gateway.listMembers();
    server.editPolicy(id, { MaxParentalRating: 12, BlockedTags: ['scary'] });

    await gateway.suspend(id);
    await gateway.setAccess(id, newcomer(server).access);

    expect(server.user(id)?.policy).toMatchObject({ MaxParentalRating: 12, BlockedTags: ['scary'] });
  });

  it.each(VERSIONS)("after the end the member's own token gets 401 on Jellyfin %s", async (version) => {
    const server = await aServer(version);
    const gateway = open(server);
    const id = await created(server, gateway);
    const token = server.signIn('member', PASSWORD) ?? '';
    const ask = () =>
      fetch(`${server.url}/UserViews`, { headers: { authorization: `MediaBrowser Token="${token}"` } });
    expect((await ask()).status).toBe(200);

    await gateway.suspend(id);

    expect((await ask()).status).toBe(401);
  });

  it('an empty 200 once, then a normal list: the empty one is refused and nothing is written', async () => {
    const server = await aServer();
    const gateway = open(server);
    server.faults.add({ method: 'GET', route: '/Users', times: 1, kind: 'emptyList' });

    expect(await faultOf(gateway.listMembers())).toBe('badReply');
    expect(await gateway.listMembers()).toHaveLength(3);
    expect(server.requests.every(({ method }) => method === 'GET')).toBe(true);
  });
});
