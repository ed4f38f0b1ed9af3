import type { VirtualClock } from '../frame/index.ts';
import { Refusal } from './refusal.ts';

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** The first request under a key and what it was answered. */
export interface Remembered {
  readonly path: string;
  readonly params: string;
  readonly at: number;
  readonly requestId: string;
  /** Null while the first request is still being worked on. */
  answer: Answer | null;
}

interface KeyedRequest {
  readonly key: string | undefined;
  readonly path: string;
  readonly params: string;
  readonly requestId: string;
}

interface KeyedAnswer extends Answer {
  /** The request whose stored answer this is. Null: just executed. */
  readonly replayOf: string | null;
}

export interface Idempotency {
  run(request: KeyedRequest, execute: () => Promise<Answer>): Promise<KeyedAnswer>;
}

const keysLiveMs = 24 * 60 * 60 * 1000;
const longestKey = 255;

/**
 * Stripe's rules: once execution began the first answer is stored, also a failure, and the same request gets
 * it again; other parameters or another path are refused; a second request while the first one is being worked
 * on conflicts; what validation refused is not stored; keys are forgotten after a day.
 */
export function createIdempotency(clock: VirtualClock, remembered: Map<string, Remembered>): Idempotency {
  function known(key: string): Remembered | undefined {
    const entry = remembered.get(key);
    if (entry !== undefined && entry.answer !== null && clock.now() - entry.at >= keysLiveMs) {
      remembered.delete(key);
      return undefined;
    }
    return entry;
  }

  return {
    async run(request, execute) {
      const { key } = request;
      if (key === undefined) {
        return { ...(await execute()), replayOf: null };
      }
      const before = known(checked(key));
      if (before !== undefined) {
        return replay(before, request, key);
      }
      const { path, params, requestId } = request;
      const entry: Remembered = { path, params, requestId, at: clock.now(), answer: null };
      remembered.set(key, entry);
      try {
        entry.answer = await execute();
      } catch (error) {
        remembered.delete(key);
        throw error;
      }
      return { ...entry.answer, replayOf: null };
    },
  };
}

function checked(key: string): string {
  if (key.length > longestKey) {
    throw new Refusal({
      status: 400,
      type: 'invalid_request_error',
      message: `Idempotency keys may be ${longestKey} characters long at most.`,
      isBeforeExecution: true,
    });
  }
  return key;
}

function replay(before: Remembered, request: KeyedRequest, key: string): KeyedAnswer {
  if (before.path !== request.path) {
    throw keyMisused(
      `Keys for idempotent requests can only be used for the same endpoint they were first used for ('${request.path}' vs '${before.path}'). Try using a key other than '${key}'.`,
    );
  }
  if (before.params !== request.params) {
    throw keyMisused(
      `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}'.`,
    );
  }
  if (before.answer === null) {
    throw new Refusal({
      status: 409,
      type: 'idempotency_error',
      code: 'idempotency_key_in_use',
      message: `There is currently another in-progress request using this idempotency key: ${key}.`,
      isBeforeExecution: true,
    });
  }
  return { ...before.answer, replayOf: before.requestId };
}

function keyMisused(message: string): Refusal {
  return new Refusal({ status: 400, type: 'idempotency_error', message, isBeforeExecution: true });
}
