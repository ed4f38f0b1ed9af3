import type { ConnectionTest } from '../fault.ts';

export interface DiscordMember {
  readonly id: string;
  /** As others see them on the server. */
  readonly name: string;
}

/**
 * One Discord server ("guild"), as a bot on it may use it. Throws GatewayError. Every call may be repeated: whoever
 * is gone already is an answer and no fault.
 */
export interface DiscordServer {
  /** Null: nobody with this number is on the server, or there is no such account at all. */
  findMember(userId: string): Promise<DiscordMember | null>;
  /** Discord itself keeps the owner, and whoever has a role above the bot's own: `requestRejected`. */
  kick(userId: string): Promise<'kicked' | 'was-not-there'>;
  testConnection(): Promise<ConnectionTest>;
}
