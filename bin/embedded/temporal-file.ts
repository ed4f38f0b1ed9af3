import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { identityOf, signal } from './process-identity.ts';

/**
 * The file in which an embedded Temporal server keeps its processes. It is disposable: all facts are in
 * Postgres, and every process can be started again from them.
 */
export interface TemporalFile {
  readonly path: string;
  /** True where it has just begun: no process is in it yet. */
  readonly isFresh: boolean;
}

const NAME = 'temporal.db';
/** SQLite writes beside the file until a checkpoint; the three belong together. */
const DAMAGED = 'damaged';
const RUNNING = 'running.json';
const LEFTOVER_STOP_MS = 5000;
const PARTS = [NAME, `${NAME}-wal`, `${NAME}-shm`, DAMAGED];
const SQLITE_MARK = 'SQLite format 3\0';

/**
 * The file to go on with, or the path of a fresh one where there is none, where it is damaged, or where another
 * version of the server made it, since a server does not migrate such a file.
 */
export function openTemporalFile(
  folder: string,
  version: string,
  log: (words: string) => void,
): TemporalFile {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, NAME);
  const versionFile = join(folder, 'server-version');
  const isThere = existsSync(path);
  const madeBy = existsSync(versionFile) ? readFileSync(versionFile, 'utf8').trim() : '';
  const reason = isThere ? whyNot(folder, { madeBy, version }) : null;
  if (reason !== null) setAside(folder, reason, log);
  const isFresh = !isThere || reason !== null;
  if (isFresh) writeFileSync(versionFile, `${version}\n`);
  return { path, isFresh };
}

function whyNot(folder: string, { madeBy, version }: { madeBy: string; version: string }): string | null {
  if (existsSync(join(folder, DAMAGED)) || !looksLikeSqlite(join(folder, NAME))) return 'is damaged';
  return madeBy === version ? null : `was made by server ${madeBy || 'of unknown version'}, not ${version}`;
}

interface Noted {
  readonly pid: number;
  /** Null in a note of a server that had ended before it was noted, which is no leftover. */
  readonly identity: string | null;
}

/** A server whose starter was killed may still be writing to the file; two on one file would be its end. */
export async function stopLeftoverServer(folder: string): Promise<void> {
  const note = join(folder, RUNNING);
  if (!existsSync(note)) return;
  const { pid, identity } = JSON.parse(readFileSync(note, 'utf8')) as Noted;
  const since = Date.now();
  while (identity !== null && identityOf(pid) === identity) {
    const waited = Date.now() - since;
    if (waited > 2 * LEFTOVER_STOP_MS)
      throw new Error(`The Temporal server of an earlier start, process ${pid}, does not end`);
    signal(pid, waited < LEFTOVER_STOP_MS ? 'SIGTERM' : 'SIGKILL');
    await pause(50);
  }
  rmSync(note, { force: true });
}

export function noteServer({ path }: TemporalFile, pid: number): void {
  const note = join(dirname(path), RUNNING);
  const noted: Noted = { pid, identity: identityOf(pid) };
  writeFileSync(`${note}.new`, JSON.stringify(noted));
  renameSync(`${note}.new`, note);
}

/** So that the next start does not try it again. */
export function markDamaged({ path }: TemporalFile): void {
  writeFileSync(join(dirname(path), DAMAGED), '');
}

/** Puts the file out of the way, where somebody may still look at it; the one put there before is dropped. */
export function setAside(folder: string, reason: string, log: (words: string) => void): void {
  log(`Temporal's file ${reason}: a fresh one is begun and every process is started again from the facts.`);
  for (const name of readdirSync(folder)) {
    if (name.startsWith('set-aside-')) rmSync(join(folder, name), { recursive: true });
  }
  const aside = join(folder, `set-aside-${new Date().toISOString().replaceAll(':', '-')}`);
  mkdirSync(aside);
  for (const part of PARTS) {
    if (existsSync(join(folder, part))) renameSync(join(folder, part), join(aside, part));
  }
}

function looksLikeSqlite(path: string): boolean {
  const file = openSync(path, 'r');
  try {
    const start = Buffer.alloc(SQLITE_MARK.length);
    readSync(file, start, 0, start.length, 0);
    return start.toString('latin1') === SQLITE_MARK;
  } finally {
    closeSync(file);
  }
}

/** What went wrong with the program or a port says nothing about the file. */
export function isFileToBlame(error: Error): boolean {
  return !('syscall' in error) && !/address already in use/i.test(error.message);
}

/** What the server writes when SQLite finds that the file cannot be read any more. */
export function tellsOfDamage(line: string): boolean {
  return /database disk image is malformed|file is not a database|database corruption/i.test(line);
}
