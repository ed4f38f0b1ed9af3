import { condition } from '@temporalio/workflow';

/** A process whose wake-up lies further ahead looks again after this long, so that new code takes hold. */
const LONGEST_WAIT_MS = 30 * 24 * 60 * 60 * 1000;
/** A wait of less than this is taken in one. */
const SHORT_WAIT_MS = 10_000;
/** How long before its instant a process aims again; different for each, so that those with one end do not meet. */
const AIM_AGAIN_MS = { least: 15_000, most: 60_000 };
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
      if (at === null || at - Date.now() > LONGEST_WAIT_MS)
        await condition(isWoken, LONGEST_WAIT_MS, { summary });
      else await waitFor(at, isWoken, summary);
      const clock = Date.now();
      wokenAt = at !== null && clock >= at && clock - at <= ONE_WAKING_MS ? at : clock;
    },
    async rest(isWoken) {
      await condition(isWoken);
      wokenAt = Date.now();
    },
  };
}

/**
 * A timer runs for a length, from when the server hears of it: it is late by what the look before it took,
 * and more on a busy machine. So a long wait ends early and is followed by a short one that begins at once.
 */
async function waitFor(at: number, isWoken: () => boolean, summary: string): Promise<void> {
  const left = at - Date.now();
  if (left > SHORT_WAIT_MS) {
    const { least, most } = AIM_AGAIN_MS;
    const early = Math.min(least + Math.random() * (most - least), left / 2);
    if (await condition(isWoken, left - early, { summary })) return;
  }
  const rest = at - Date.now();
  if (rest > 0) await condition(isWoken, rest, { summary });
}
