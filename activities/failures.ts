import { ApplicationFailure } from '@temporalio/common';
import { isDatabaseAway } from '../db/lost-connection.ts';
import { type Fault, GatewayError } from '../gateways/fault.ts';
import type { Log } from './deps.ts';

interface FailureKind {
  /** Released: operators search for it and workflows branch on it. Never renamed. */
  readonly type: string;
  /** Whether the same activity call may simply be made again. */
  readonly retryable: boolean;
}

/** The one table from faults to failures. What each means for readers stands in docs/operators.md. */
export const failureKinds: Readonly<
  Record<Fault | 'settingsMissing' | 'databaseAway' | 'busy' | 'internal', FailureKind>
> = {
  unreachable: { type: 'GatewayUnreachable', retryable: true },
  rateLimited: { type: 'GatewayRateLimited', retryable: true },
  badReply: { type: 'GatewayReplyUnreadable', retryable: true },
  credentialsRejected: { type: 'GatewayCredentialsRejected', retryable: false },
  endpointRetired: { type: 'GatewayEndpointRetired', retryable: false },
  requestRejected: { type: 'GatewayRequestRejected', retryable: false },
  notFound: { type: 'GatewayThingNotFound', retryable: false },
  outcomeUnknown: { type: 'OutcomeUnknown', retryable: false },
  settingsMissing: { type: 'SettingsMissing', retryable: false },
  databaseAway: { type: 'DatabaseUnreachable', retryable: true },
  busy: { type: 'GrantBusy', retryable: true },
  internal: { type: 'InternalError', retryable: true },
};

/** A provider is not configured: the process waits until the settings change. */
export function settingsMissing(message: string): ApplicationFailure {
  return failure('settingsMissing', message);
}

/** Another writer holds the grant; it gives it back within its lease. */
export function grantBusy(): ApplicationFailure {
  return failure('busy', 'another call is changing this grant');
}

/** A gateway has a word for something that this version does not know: it waits, and a person looks. */
export function stateUnknown(state: string): ApplicationFailure {
  return failure('badReply', `the gateway says "${state}", which this version does not know`);
}

/** The worker stops and cannot wait for the end of this call. */
export function workerStopped(): ApplicationFailure {
  return failure('outcomeUnknown', 'the worker was stopped while it waited for an answer');
}

/**
 * What crosses into a workflow history: type and admin words, never a cause, since causes of libraries carry
 * addresses and answers. The cause goes to the log with the same id.
 */
export function toFailure(error: unknown, log: Log): unknown {
  if (error instanceof ApplicationFailure || isCancellation(error)) return error;
  if (error instanceof GatewayError) {
    log.warn({ fault: error.fault, code: error.code, cause: describe(error.cause) }, error.message);
    const kind = failureKinds[error.fault];
    return ApplicationFailure.create({
      type: kind.type,
      message: withoutAddresses(error.message),
      nonRetryable: !kind.retryable,
      ...(error.retryAfterMs === undefined ? {} : { nextRetryDelay: error.retryAfterMs }),
    });
  }
  if (isDatabaseAway(error)) {
    log.warn({ cause: describe(error) }, 'the database could not be reached');
    return failure('databaseAway', 'the database could not be reached');
  }
  const id = Math.random().toString(36).slice(2, 10);
  log.error({ id, error: describe(error) }, 'an activity failed unexpectedly');
  return failure('internal', `unexpected error, id ${id} in the log`);
}

function failure(kind: keyof typeof failureKinds, message: string): ApplicationFailure {
  const { type, retryable } = failureKinds[kind];
  return ApplicationFailure.create({ type, message, nonRetryable: !retryable });
}

function isCancellation(error: unknown): boolean {
  return error instanceof Error && (error.name === 'CancelledFailure' || error.name === 'AbortError');
}

function withoutAddresses(text: string): string {
  return text.replace(/[^\s<>"'(]+@[^\s<>"')]+/g, '(address)');
}

function describe(error: unknown): string | undefined {
  if (error === undefined) return undefined;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Maps every error of every activity once; wired in bin. */
export function failureInterceptor(log: Log) {
  return {
    inbound: {
      async execute<Input>(input: Input, next: (input: Input) => Promise<unknown>): Promise<unknown> {
        try {
          return await next(input);
        } catch (error) {
          throw toFailure(error, log);
        }
      },
    },
  };
}
