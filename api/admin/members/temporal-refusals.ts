import { isGrpcServiceError, ServiceError } from '@temporalio/client';
import { Refusal } from '../../refusal.ts';

/** Of gRPC. Temporal answers so once a process failed at the same step three times running. */
const FAILED_PRECONDITION = 9;

export function temporalUnreachable(): Refusal {
  return new Refusal('unavailable', {
    userMessage:
      'Temporal cannot be reached, so no process can answer. Nothing is lost; try again once it runs.',
    reason: 'temporalUnreachable',
  });
}

/** The same in words, where a question to a process ended at Temporal itself; null for an error of another kind. */
export function refusedByTemporal(error: unknown): Refusal | null {
  // The client wraps what it knows no class for.
  const answer = error instanceof ServiceError ? error.cause : error;
  if (!isGrpcServiceError(answer)) return null;
  return answer.code === FAILED_PRECONDITION ? processStuck() : temporalUnreachable();
}

function processStuck(): Refusal {
  return new Refusal('unavailable', {
    userMessage:
      'The process of this member fails at its latest step and tries it again by itself; its history in Temporal and ' +
      'the log of the worker say why. Nothing is lost.',
    reason: 'processStuck',
  });
}
