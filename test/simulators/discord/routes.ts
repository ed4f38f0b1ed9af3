import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { guildOut, memberOut, selfOut } from './replies.ts';
import { type GuildMember, mayKick, remove, type World } from './world.ts';

const API = '/api/v10';
const TEN_MINUTES_MS = 600_000;
const SECOND_MS = 1_000;

/** Refusals as https://discord.com/developers/docs/topics/opcodes-and-status-codes names them. */
const REFUSALS = {
  unauthorized: { status: 401, code: 0, message: '401: Unauthorized' },
  unknownGuild: { status: 404, code: 10_004, message: 'Unknown Guild' },
  unknownMember: { status: 404, code: 10_007, message: 'Unknown Member' },
  unknownUser: { status: 404, code: 10_013, message: 'Unknown User' },
  missingAccess: { status: 403, code: 50_001, message: 'Missing Access' },
  missingPermissions: { status: 403, code: 50_013, message: 'Missing Permissions' },
  invalidForm: { status: 400, code: 50_035, message: 'Invalid Form Body' },
} as const;

type Refusal = keyof typeof REFUSALS;

export function apiRoutes(app: FastifyInstance, world: World): void {
  app.addHook('preHandler', async (request, reply) => {
    if (!request.url.startsWith(API)) return undefined;
    if (isShutOut(world)) return shutOut(reply);
    return request.headers.authorization === `Bot ${world.token}`
      ? undefined
      : refuse(world, reply, 'unauthorized');
  });
  app.get(`${API}/users/@me`, async (_request, reply) => send(reply, 'me', selfOut(world.bot)));
  app.get<{ Params: { guild: string } }>(`${API}/guilds/:guild`, async (request, reply) => {
    const refusal = guildRefusal(world, request.params.guild);
    return refusal === null ? send(reply, 'guild', guildOut(world.guild)) : refuse(world, reply, refusal);
  });
  memberRoutes(app, world);
}

type Named = { Params: { guild: string; user: string } };

function memberRoutes(app: FastifyInstance, world: World): void {
  app.get<Named>(`${API}/guilds/:guild/members/:user`, async ({ params }, reply) => {
    const found = findMember(world, params);
    return typeof found === 'string' ? refuse(world, reply, found) : send(reply, 'member', memberOut(found));
  });
  app.delete<Named>(`${API}/guilds/:guild/members/:user`, async (request, reply) => {
    const wait = tooFast(world);
    if (wait !== null) return rateLimited(world, reply, wait);
    const found = findMember(world, request.params);
    if (typeof found === 'string') return refuse(world, reply, found);
    const self = world.guild.members.get(world.bot.id);
    if (self === undefined || !mayKick(world, self, found)) return refuse(world, reply, 'missingPermissions');
    remove(world, found.user.id, { kind: 'kicked', reason: reasonOf(request) });
    // Nothing comes with it, not even the word that it would be JSON.
    return limits(reply, 'kick').code(204).send();
  });
}

function guildRefusal(world: World, guildId: string): Refusal | null {
  if (!/^\d{1,20}$/.test(guildId)) return 'invalidForm';
  if (guildId !== world.guild.id) return 'unknownGuild';
  return world.guild.members.has(world.bot.id) ? null : 'missingAccess';
}

function findMember(world: World, { guild, user }: Named['Params']): GuildMember | Refusal {
  const refusal = guildRefusal(world, guild);
  if (refusal !== null) return refusal;
  if (!/^\d{1,20}$/.test(user)) return 'invalidForm';
  return world.guild.members.get(user) ?? (world.users.has(user) ? 'unknownMember' : 'unknownUser');
}

function reasonOf({ headers }: FastifyRequest): string | null {
  const reason = headers['x-audit-log-reason'];
  return typeof reason === 'string' ? decodeURIComponent(reason) : null;
}

/** Seconds until the next one is let through; null: this one is. */
function tooFast(world: World): number | null {
  const now = world.clock.now();
  const recent = world.kicks.filter((at) => at > now - SECOND_MS);
  if (recent.length >= world.knobs.kicksPerSecond) return ((recent[0] ?? now) + SECOND_MS - now) / SECOND_MS;
  world.kicks.splice(0, world.kicks.length, ...recent, now);
  return null;
}

function rateLimited(world: World, reply: FastifyReply, seconds: number): FastifyReply {
  world.invalid.push(world.clock.now());
  return limits(reply, 'kick')
    .code(429)
    .header('retry-after', String(Math.ceil(seconds)))
    .send({ message: 'You are being rate limited.', code: 0, retry_after: seconds, global: false });
}

function refuse(world: World, reply: FastifyReply, refusal: Refusal): FastifyReply {
  const { status, ...body } = REFUSALS[refusal];
  if (status === 401 || status === 403) world.invalid.push(world.clock.now());
  return reply.code(status).send(body);
}

/** Whoever is refused too often is kept out by what stands in front of Discord, which speaks no JSON. */
function isShutOut(world: World): boolean {
  const since = world.clock.now() - TEN_MINUTES_MS;
  return world.invalid.filter((at) => at > since).length >= world.knobs.invalidRequestsAllowed;
}

function shutOut(reply: FastifyReply): FastifyReply {
  return reply.code(429).header('retry-after', '600').type('text/plain').send('error code: 1015');
}

function send(reply: FastifyReply, bucket: string, body: object): FastifyReply {
  return limits(reply, bucket).send(body);
}

function limits(reply: FastifyReply, bucket: string): FastifyReply {
  return reply.headers({
    'x-ratelimit-limit': '5',
    'x-ratelimit-remaining': '4',
    'x-ratelimit-reset-after': '1.000',
    'x-ratelimit-bucket': bucket,
  });
}
