import { setTimeout as pause } from 'node:timers/promises';

/** Longer than any part needs to come back while the others are being killed too, also on a busy machine. */
const PATIENCE_MS = 240_000;
const EVERY_MS = 300;

/** What no repetition changes. */
export class Hopeless extends Error {}

/** Tries until it works: parts of the site are away for moments. Bounded, and says what it last met. */
export async function persistently<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Hopeless) throw error;
      if (Date.now() > end) throw new Error(`${what} did not work: ${wordsOf(error)}`, { cause: error });
      await pause(EVERY_MS);
    }
  }
}

/** Looks until there is something to see. */
export async function seen<Result>(
  what: string,
  look: () => Promise<Result | null> | Result | null,
): Promise<Result> {
  return await persistently(what, async () => {
    const found = await look();
    if (found === null) throw new Error('nothing is there yet');
    return found;
  });
}

export async function until(at: number): Promise<void> {
  await pause(Math.max(0, at - Date.now()));
}

export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
