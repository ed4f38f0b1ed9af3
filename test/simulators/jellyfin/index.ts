import { createFrame, type Frame, type VirtualClock } from '../frame/index.ts';
import { activityRoutes } from './activity.ts';
import { gates } from './access.ts';
import type { JellyfinVersion } from './authorization.ts';
import { controlOf, type JellyfinControl } from './control.ts';
import { controlRoutes } from './control-routes.ts';
import { page } from './page.ts';
import { seed } from './seed.ts';
import { serverRoutes } from './server-routes.ts';
import { userRoutes } from './user-routes.ts';
import { newId, recordOf, type World } from './world.ts';

export type { JellyfinVersion } from './authorization.ts';
export type { JellyfinControl } from './control.ts';
export { SEEDED } from './seed.ts';
export type { JournalEntry } from './world.ts';

export interface JellyfinOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  readonly serverName?: string;
  readonly version?: JellyfinVersion;
  readonly apiKey?: string;
  readonly clock?: VirtualClock;
  /** Policy fields that a later release would know, with their defaults. */
  readonly laterPolicyFields?: Readonly<Record<string, unknown>>;
  readonly requestsKept?: number;
}

export interface JellyfinSimulator extends JellyfinControl, Omit<Frame, 'app' | 'listen'> {
  readonly url: string;
  readonly apiKey: string;
  readonly serverId: string;
}

/** A stateful Jellyfin, 10.11 or 12, on loopback. `/` shows its accounts, `/__control` steers it. */
export async function startJellyfin(options: JellyfinOptions = {}): Promise<JellyfinSimulator> {
  const frame = createFrame({
    name: 'jellyfin',
    ignoresCase: true,
    ...(options.clock === undefined ? {} : { clock: options.clock }),
    ...(options.requestsKept === undefined ? {} : { requestsKept: options.requestsKept }),
  });
  const apiKey = options.apiKey ?? newId();
  const world = createWorld({ ...options, apiKey }, frame.clock);
  seed(world);
  const control = controlOf(world);
  refuseWhileStarting(frame, world);
  const doors = gates(world);
  userRoutes(frame.app, world, doors);
  serverRoutes(frame.app, world, doors);
  activityRoutes(frame.app, world, doors);
  controlRoutes(frame.app, control);
  humanPage(frame, world);
  const { app: _app, listen, ...rest } = frame;
  const url = await listen(options.port ?? 0);
  return { ...rest, ...control, url, apiKey, serverId: world.identity.id };
}

function createWorld(options: JellyfinOptions & { readonly apiKey: string }, clock: VirtualClock): World {
  return {
    identity: { id: newId(), name: options.serverName ?? 'Living room' },
    apiKeys: new Set([options.apiKey]),
    knobs: {
      version: options.version ?? '10.11',
      hyphenatedIds: false,
      emptyLists: 'sent',
      writeDelayMs: 0,
      startingSeconds: null,
      hanging: new Set(),
    },
    users: new Map(),
    removed: [],
    libraries: new Map(),
    signIns: new Map(),
    journal: [],
    log: [],
    clock,
    laterPolicyFields: options.laterPolicyFields ?? {},
  };
}

function refuseWhileStarting({ app }: Frame, world: World): void {
  app.addHook('preHandler', async (request, reply) => {
    const { startingSeconds } = world.knobs;
    if (startingSeconds === null || request.url.startsWith('/__control')) return undefined;
    return reply
      .code(503)
      .header('retry-after', String(startingSeconds))
      .type('text/html')
      .send('<html>Starting</html>');
  });
}

function humanPage({ app }: Frame, world: World): void {
  app.get('/', async (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(
      page({
        name: world.identity.name,
        version: world.knobs.version,
        libraries: [...world.libraries.values()].map((library) => library.name),
        users: recordOf(world),
      }),
    ),
  );
}
