import type { FastifyInstance } from 'fastify';
import type { Gates } from './access.ts';
import { idOut, instant, problem } from './replies.ts';
import type { SignIn, World } from './world.ts';

/** One line of the server's own record. Only the server writes it: nobody can add one by marking something. */
export interface LogEntry {
  readonly type: string;
  readonly name: string;
  /** Null: it is about no account. */
  readonly userId: string | null;
  readonly at: number;
}

const NO_USER = '0'.repeat(32);
/** Where the caller says nothing. */
const USUAL_LIMIT = 100;

/** A film begins to play on this device. `at`: when it began, milliseconds since the epoch. */
export function play(world: World, signIn: SignIn, { title, at }: { title: string; at: number }): void {
  signIn.playing = title;
  log(world, signIn, { type: 'VideoPlayback', title, at });
}

export function stop(world: World, signIn: SignIn): void {
  const { playing: title } = signIn;
  if (title === null) return;
  signIn.playing = null;
  log(world, signIn, { type: 'VideoPlaybackStopped', title, at: world.clock.now() });
}

function log(
  world: World,
  { userId, device }: SignIn,
  { type, title, at }: { readonly type: string; readonly title: string; readonly at: number },
): void {
  const who = world.users.get(userId)?.name ?? '';
  const did = type === 'VideoPlayback' ? 'is playing' : 'has finished playing';
  world.log.push({ type, name: `${who} ${did} ${title} on ${device}`, userId, at });
}

type Part = { startIndex?: string; limit?: string; minDate?: string; hasUserId?: string };

/** Latest first; what is written while somebody turns the pages pushes the rest back. */
export function activityRoutes(app: FastifyInstance, world: World, { elevated }: Gates): void {
  app.get<{ Querystring: Part }>(
    '/System/ActivityLog/Entries',
    { preHandler: elevated },
    async (request, reply) => {
      const { startIndex = '0', limit, minDate, hasUserId } = request.query;
      const since = minDate === undefined ? Number.NEGATIVE_INFINITY : Date.parse(minDate);
      if (Number.isNaN(since)) return problem(reply, 400, 'One or more validation errors occurred.');
      const entries = world.log
        .map((entry, index) => ({ ...entry, id: index + 1 }))
        .filter(({ at }) => at >= since)
        .filter(({ userId }) => hasUserId === undefined || (userId !== null) === (hasUserId === 'true'))
        .sort((one, other) => other.at - one.at);
      const from = Number(startIndex);
      return {
        Items: entries.slice(from, from + Number(limit ?? USUAL_LIMIT)).map((entry) => ({
          Id: entry.id,
          Name: entry.name,
          Type: entry.type,
          Date: instant(entry.at),
          UserId: idOut(world, entry.userId ?? NO_USER),
          Severity: 'Information',
        })),
        TotalRecordCount: entries.length,
        StartIndex: from,
      };
    },
  );
}
