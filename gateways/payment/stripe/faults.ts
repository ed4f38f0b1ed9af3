import Stripe from 'stripe';
import { type Fault, GatewayError } from '../../fault.ts';

/**
 * What a call does at Stripe, which decides what a lost answer means. `close` writes, but doing it twice is
 * harmless, so a lost answer is simply tried again.
 */
export type CallKind = 'read' | 'write' | 'close';

/** Makes one call and lets nothing but GatewayError out. */
export async function asking<T>(kind: CallKind, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw toGatewayError(error, kind);
  }
}

function toGatewayError(error: unknown, kind: CallKind): GatewayError {
  if (error instanceof GatewayError) {
    return error;
  }
  if (error instanceof Stripe.errors.StripeConnectionError) {
    return withoutAnswer(error, kind);
  }
  if (error instanceof Stripe.errors.StripeError && error.statusCode !== undefined) {
    return refused(error, error.statusCode, kind);
  }
  return new GatewayError('badReply', {
    message: 'Stripe answered something that cannot be read. Is a proxy or a login page in between?',
    cause: traceOf(error),
  });
}

/** The request cannot have reached Stripe when the way there failed. */
const neverArrived: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'EPROTO',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'UND_ERR_CONNECT_TIMEOUT',
]);

function withoutAnswer(
  error: InstanceType<typeof Stripe.errors.StripeConnectionError>,
  kind: CallKind,
): GatewayError {
  const code = systemCodeOf(error.detail);
  const mayHaveHappened = kind === 'write' && !neverArrived.has(code);
  return new GatewayError(mayHaveHappened ? 'outcomeUnknown' : 'unreachable', {
    message: mayHaveHappened
      ? `Stripe did not answer (${code}), so it is unknown whether it did what was asked.`
      : `Stripe cannot be reached (${code}). Check the network, DNS and firewall of this machine.`,
    cause: traceOf(error.detail),
    code,
  });
}

function systemCodeOf(failure: unknown): string {
  if (typeof failure !== 'object' || failure === null) {
    return 'no answer';
  }
  if ('code' in failure && typeof failure.code === 'string') {
    return failure.code;
  }
  return 'cause' in failure ? systemCodeOf(failure.cause) : 'no answer';
}

const reusedKey = 'idempotency_error';

/** The same idempotency key came with other parameters, so an earlier request under it was received. */
export function isReusedKey(error: unknown): boolean {
  return error instanceof GatewayError && error.fault === 'requestRejected' && error.code === reusedKey;
}

type StripeFailure = InstanceType<typeof Stripe.errors.StripeError>;

function refused(error: StripeFailure, status: number, kind: CallKind): GatewayError {
  const fault = faultOf(error, status, kind);
  const wait = fault === 'rateLimited' ? waitOf(error) : undefined;
  return new GatewayError(fault, {
    message: wordsOf(error, fault),
    cause: traceOf(error),
    code: error instanceof Stripe.errors.StripeIdempotencyError ? reusedKey : (error.code ?? String(status)),
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  });
}

const faultByStatus: Readonly<Record<number, Fault>> = {
  401: 'credentialsRejected',
  // A key without the permission: only the admin can help, by giving the key more rights.
  403: 'credentialsRejected',
  404: 'notFound',
  // The same key is being worked on right now; the same request finds its answer a little later.
  409: 'unreachable',
  410: 'endpointRetired',
  429: 'rateLimited',
};

function faultOf(error: StripeFailure, status: number, kind: CallKind): Fault {
  if (error instanceof Stripe.errors.StripeRateLimitError) {
    return 'rateLimited';
  }
  if (status >= 500) {
    // A replayed failure was executed once and stays what it is under this key: asking again tells nothing.
    return kind === 'write' && isReplay(error) ? 'outcomeUnknown' : 'unreachable';
  }
  return faultByStatus[status] ?? 'requestRejected';
}

function isReplay(error: StripeFailure): boolean {
  return headerOf(error, 'idempotent-replayed') === 'true';
}

function headerOf(error: StripeFailure, name: string): string | undefined {
  const value: unknown = error.headers?.[name];
  return typeof value === 'string' ? value : undefined;
}

function waitOf(error: StripeFailure): number | undefined {
  const seconds = Number(headerOf(error, 'retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}

function wordsOf(error: StripeFailure, fault: Fault): string {
  const said = withoutSecrets(error.message);
  const permission = missingPermission(error);
  if (permission !== null) {
    return `The Stripe key lacks a permission: ${permission}. Edit the restricted key in Stripe's dashboard.`;
  }
  switch (fault) {
    case 'credentialsRejected':
      return 'Stripe refuses the secret key. Copy it again from Developers, API keys in Stripe, or make a new one.';
    case 'rateLimited':
      return 'Stripe asks for fewer requests.';
    case 'outcomeUnknown':
      return 'Stripe failed inside while it did what was asked, so the outcome is unknown.';
    case 'unreachable':
      return `Stripe is in trouble or busy: ${said}`;
    default:
      return `Stripe refused the request: ${said}`;
  }
}

/**
 * Stripe names the missing right only in its sentence, as 'rak_checkout_session_write'.
 * https://github.com/stripe/stripe-node/issues/2246, seen 2026-11.
 */
function missingPermission(error: StripeFailure): string | null {
  if (error.statusCode !== 403) {
    return null;
  }
  const named = /rak_(\w+?)_(read|write)\b/.exec(error.message);
  return named === null ? 'Stripe does not say which' : `${named[1]?.replaceAll('_', ' ')}: ${named[2]}`;
}

/** Stripe repeats keys and e-mail addresses in its sentences; neither may reach a log or a history. */
function withoutSecrets(sentence: string): string {
  return sentence
    .replaceAll(/\b(sk|rk|pk|whsec)_[\w*.…-]+/g, '$1_…')
    .replaceAll(/[^\s@'"<>]+@[^\s@'"<>]+/g, '(an address)');
}

/** What an operator needs of the original, with the same care: the SDK's own error carries whole replies. */
function traceOf(error: unknown): Error {
  if (error instanceof Stripe.errors.StripeError) {
    const parts = [error.type, error.statusCode, error.code, error.param, error.requestId];
    return new Error(parts.filter((part) => part !== undefined && part !== null).join(' '));
  }
  const isNamed = error instanceof Error;
  return new Error(isNamed ? `${error.name}: ${withoutSecrets(error.message)}` : 'not an error object');
}
