import { z } from 'zod';
import { CONTROL, createFrame, type Frame, type VirtualClock } from '../frame/index.ts';
import { apiRoutes } from './routes.ts';
import {
  type DiscordUser,
  join,
  type JournalEntry,
  KICK_MEMBERS,
  type Knobs,
  remove,
  snowflake,
  type World,
} from './world.ts';

export interface DiscordOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  readonly clock?: VirtualClock;
}

export interface DiscordSimulator extends Omit<Frame, 'app' | 'listen'> {
  readonly url: string;
  readonly botToken: string;
  readonly guildId: string;
  readonly botId: string;
  readonly ownerId: string;
  /** Whoever has it stands above the bot. */
  readonly moderatorRole: string;
  /** Changed in place. */
  readonly knobs: Knobs;
  /** Everything that happened to people on the server, oldest first. */
  readonly journal: readonly JournalEntry[];
  /** Somebody who is on Discord and, unless said otherwise, on the server. Answers the number. */
  addUser(
    username: string,
    how?: { readonly roles?: readonly string[]; readonly isOnServer?: boolean },
  ): string;
  isOnServer(userId: string): boolean;
  /** By their own wish. */
  leave(userId: string): void;
  /** Whether the bot's role may take people off. */
  letKick(may: boolean): void;
  renewToken(): string;
}

/** A stateful Discord on loopback: one bot on one server. `/__control` steers it. */
export async function startDiscord(options: DiscordOptions = {}): Promise<DiscordSimulator> {
  const frame = createFrame({
    name: 'discord',
    ...(options.clock === undefined ? {} : { clock: options.clock }),
  });
  const { world, botRole, moderatorRole } = createWorld(frame.clock);
  apiRoutes(frame.app, world);
  const addUser: DiscordSimulator['addUser'] = (username, { roles = [], isOnServer = true } = {}) => {
    const user: DiscordUser = { id: snowflake(), username, isBot: false };
    world.users.set(user.id, user);
    if (isOnServer) join(world, user, roles);
    return user.id;
  };
  controlRoutes(frame, world, addUser);
  const { app: _app, listen, ...rest } = frame;
  const url = await listen(options.port ?? 0);
  return {
    ...rest,
    url,
    // Changes with `renewToken`; this is the one at the start.
    botToken: world.token,
    guildId: world.guild.id,
    botId: world.bot.id,
    ownerId: world.guild.ownerId,
    moderatorRole,
    knobs: world.knobs,
    journal: world.journal,
    addUser,
    isOnServer: (userId) => world.guild.members.has(userId),
    leave: (userId) => void remove(world, userId, { kind: 'left', reason: null }),
    letKick(may) {
      const role = world.guild.roles.find(({ id }) => id === botRole);
      if (role !== undefined) role.permissions = may ? KICK_MEMBERS : 0n;
    },
    renewToken() {
      world.token = newToken();
      return world.token;
    },
  };
}

function newToken(): string {
  return `${snowflake()}.simulated.${snowflake()}`;
}

function createWorld(clock: VirtualClock): {
  readonly world: World;
  readonly botRole: string;
  readonly moderatorRole: string;
} {
  const guildId = snowflake();
  const [everybody, botRole, moderatorRole] = [guildId, snowflake(), snowflake()];
  const bot: DiscordUser = { id: snowflake(), username: 'Foyer', isBot: true };
  const owner: DiscordUser = { id: snowflake(), username: 'owner', isBot: false };
  const world: World = {
    token: newToken(),
    bot,
    users: new Map(),
    guild: {
      id: guildId,
      name: 'The foyer',
      ownerId: owner.id,
      roles: [
        { id: everybody, name: '@everyone', position: 0, permissions: 1n << 10n },
        { id: botRole, name: 'Foyer', position: 1, permissions: KICK_MEMBERS },
        { id: moderatorRole, name: 'Moderators', position: 2, permissions: KICK_MEMBERS },
      ],
      members: new Map(),
    },
    journal: [],
    knobs: { kicksPerSecond: 50, invalidRequestsAllowed: 10_000 },
    clock,
    invalid: [],
    kicks: [],
  };
  join(world, owner);
  join(world, bot, [botRole]);
  return { world, botRole, moderatorRole };
}

const newUser = z.strictObject({ username: z.string().min(1), isOnServer: z.boolean().default(true) });

/** The same for a caller in another process. */
function controlRoutes(
  { app }: Pick<Frame, 'app'>,
  world: World,
  addUser: DiscordSimulator['addUser'],
): void {
  app.get(`${CONTROL}/journal`, async () => world.journal);
  app.get(`${CONTROL}/members`, async () =>
    [...world.guild.members.values()].map(({ user, roles }) => ({ ...user, roles })),
  );
  app.post(`${CONTROL}/members`, async (request, reply) => {
    const body = newUser.safeParse(request.body);
    if (!body.success) return reply.code(400).send({ error: z.prettifyError(body.error) });
    return reply.code(201).send({ id: addUser(body.data.username, { isOnServer: body.data.isOnServer }) });
  });
}
