import { condition } from '@temporalio/workflow';

/** A process whose wake-up lies further ahead looks again after this long, so that new code takes hold. */
const LONGEST_WAIT_MS = 30 * 24 * 60 * 60 * 1000;
/** What follows from one waking within this time is recorded as of it. */
const ONE_WAKING_MS = 5_000;

export interface Alarm {
  /** The process's own now. */
  now(): number;
  /** Sleeps until `at` (null: no end) or until `isWoken`. */
  wait(at: number | null, isWoken: () => boolean, summary: string): Promise<void>;
  /** Waits for something that is sure to come soon, without a timer beside it. */
  rest(isWoken: () => boolean): Promise<void>;
}

/**
 * Waits for absolute instants. A process woken in time for the instant it waited for acts as of that instant,
 * and all that follows from one waking has one now, so that what happened can be compared with what was
 * forecast to the millisecond.
 */
export function createAlarm(): Alarm {
  let wokenAt = Date.now();
  return {
    now() {
      const clock = Date.now();
      if (clock - wokenAt > ONE_WAKING_MS) wokenAt = clock;
      return wokenAt;
    },
    async wait(at, isWoken, summary) {
      const left = at === null ? LONGEST_WAIT_MS : Math.min(at - Date.now(), LONGEST_WAIT_MS);
      if (left > 0) await condition(isWoken, left, { summary });
      const clock = Date.now();
      wokenAt = at !== null && clock >= at && clock - at <= ONE_WAKING_MS ? at : clock;
    },
    async rest(isWoken) {
      await condition(isWoken);
      wokenAt = Date.now();
    },
  };
}
