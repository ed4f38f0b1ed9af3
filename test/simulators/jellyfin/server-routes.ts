import type { FastifyInstance } from 'fastify';
import { callerIn, type Gates } from './access.ts';
import { stop } from './activity.ts';
import { deviceOut, itemOut, libraryOut, problem, sessionOut } from './replies.ts';
import { findUser, visibleLibraries, type World } from './world.ts';

const RELEASES = { '10.11': '10.11.11', '12': '12.0.0' } as const;

export function serverRoutes(app: FastifyInstance, world: World, gates: Gates): void {
  system(app, world, gates);
  libraries(app, world, gates);
  sessions(app, world, gates);
  devices(app, world, gates);
}

function system(app: FastifyInstance, world: World, { signedIn }: Gates): void {
  const publicInfo = () => ({
    LocalAddress: 'http://127.0.0.1',
    ServerName: world.identity.name,
    Version: RELEASES[world.knobs.version],
    ProductName: 'Jellyfin Server',
    OperatingSystem: '',
    Id: world.identity.id,
    StartupWizardCompleted: true,
  });
  app.get('/System/Info/Public', async () => publicInfo());
  app.get('/System/Info', { preHandler: signedIn }, async () => ({
    ...publicInfo(),
    HasPendingRestart: false,
    IsShuttingDown: false,
    SupportsLibraryMonitor: true,
    WebSocketPortNumber: 8096,
    CanSelfRestart: true,
    HasUpdateAvailable: false,
  }));
  app.route({
    method: ['GET', 'POST'],
    url: '/System/Ping',
    handler: async (_request, reply) => reply.type('application/json').send('"Jellyfin Server"'),
  });
}

function libraries(app: FastifyInstance, world: World, { signedIn, elevated }: Gates): void {
  const page = (items: unknown[]) => ({ Items: items, TotalRecordCount: items.length, StartIndex: 0 });
  app.get('/Library/VirtualFolders', { preHandler: elevated }, async () =>
    [...world.libraries.values()].map((library) => libraryOut(world, library)),
  );
  app.get('/Library/MediaFolders', { preHandler: elevated }, async () =>
    page(
      [...world.libraries.values()].filter(({ isNew }) => !isNew).map((library) => itemOut(world, library)),
    ),
  );
  // What a member's own client shows first.
  app.get<{ Querystring: { userId?: string } }>(
    '/UserViews',
    { preHandler: signedIn },
    async (request, reply) => {
      const caller = callerIn(request);
      const user = caller.kind === 'user' ? caller.user : findUser(world, request.query.userId ?? '');
      if (user === null) return problem(reply, 404, 'Not Found');
      return page(visibleLibraries(world, user).map((library) => itemOut(world, library)));
    },
  );
  app.get('/Items/Counts', { preHandler: signedIn }, async () => ({
    MovieCount: 1_840,
    SeriesCount: 312,
    EpisodeCount: 9_450,
    ArtistCount: 0,
    ProgramCount: 0,
    TrailerCount: 0,
    SongCount: 12_004,
    AlbumCount: 1_022,
    MusicVideoCount: 0,
    BoxSetCount: 41,
    BookCount: 0,
    ItemCount: 24_669,
  }));
}

function sessions(app: FastifyInstance, world: World, { signedIn }: Gates): void {
  const bySession = (id: string) => [...world.signIns.values()].find((one) => one.sessionId === id);

  app.get('/Sessions', { preHandler: signedIn }, async () =>
    [...world.signIns.values()].map((signIn) => sessionOut(world, signIn)),
  );
  app.post<{ Params: { id: string } }>(
    '/Sessions/:id/Message',
    { preHandler: signedIn },
    async (request, reply) => {
      const body = request.body as { Text?: unknown } | undefined;
      if (typeof body?.Text !== 'string' || body.Text === '')
        return problem(reply, 400, 'One or more validation errors occurred.');
      return bySession(request.params.id) === undefined
        ? problem(reply, 404, 'Not Found')
        : reply.code(204).send();
    },
  );
  app.post<{ Params: { id: string } }>(
    '/Sessions/:id/Playing/Stop',
    { preHandler: signedIn },
    async (request, reply) => {
      const session = bySession(request.params.id);
      if (session === undefined) return problem(reply, 404, 'Not Found');
      // The command goes out all the same; a client that takes no commands plays on.
      if (session.canBeControlled) stop(world, session);
      return reply.code(204).send();
    },
  );
}

function devices(app: FastifyInstance, world: World, { elevated }: Gates): void {
  app.get<{ Querystring: { userId?: string } }>('/Devices', { preHandler: elevated }, async (request) => {
    const owner = request.query.userId === undefined ? null : findUser(world, request.query.userId);
    const items = [...world.signIns.values()]
      .filter((signIn) => request.query.userId === undefined || signIn.userId === owner?.id)
      .map((signIn) => deviceOut(world, signIn));
    return { Items: items, TotalRecordCount: items.length, StartIndex: 0 };
  });
  app.delete<{ Querystring: { id?: string | string[] } }>(
    '/Devices',
    { preHandler: elevated },
    async (request, reply) => {
      const ids = [request.query.id ?? []].flat();
      const known = new Set([...world.signIns.values()].map((signIn) => signIn.deviceId));
      const isOld = world.knobs.version === '10.11';
      if (ids.length === 0 || (isOld && ids.length > 1))
        return problem(reply, 400, 'One or more validation errors occurred.');
      if (!ids.every((id) => known.has(id)))
        return problem(reply, isOld ? 404 : 400, isOld ? 'Not Found' : 'Bad Request');
      for (const signIn of world.signIns.values())
        if (ids.includes(signIn.deviceId)) world.signIns.delete(signIn.token);
      return reply.code(204).send();
    },
  );
}
