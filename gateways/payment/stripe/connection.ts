import Stripe from 'stripe';

type HttpClient = NonNullable<NonNullable<ConstructorParameters<typeof Stripe>[1]>['httpClient']>;
type Answer = Awaited<ReturnType<HttpClient['makeRequest']>>;

/** Stripe's own address; tests and the demo point somewhere else. */
const stripeBase = 'https://api.stripe.com';
const patienceMs = 15_000;

export interface StripeConnectionOptions {
  readonly secretKey: string;
  /** Where the API is, e.g. `http://127.0.0.1:4010`. Absent: Stripe itself. */
  readonly apiBase?: string;
  /** Absent: Node's own HTTP client. */
  readonly fetch?: typeof fetch;
  /** How long one request may stay without an answer. Absent: 15 seconds. */
  readonly timeoutMs?: number;
}

/** The SDK, told to leave retries to the engine and to report nothing about this site. */
export function connect(options: StripeConnectionOptions): Stripe {
  const base = new URL(options.apiBase ?? stripeBase);
  const isPlain = base.protocol === 'http:';
  return new Stripe(options.secretKey, {
    host: base.hostname,
    port: base.port === '' ? (isPlain ? 80 : 443) : Number(base.port),
    protocol: isPlain ? 'http' : 'https',
    timeout: options.timeoutMs ?? patienceMs,
    maxNetworkRetries: 0,
    telemetry: false,
    httpClient: careful(
      options.fetch === undefined
        ? Stripe.createNodeHttpClient()
        : Stripe.createFetchHttpClient(options.fetch),
    ),
  });
}

/**
 * Mends four habits of the SDK (23.1.0):
 * - it prints Stripe's notices to stderr unless an environment variable forbids it;
 * - it loses the status of an answer that is not JSON, so a proxy's 502 page looks like a broken answer;
 * - it takes a 5xx whose JSON has no `error` for a success, and stumbles over JSON that is no object;
 * - it repeats a closed connection once by itself. When that repetition then finds nobody, the first attempt
 *   may still have been received, so the first failure is the one to tell.
 */
function careful(inner: HttpClient): HttpClient {
  const closedOnce = new Map<string, unknown>();
  return {
    getClientName: () => inner.getClientName(),
    async makeRequest(...call) {
      const key = String(call[4]['Idempotency-Key'] ?? '');
      const firstFailure = closedOnce.get(key);
      closedOnce.delete(key);
      try {
        return readable(await inner.makeRequest(...call));
      } catch (error) {
        if (firstFailure !== undefined) {
          throw firstFailure;
        }
        if (key !== '' && isClosed(error)) {
          closedOnce.set(key, error);
        }
        throw error;
      }
    },
  };
}

function isClosed(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return Stripe.HttpClient.CONNECTION_CLOSED_ERROR_CODES.includes(code);
}

function readable(answer: Answer): Answer {
  const { 'stripe-notice': _notice, ...headers } = answer.getHeaders();
  const status = answer.getStatusCode();
  return {
    getStatusCode: () => status,
    getHeaders: () => headers,
    getRawResponse: () => answer.getRawResponse(),
    toStream: (done) => answer.toStream(done),
    dispose: () => answer.dispose?.(),
    toJSON: () => (status < 400 ? bodyOf(answer) : errorOf(answer)),
  };
}

async function bodyOf(answer: Answer): Promise<unknown> {
  const body: unknown = await answer.toJSON().catch(cutBody);
  if (typeof body !== 'object' || body === null) {
    throw new SyntaxError('not an object');
  }
  return body;
}

/** The status alone tells what to do; an explanation that cannot be read adds nothing. */
async function errorOf(answer: Answer): Promise<unknown> {
  const body: unknown = await answer.toJSON().catch(() => null);
  const isStripes = typeof body === 'object' && body !== null && 'error' in body;
  return isStripes && typeof body.error === 'object' && body.error !== null
    ? body
    : {
        error: {
          type: 'api_error',
          message: `HTTP ${answer.getStatusCode()} without an explanation by Stripe`,
        },
      };
}

/** A body that broke off is an answer nobody can read, not a lost connection: the effect has been confirmed. */
function cutBody(error: unknown): never {
  throw new SyntaxError('cut short', { cause: error });
}
