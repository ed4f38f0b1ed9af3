import type { z } from 'zod';
import { httpClient, type HttpClient } from '../../http.ts';
import type { MediaServerDeps, MediaServerSettings } from '../connection.ts';
import {
  type WireActivityLog,
  wireActivityLog,
  wireLibraries,
  wirePublicInfo,
  type WirePolicy,
  type WirePublicInfo,
  wireSignIn,
  wireUser,
  type WireUser,
  wireUsers,
} from './wire.ts';

/** A whole attempt on one grant has to end within 45 s, and an unsure write is followed by one more read. */
const TIMEOUT_MS = 6_000;

export interface LogPart {
  /** Milliseconds since the epoch; entries from then on. */
  readonly since: number;
  readonly startIndex: number;
  readonly limit: number;
}

/** The calls we make to Jellyfin 10.11 and 12, which answer them alike. */
export interface JellyfinClient {
  /** Needs no key. */
  publicInfo(): Promise<WirePublicInfo>;
  /** The same behind the key: tells whether it is accepted. */
  systemInfo(): Promise<WirePublicInfo>;
  libraries(): Promise<z.output<typeof wireLibraries>>;
  users(): Promise<WireUser[]>;
  user(id: string): Promise<WireUser | null>;
  /** Entries about accounts, latest first. */
  activityLog(part: LogPart): Promise<WireActivityLog>;
  /** Null: 400, the name is taken or not allowed; the answer does not say which. */
  createUser(name: string, password: string): Promise<WireUser | null>;
  writePolicy(id: string, policy: WirePolicy): Promise<void>;
  writeConfiguration(id: string, configuration: object): Promise<void>;
  /** Ends the account's sign-ins. `ResetPassword` would blank the password and end none: it is never sent. */
  writePassword(id: string, password: string): Promise<void>;
  deleteUser(id: string): Promise<'removed'>;
  /** A member's token; null: no such name, or another password. */
  signIn(name: string, password: string): Promise<string | null>;
  signOut(token: string): Promise<void>;
}

export function jellyfinClient(settings: MediaServerSettings, deps: MediaServerDeps): JellyfinClient {
  const timeoutMs = deps.timeoutMs ?? TIMEOUT_MS;
  const http = httpClient({
    name: 'Jellyfin',
    baseUrl: settings.baseUrl,
    fetch: deps.fetch,
    now: deps.now,
    timeoutMs,
    headers: { authorization: authorization(settings.apiKey) },
    secrets: [settings.apiKey],
    // The key itself is fine: an administrator, the last user, a device that may not sign in.
    forbidden: 'requestRejected',
  });
  return { ...readCalls(http, timeoutMs * 3), ...writeCalls(http), ...signInCalls(http) };
}

/** These paths stand on every Jellyfin: a 404 speaks of the address, never of a thing that is gone. */
const FIXED_PATH = { missing: 'badReply' } as const;

function readCalls(http: HttpClient, listTimeoutMs: number) {
  const get = { method: 'GET', effect: 'read', ...FIXED_PATH } as const;
  const list = { ...get, timeoutMs: listTimeoutMs } as const;
  return {
    publicInfo: () => http.call({ ...get, path: '/System/Info/Public', reply: wirePublicInfo }),
    systemInfo: () => http.call({ ...get, path: '/System/Info', reply: wirePublicInfo }),
    libraries: () => http.call({ ...list, path: '/Library/VirtualFolders', reply: wireLibraries }),
    users: () => http.call({ ...list, path: '/Users', reply: wireUsers }),
    activityLog: ({ since, startIndex, limit }: LogPart) =>
      http.call({
        ...get,
        path: '/System/ActivityLog/Entries',
        query: {
          startIndex: String(startIndex),
          limit: String(limit),
          minDate: new Date(since).toISOString(),
          hasUserId: 'true',
        },
        reply: wireActivityLog,
      }),
    async user(id: string) {
      const answer = await http.ask({
        method: 'GET',
        effect: 'read',
        path: userPath(id),
        reply: wireUser,
        answers: [404],
      });
      return answer.kind === 'ok' ? answer.value : null;
    },
  };
}

function writeCalls(http: HttpClient) {
  const post = { method: 'POST', effect: 'write' } as const;
  return {
    async createUser(name: string, password: string) {
      const json = { Name: name, Password: password };
      const answer = await http.ask({
        ...post,
        ...FIXED_PATH,
        path: '/Users/New',
        json,
        reply: wireUser,
        answers: [400],
      });
      return answer.kind === 'ok' ? answer.value : null;
    },
    writePolicy: (id: string, policy: WirePolicy) =>
      http.call({ ...post, path: `${userPath(id)}/Policy`, json: policy }),
    writeConfiguration: (id: string, configuration: object) =>
      http.call({ ...post, path: '/Users/Configuration', query: { userId: id }, json: configuration }),
    writePassword: (id: string, password: string) =>
      http.call({ ...post, path: '/Users/Password', query: { userId: id }, json: { NewPw: password } }),
    async deleteUser(id: string) {
      await http.call({ method: 'DELETE', effect: 'write', path: userPath(id) });
      return 'removed' as const;
    },
  };
}

/** A sign-in may be repeated: the server keeps one token per account and device. */
function signInCalls(http: HttpClient) {
  return {
    async signIn(name: string, password: string) {
      const answer = await http.ask({
        method: 'POST',
        effect: 'read',
        ...FIXED_PATH,
        path: '/Users/AuthenticateByName',
        headers: { authorization: authorization(null) },
        json: { Username: name, Pw: password },
        reply: wireSignIn,
        answers: [401],
      });
      return answer.kind === 'ok' ? answer.value.AccessToken : null;
    },
    signOut: (token: string) =>
      http.call({
        method: 'POST',
        effect: 'read',
        ...FIXED_PATH,
        path: '/Sessions/Logout',
        headers: { authorization: authorization(token) },
      }),
  };
}

function userPath(id: string): string {
  return `/Users/${encodeURIComponent(id)}`;
}

/**
 * The one form that both 10.11 and 12 take; 12 refuses all older ones. The server splits at commas outside
 * quotes and percent-decodes the values.
 */
function authorization(token: string | null): string {
  const fields = {
    ...(token === null ? {} : { Token: token }),
    Client: 'Streams Manager',
    Device: 'Streams Manager',
    DeviceId: 'streams-manager',
    Version: '1',
  };
  const pairs = Object.entries(fields).map(([key, value]) => `${key}="${encodeURIComponent(value)}"`);
  return `MediaBrowser ${pairs.join(', ')}`;
}
