import { z } from 'zod';
import { type Fault, GatewayError } from './fault.ts';

/** One provider reached over HTTP. */
export interface HttpRemote {
  /** Names the provider in errors: `Jellyfin`. */
  readonly name: string;
  /** May have a path. */
  readonly baseUrl: string;
  readonly fetch: typeof fetch;
  readonly now: () => number;
  readonly timeoutMs: number;
  /** Sent with each request; a request's own headers win. */
  readonly headers: Readonly<Record<string, string>>;
  /** Never let out in an error: keys, tokens. */
  readonly secrets: readonly string[];
  /** What 403 means here. */
  readonly forbidden: Fault;
}

export interface HttpRequest<T> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** From the base URL on; what comes from outside is already percent-encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  /** `write` when a lost answer leaves open whether something happened. */
  readonly effect: 'read' | 'write';
  /** Absent: the body says nothing to us. */
  readonly reply?: z.ZodType<T>;
  /** What 404 means, where it does not say that the one thing in the path is gone. */
  readonly missing?: Fault;
  /** Statuses that are an answer and not a fault. */
  readonly answers?: readonly number[];
  readonly timeoutMs?: number;
}

export type HttpAnswer<T> =
  | { readonly kind: 'ok'; readonly value: T }
  /** One of the statuses asked for in `answers`; `body` is its JSON, undefined where it has none. */
  | { readonly kind: 'status'; readonly status: number; readonly body: unknown };

export interface HttpClient {
  /** The value, or GatewayError. */
  call<T = undefined>(request: HttpRequest<T>): Promise<T>;
  /** For requests with `answers`. */
  ask<T = undefined>(request: HttpRequest<T>): Promise<HttpAnswer<T>>;
}

/**
 * The one way in which gateways speak HTTP: every reply is parsed, every failure is a GatewayError, no
 * error carries a body, a header or a secret. Redirects are not followed: they change a POST into a GET.
 */
export function httpClient(remote: HttpRemote): HttpClient {
  async function ask<T>(request: HttpRequest<T>): Promise<HttpAnswer<T>> {
    const { response, text } = await exchange(remote, request);
    if (request.answers?.includes(response.status))
      return { kind: 'status', status: response.status, body: jsonOrNothing(text) };
    if (!response.ok) throw statusError(remote, request, response);
    return { kind: 'ok', value: readReply(remote, request, { response, text }) };
  }
  return {
    ask,
    async call(request) {
      const answer = await ask(request);
      if (answer.kind === 'ok') return answer.value;
      throw new GatewayError('requestRejected', {
        message: `${remote.name} answered ${answer.status} to ${request.method} ${routeOf(request.path)}`,
        code: String(answer.status),
      });
    },
  };
}

interface Exchange {
  readonly response: Response;
  readonly text: string;
}

async function exchange<T>(remote: HttpRemote, request: HttpRequest<T>): Promise<Exchange> {
  const url = addressOf(remote, request);
  try {
    const response = await remote.fetch(url, {
      method: request.method,
      headers: {
        accept: 'application/json',
        ...(request.json === undefined ? {} : { 'content-type': 'application/json' }),
        ...remote.headers,
        ...request.headers,
      },
      ...(request.json === undefined ? {} : { body: JSON.stringify(request.json) }),
      redirect: 'manual',
      signal: AbortSignal.timeout(request.timeoutMs ?? remote.timeoutMs),
    });
    return { response, text: await response.text() };
  } catch (error) {
    throw connectionError(remote, request, error);
  }
}

function addressOf<T>(remote: HttpRemote, request: HttpRequest<T>): URL {
  const base = URL.canParse(remote.baseUrl) ? new URL(remote.baseUrl) : null;
  if (base === null || !/^https?:$/.test(base.protocol) || base.username !== '' || base.password !== '') {
    throw new GatewayError('requestRejected', {
      message: `The address of ${remote.name} must begin with http:// or https:// and carry no user name or password`,
    });
  }
  const url = new URL(base.origin + base.pathname.replace(/\/+$/, '') + request.path);
  for (const [key, value] of Object.entries(request.query ?? {})) url.searchParams.set(key, value);
  return url;
}

/** A connection with one of these codes was never opened, so nothing was sent. */
const NEVER_OPENED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'ERR_SSL_WRONG_VERSION_NUMBER',
]);

function connectionError<T>(remote: HttpRemote, request: HttpRequest<T>, error: unknown): GatewayError {
  const code = codeOf(error);
  const mayHaveHappened = request.effect === 'write' && !NEVER_OPENED.has(code);
  return new GatewayError(mayHaveHappened ? 'outcomeUnknown' : 'unreachable', {
    message: mayHaveHappened
      ? `${remote.name} did not answer ${request.method} ${routeOf(request.path)} (${code}); it may have happened`
      : `${remote.name} cannot be reached (${code})`,
    code,
    cause: redactedCause(remote, error),
  });
}

/** The first code found along the causes; fetch hides the real one inside, and a host with two addresses two deep. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'UNKNOWN';
  if (error.name === 'TimeoutError') return 'TIMEOUT';
  if ('code' in error && typeof error.code === 'string') return error.code;
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return error.cause === undefined ? 'UNKNOWN' : codeOf(error.cause);
}

/** What the network said, without what we sent: an error about a header quotes the header. */
function redactedCause(remote: HttpRemote, error: unknown): Error {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const words = inner instanceof Error ? `${inner.name}: ${inner.message}` : 'not an error';
  return new Error(redact(words, remote.secrets));
}

/** Takes secrets out, also in their percent-encoded form. */
export function redact(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret !== '')
    .reduce(
      (rest, secret) =>
        rest.replaceAll(secret, '[secret]').replaceAll(encodeURIComponent(secret), '[secret]'),
      text,
    );
}

function statusError<T>(remote: HttpRemote, request: HttpRequest<T>, response: Response): GatewayError {
  const { status } = response;
  const wait = retryAfterMs(response.headers.get('retry-after'), remote.now());
  return new GatewayError(faultOf(remote, request, status), {
    message: redact(
      `${remote.name} answered ${status} to ${request.method} ${routeOf(request.path)}${whither(response)}`,
      remote.secrets,
    ),
    code: String(status),
    ...(wait === null ? {} : { retryAfterMs: wait }),
  });
}

function faultOf<T>(remote: HttpRemote, request: HttpRequest<T>, status: number): Fault {
  if (status === 401) return 'credentialsRejected';
  if (status === 403) return remote.forbidden;
  if (status === 404) return request.missing ?? 'notFound';
  if (status === 410) return 'endpointRetired';
  if (status === 429) return 'rateLimited';
  // A proxy lost the provider on the way: a write may have got through all the same.
  if ((status === 502 || status === 504) && request.effect === 'write') return 'outcomeUnknown';
  if (status >= 500 || status === 408) return 'unreachable';
  return 'requestRejected';
}

function whither(response: Response): string {
  const location = response.headers.get('location');
  if (response.status < 300 || response.status > 399 || location === null) return '';
  return URL.canParse(location) ? `, which leads to ${new URL(location).origin}: enter that address` : '';
}

/** Seconds or a date; null when the reply names no wait. */
function retryAfterMs(header: string | null, now: number): number | null {
  if (header === null) return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds) && seconds >= 0) return Math.ceil(seconds * 1_000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

function readReply<T>(remote: HttpRemote, request: HttpRequest<T>, { response, text }: Exchange): T {
  const about = `${remote.name} answered ${request.method} ${routeOf(request.path)} with`;
  if (response.headers.get('content-type')?.startsWith('text/html')) {
    throw unreadable(`${about} a web page; is the address right and nothing in front of it?`, response);
  }
  if (request.reply === undefined) return undefined as T;
  const parsed = request.reply.safeParse(
    parseJson(text, () => unreadable(`${about} something that is not whole JSON`, response)),
  );
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues
    .slice(0, 3)
    .map((issue) => `${z.core.toDotPath(issue.path)}: ${issue.message}`);
  throw unreadable(`${about} an unexpected shape (${wrong.join('; ')}); is its version supported?`, response);
}

function parseJson(text: string, otherwise: () => GatewayError): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The parser quotes the text, and no body belongs in an error.
    throw otherwise();
  }
}

function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function unreadable(message: string, response: Response): GatewayError {
  return new GatewayError('badReply', { message, code: String(response.status) });
}

/** The path without ids, so that errors of one kind read alike. */
function routeOf(path: string): string {
  return path.replaceAll(/\/[0-9a-f-]{32,36}(?=\/|$)/gi, '/{id}');
}
