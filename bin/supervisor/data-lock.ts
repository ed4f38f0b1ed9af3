import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identityOf } from '../embedded/process-identity.ts';

export interface DataLock {
  release(): void;
}

interface Holder {
  readonly pid: number;
  /** Tells this life of the process from a later one that was given the same number. */
  readonly identity: string;
}

export class FolderInUse extends Error {
  constructor(dataDir: string, pid: number) {
    super(
      `Another start (process ${pid}) already uses the data folder ${dataDir}. ` +
        'Stop that one, or set DATA_DIR to another folder.',
    );
    this.name = 'FolderInUse';
  }
}

/** One start per data folder. The note of a start that was killed is swept away. */
export function lockDataFolder(dataDir: string): DataLock {
  makeFolder(dataDir);
  const path = join(dataDir, 'lock');
  const own: Holder = { pid: process.pid, identity: identityOf(process.pid) ?? '' };
  for (;;) {
    if (wasPlaced(path, own)) return { release: () => release(path, own) };
    const holder = readHolder(path);
    if (holder !== null && identityOf(holder.pid) === holder.identity)
      throw new FolderInUse(dataDir, holder.pid);
    if (holder !== null) sweep(path, holder);
  }
}

function makeFolder(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true });
  } catch (error) {
    throw new Error(
      `The data folder ${dataDir} cannot be made. Set DATA_DIR to a folder that you may write in.`,
      {
        cause: error,
      },
    );
  }
}

/** A link is made whole or not at all, and never over another. */
function wasPlaced(path: string, own: Holder): boolean {
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    writeFileSync(draft, JSON.stringify(own));
    linkSync(draft, path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (code === 'EACCES' || code === 'EROFS') {
      throw new Error(
        `The data folder of ${path} is not writable. Set DATA_DIR to a folder that you may write in.`,
        {
          cause: error,
        },
      );
    }
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function readHolder(path: string): Holder | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    // A note that cannot be read was not written by us whole: nobody holds it.
    if (error instanceof SyntaxError) return { pid: -1, identity: 'unreadable' };
    throw error;
  }
}

/** Of two that find a dead note at once, the slower one must not sweep away what the quicker one has placed. */
function sweep(path: string, dead: Holder): void {
  const away = `${path}.dead.${process.pid}`;
  try {
    renameSync(path, away);
    if (readHolder(away)?.identity !== dead.identity) linkSync(away, path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'EEXIST') throw error;
  } finally {
    rmSync(away, { force: true });
  }
}

function release(path: string, own: Holder): void {
  const holder = readHolder(path);
  if (holder?.pid === own.pid && holder.identity === own.identity) rmSync(path, { force: true });
}
