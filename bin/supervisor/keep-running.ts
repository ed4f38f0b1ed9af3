import { setTimeout as pause } from 'node:timers/promises';

/** Something that runs until it ends or is stopped. */
export interface Running {
  readonly pid: number;
  /** Settles when it is gone, with words for why. */
  readonly onExit: Promise<string>;
  stop(): Promise<void>;
}

export interface Kept<T extends Running> {
  /** The one that runs now, or ran last. */
  current(): T;
  /** Ends the one that runs; a new one takes its place at once. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface KeepOptions<T extends Running> {
  readonly name: string;
  start(): Promise<T>;
  /** Called for each one that takes the place of another. */
  onReplaced?(running: T): Promise<void>;
  readonly log: (words: string) => void;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 10_000;
/** Who lived that long did not die of how it was started. */
const HEALTHY_AFTER_MS = 10_000;

/** Starts it, and again whenever it ends, with growing pauses. The first start may fail: then nothing is kept. */
export async function keepRunning<T extends Running>(options: KeepOptions<T>): Promise<Kept<T>> {
  const stopping = new AbortController();
  let current = await options.start();
  let isWanted = false;
  const follow = async (): Promise<void> => {
    let failures = 0;
    while (!stopping.signal.aborted) {
      const startedAt = Date.now();
      const why = await current.onExit;
      if (stopping.signal.aborted) return;
      failures = isWanted || Date.now() - startedAt > HEALTHY_AFTER_MS ? 0 : failures + 1;
      if (!isWanted) options.log(`${options.name} ${why}; it is started again.`);
      isWanted = false;
      const next = await replace(options, failures, stopping.signal);
      if (next === null) return;
      current = next;
    }
  };
  const following = follow();
  return {
    current: () => current,
    restart: async () => {
      isWanted = true;
      await current.stop();
    },
    stop: async () => {
      stopping.abort();
      await current.stop();
      await following;
    },
  };
}

async function replace<T extends Running>(
  options: KeepOptions<T>,
  failuresBefore: number,
  signal: AbortSignal,
): Promise<T | null> {
  for (let failures = failuresBefore; !signal.aborted; failures += 1) {
    if (!(await waited(pauseAfter(failures), signal))) return null;
    try {
      const next = await options.start();
      if (signal.aborted) {
        await next.stop();
        return null;
      }
      await options.onReplaced?.(next);
      return next;
    } catch (error) {
      options.log(`${options.name} could not be started: ${(error as Error).message}`);
    }
  }
  return null;
}

export function pauseAfter(failures: number): number {
  return failures === 0 ? 0 : Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1));
}

async function waited(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await pause(ms, undefined, { signal });
    return true;
  } catch (error) {
    if ((error as Error).name === 'AbortError') return false;
    throw error;
  }
}
