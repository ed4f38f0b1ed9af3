/**
 * The one way in which a gateway fails. An expected business result (declined, already a member, gone)
 * is a value; everything else is a GatewayError with one of these faults. What each means for retries and
 * for readers stands in activities/failures.ts.
 */
export type Fault =
  /** No connection, DNS, TLS, 5xx, or a time-out on a read. */
  | 'unreachable'
  /** 429; `retryAfterMs` when the reply named a wait. */
  | 'rateLimited'
  /** A 2xx that fails our schema, HTML instead of JSON, a cut body. */
  | 'badReply'
  /** The key or token itself is refused. */
  | 'credentialsRejected'
  /** 410: the provider has taken this endpoint away. */
  | 'endpointRetired'
  /** Our request is wrong. */
  | 'requestRejected'
  /** The remote thing is gone. */
  | 'notFound'
  /** A write that timed out or lost its connection and may have happened: look up, never repeat blindly. */
  | 'outcomeUnknown';

export interface FaultDetails {
  /** Words for an admin: cause and, where known, the fix. Never a secret, never a whole body. */
  readonly message: string;
  readonly cause?: unknown;
  readonly retryAfterMs?: number;
  /** HTTP status or protocol code, for operators. */
  readonly code?: string;
}

export class GatewayError extends Error {
  readonly fault: Fault;
  readonly retryAfterMs: number | undefined;
  readonly code: string | undefined;

  constructor(fault: Fault, details: FaultDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'GatewayError';
    this.fault = fault;
    this.retryAfterMs = details.retryAfterMs;
    this.code = details.code;
  }
}

/** What a Test button says: who answered, or what is wrong in words an admin can act on. */
export type ConnectionTest =
  | { readonly ok: true; readonly summary: string; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly fault: Fault; readonly field: string | null; readonly message: string };
