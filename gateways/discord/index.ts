import { type DiscordConnection, type DiscordDeps, discordClient } from './client.ts';
import { testConnection } from './connection-test.ts';
import type { DiscordServer } from './discord-server.ts';

export interface DiscordServerSettings extends DiscordConnection {
  /** Whether the bot is to take people off, and so has to be allowed to. */
  readonly kick: boolean;
}

/** A Discord server through a bot that is on it, by Discord's REST API alone. */
export function discordServer(settings: DiscordServerSettings, deps: DiscordDeps): DiscordServer {
  const client = discordClient(settings, deps);
  return {
    async findMember(userId) {
      const member = await client.member(userId);
      if (member === null) return null;
      const { user, nick } = member;
      return { id: user.id, name: nick ?? user.global_name ?? user.username };
    },
    kick: (userId) => client.removeMember(userId),
    testConnection: () => testConnection(client, settings),
  };
}
