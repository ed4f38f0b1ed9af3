import { condition } from '@temporalio/workflow';

/** A process whose wake-up lies further ahead looks again after this long, so that new code takes hold. */
const LONGEST_WAIT_MS = 30 * 24 * 60 * 60 * 1000;
/** Woken within this of the instant it waited for, a process acts as of that instant: it was on time. */
const ON_TIME_MS = 2_000;

export interface Alarm {
  /** The process's own now. */
  now(): number;
  /** Sleeps until `at` (null: no end) or until `isWoken`. */
  wait(at: number | null, isWoken: () => boolean, summary: string): Promise<void>;
}

/**
 * Waits for absolute instants. What is done for an instant is recorded as of it, not some milliseconds later,
 * so that what happened can be compared with what was forecast.
 */
export function createAlarm(): Alarm {
  let due: number | null = null;
  return {
    now() {
      const clock = Date.now();
      return due !== null && clock >= due && clock - due <= ON_TIME_MS ? due : clock;
    },
    async wait(at, isWoken, summary) {
      due = at;
      const left = at === null ? LONGEST_WAIT_MS : Math.min(at - Date.now(), LONGEST_WAIT_MS);
      if (left > 0) await condition(isWoken, left, { summary });
    },
  };
}
