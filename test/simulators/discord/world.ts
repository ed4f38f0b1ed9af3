import type { VirtualClock } from '../frame/index.ts';

/** https://discord.com/developers/docs/topics/permissions */
export const KICK_MEMBERS = 1n << 1n;
const ADMINISTRATOR = 1n << 3n;

export interface DiscordUser {
  readonly id: string;
  readonly username: string;
  readonly isBot: boolean;
}

export interface Role {
  readonly id: string;
  readonly name: string;
  readonly position: number;
  permissions: bigint;
}

export interface GuildMember {
  readonly user: DiscordUser;
  readonly roles: string[];
  readonly joinedAt: number;
}

export interface Guild {
  readonly id: string;
  readonly name: string;
  readonly ownerId: string;
  readonly roles: Role[];
  readonly members: Map<string, GuildMember>;
}

/** What happened on the server, by whom and why, as its own audit log has it. */
export interface JournalEntry {
  /** Wall clock, milliseconds since the epoch. */
  readonly at: number;
  readonly kind: 'joined' | 'left' | 'kicked';
  readonly userId: string;
  readonly reason: string | null;
}

export interface Knobs {
  /** Kicks let through in each window of a second; the next ones are told to wait. */
  kicksPerSecond: number;
  /** Refused requests within ten minutes after which the address is shut out. */
  invalidRequestsAllowed: number;
}

export interface World {
  token: string;
  readonly bot: DiscordUser;
  readonly users: Map<string, DiscordUser>;
  readonly guild: Guild;
  readonly journal: JournalEntry[];
  readonly knobs: Knobs;
  readonly clock: VirtualClock;
  /** Instants of requests that were refused with 401, 403 or 429. */
  readonly invalid: number[];
  /** Instants of the latest kicks asked for. */
  readonly kicks: number[];
}

let lastId = 1_100_000_000_000_000_000n;

/** Rises, as Discord's own do. */
export function snowflake(): string {
  lastId += 4_194_304n;
  return lastId.toString();
}

function rolesOf({ guild }: World, member: GuildMember): readonly Role[] {
  // The role that everybody has is named by the server's own id.
  return guild.roles.filter(({ id }) => id === guild.id || member.roles.includes(id));
}

function permissionsOf(world: World, member: GuildMember): bigint {
  return rolesOf(world, member).reduce((all, { permissions }) => all | permissions, 0n);
}

/** Whether the bot, which is on the server, may take this one off: by its permission and by the order of roles. */
export function mayKick(world: World, self: GuildMember, target: GuildMember): boolean {
  const granted = permissionsOf(world, self) & (KICK_MEMBERS | ADMINISTRATOR);
  if (granted === 0n || target.user.id === world.guild.ownerId) return false;
  return highestRole(world, target) < highestRole(world, self);
}

function highestRole(world: World, member: GuildMember): number {
  return Math.max(...rolesOf(world, member).map(({ position }) => position));
}

export function join(world: World, user: DiscordUser, roles: readonly string[] = []): void {
  world.users.set(user.id, user);
  world.guild.members.set(user.id, { user, roles: [...roles], joinedAt: Date.now() });
  world.journal.push({ at: Date.now(), kind: 'joined', userId: user.id, reason: null });
}

export function remove(
  world: World,
  userId: string,
  how: { readonly kind: 'left' | 'kicked'; readonly reason: string | null },
): boolean {
  if (!world.guild.members.delete(userId)) return false;
  world.journal.push({ at: Date.now(), userId, ...how });
  return true;
}
