import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../../activities/deps.ts';

const EVERY_MS = 250;

export interface Waiting {
  /** What is waited for, as the log names it. */
  readonly what: string;
  readonly log: Log;
  /** After that the start has failed, and whoever keeps this program running is to know. */
  readonly withinMs: number;
}

/** Works with what may be on its way up as well: a restart of the whole machine starts everything at once. */
export async function untilItAnswers<Result>(waiting: Waiting, work: () => Promise<Result>): Promise<Result> {
  const { what, log, withinMs } = waiting;
  const end = Date.now() + withinMs;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (Date.now() > end) throw error;
      if (attempt === 1) log.warn({ what, error: String(error) }, 'it does not answer yet');
      await pause(EVERY_MS);
    }
  }
}
