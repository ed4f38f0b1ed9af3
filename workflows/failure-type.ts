import { ActivityFailure, ApplicationFailure, isCancellation, TimeoutFailure } from '@temporalio/workflow';

export interface KnownFailure {
  /** As listed in docs/operators.md. */
  readonly type: string;
  readonly message: string;
}

/** Reads why an activity failed; cancellation of the process itself is passed on. */
export function failureOf(error: unknown): KnownFailure {
  if (isCancellation(error)) throw error;
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof ApplicationFailure)
    return { type: cause.type ?? 'InternalError', message: cause.message };
  if (cause instanceof TimeoutFailure)
    return { type: 'OutcomeUnknown', message: 'no answer within the time allowed' };
  return { type: 'InternalError', message: 'the activity ended in an unknown way' };
}
