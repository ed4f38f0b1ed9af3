import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Job, WebhookEndpoint } from './webhooks.ts';
import type { Seed } from './world.ts';

const gatherMs = 50;

export interface SavedState extends Seed {
  readonly endpoints: readonly WebhookEndpoint[];
  readonly pending: readonly Job[];
}

export function readSaved(path: string): SavedState | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as SavedState;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return null;
    }
    throw error;
  }
}

export interface Saver {
  /** Soon: many changes become one write. */
  soon(): void;
  now(): void;
}

/** Writes the state beside its place and moves it there, so a kill leaves the old or the new one. */
export function createSaver(path: string | undefined, state: () => SavedState): Saver {
  let timer: NodeJS.Timeout | undefined;

  function now(): void {
    clearTimeout(timer);
    timer = undefined;
    if (path === undefined) {
      return;
    }
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.new`, JSON.stringify(state()));
    renameSync(`${path}.new`, path);
  }

  return {
    soon() {
      timer ??= path === undefined ? undefined : setTimeout(now, gatherMs);
    },
    now,
  };
}
