import { type ConnectionTest, GatewayError } from '../fault.ts';
import type { DiscordClient } from './client.ts';
import type { WireGuild, WireMember, WireRole } from './wire.ts';

/** https://discord.com/developers/docs/topics/permissions */
const KICK_MEMBERS = 1n << 1n;
const ADMINISTRATOR = 1n << 3n;

/** Who the bot is, whether the server is there, and whether it may do what the settings ask of it; nothing is changed. */
export async function testConnection(
  client: DiscordClient,
  wanted: { readonly kick: boolean },
): Promise<ConnectionTest> {
  const bot = await answerOf('botToken', () => client.me());
  if (!bot.ok) return bot;
  const guild = await answerOf('guildId', () => client.guild());
  if (!guild.ok) return guild;
  const self = await answerOf('guildId', () => client.member(bot.value.id));
  if (!self.ok) return self;
  if (self.value === null) {
    const message = 'The bot is not on this Discord server: invite it';
    return { ok: false, fault: 'requestRejected', field: 'guildId', message };
  }
  const mayKick = mayTakeOff(guild.value, self.value);
  if (wanted.kick && !mayKick)
    return { ok: false, fault: 'requestRejected', field: 'kick', message: MAY_NOT_KICK };
  return {
    ok: true,
    summary: `${bot.value.username} is on the Discord server “${guild.value.name}”.`,
    warnings: mayKick ? rolesAbove(guild.value, self.value) : [MAY_NOT_KICK],
  };
}

const MAY_NOT_KICK = 'The bot may not take anybody off: give its role the permission “Kick Members”';

type Answer<T> = { readonly ok: true; readonly value: T } | Extract<ConnectionTest, { ok: false }>;

async function answerOf<T>(field: string, call: () => Promise<T>): Promise<Answer<T>> {
  try {
    return { ok: true, value: await call() };
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    const { fault } = error;
    if (fault === 'credentialsRejected') {
      return { ok: false, fault, field: 'botToken', message: 'Discord refuses this bot token' };
    }
    return { ok: false, fault, field: fault === 'requestRejected' ? field : null, message: error.message };
  }
}

function mayTakeOff(guild: WireGuild, self: WireMember): boolean {
  if (guild.owner_id === self.user.id) return true;
  const granted = rolesOf(guild, self).reduce((all, { permissions }) => all | BigInt(permissions), 0n);
  return (granted & (KICK_MEMBERS | ADMINISTRATOR)) !== 0n;
}

/** Everybody has the role that is named by the server's own id. */
function rolesOf(guild: WireGuild, { roles }: WireMember): readonly WireRole[] {
  return guild.roles.filter(({ id }) => id === guild.id || roles.includes(id));
}

function rolesAbove(guild: WireGuild, self: WireMember): readonly string[] {
  const own = new Set(rolesOf(guild, self).map(({ id }) => id));
  const highest = Math.max(0, ...rolesOf(guild, self).map(({ position }) => position));
  const above = guild.roles.filter(({ id, position }) => !own.has(id) && position >= highest);
  if (above.length === 0) return [];
  const names = above.map(({ name }) => `“${name}”`).join(', ');
  return [`These roles are not below the bot’s own, so whoever has one stays: ${names}.`];
}
