import { GatewayError } from '../fault.ts';
import { httpClient, type HttpRequest } from '../http.ts';
import {
  wireGuild,
  wireMember,
  wireRefusal,
  wireUser,
  type WireGuild,
  type WireMember,
  type WireUser,
} from './wire.ts';

const DISCORD = 'https://discord.com';
const VERSION = '/api/v10';
const TIMEOUT_MS = 15_000;

export interface DiscordConnection {
  readonly botToken: string;
  readonly guildId: string;
}

export interface DiscordDeps {
  readonly fetch: typeof fetch;
  readonly now: () => number;
  /** Where Discord answers, e.g. `http://127.0.0.1:4010`. Absent: Discord itself. */
  readonly apiBase?: string;
  readonly timeoutMs?: number;
}

/** The calls we make to Discord's REST API, version 10. */
export interface DiscordClient {
  /** The bot itself. */
  me(): Promise<WireUser>;
  guild(): Promise<WireGuild>;
  /** Null: not on the server. */
  member(userId: string): Promise<WireMember | null>;
  removeMember(userId: string): Promise<'kicked' | 'was-not-there'>;
}

export function discordClient({ botToken, guildId }: DiscordConnection, deps: DiscordDeps): DiscordClient {
  const http = httpClient({
    name: 'Discord',
    baseUrl: `${deps.apiBase ?? DISCORD}${VERSION}`,
    fetch: deps.fetch,
    now: deps.now,
    timeoutMs: deps.timeoutMs ?? TIMEOUT_MS,
    // Discord turns away what does not name itself so.
    headers: { authorization: `Bot ${botToken}`, 'user-agent': 'DiscordBot (streams-manager, 1)' },
    secrets: [botToken],
    forbidden: 'requestRejected',
  });
  /** Null: the person is not there. A kick that was lost may be asked for again, so nothing here is in doubt. */
  async function ask<T>(request: Omit<HttpRequest<T>, 'effect'>): Promise<{ value: T } | null> {
    const answer = await http.ask({ ...request, effect: 'read', answers: [403, 404] });
    if (answer.kind === 'ok') return { value: answer.value };
    const refusal = wireRefusal.safeParse(answer.body);
    const code = refusal.success ? refusal.data.code : null;
    if (code !== null && NOT_THERE.has(code)) return null;
    throw refused(answer.status, code);
  }
  async function need<T>(request: Omit<HttpRequest<T>, 'effect'>): Promise<T> {
    const answer = await ask(request);
    if (answer === null) throw refused(404, null);
    return answer.value;
  }
  const memberPath = (userId: string) => `/guilds/${encoded(guildId)}/members/${encoded(userId)}`;
  return {
    me: () => need({ method: 'GET', path: '/users/@me', reply: wireUser }),
    guild: () => need({ method: 'GET', path: `/guilds/${encoded(guildId)}`, reply: wireGuild }),
    member: async (userId) =>
      (await ask({ method: 'GET', path: memberPath(userId), reply: wireMember }))?.value ?? null,
    removeMember: async (userId) => {
      const headers = { 'x-audit-log-reason': encoded('The paid time has ended') };
      const answer = await ask({ method: 'DELETE', path: memberPath(userId), headers });
      return answer === null ? 'was-not-there' : 'kicked';
    },
  };
}

/** Unknown member, unknown user. */
const NOT_THERE: ReadonlySet<number> = new Set([10_007, 10_013]);

/** Refusals that an admin can end: https://discord.com/developers/docs/topics/opcodes-and-status-codes */
const REFUSALS: ReadonlyMap<number, string> = new Map([
  [10_004, 'Discord knows no server with this id, or the bot is not on it'],
  [50_001, 'The bot is not on this Discord server: invite it'],
  [
    50_013,
    'The bot may not take this person off the Discord server: it needs the permission “Kick Members” and a role above theirs',
  ],
]);

function refused(status: number, code: number | null): GatewayError {
  const known = code === null ? undefined : REFUSALS.get(code);
  // A 404 that is not Discord's own says that the address leads somewhere else.
  const fault = code === null && status === 404 ? 'badReply' : 'requestRejected';
  return new GatewayError(fault, {
    message: known ?? `Discord answered ${status}${code === null ? '' : ` (${code})`}`,
    code: String(code ?? status),
  });
}

function encoded(text: string): string {
  return encodeURIComponent(text);
}
