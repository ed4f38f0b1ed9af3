import {
  closeSync,
  copyFileSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  unwatchFile,
  watchFile,
} from 'node:fs';
import { dirname } from 'node:path';

/**
 * A file that our own programs write to by themselves and that is read along here. It is no pipe, because a
 * program whose pipe has lost its reader may hang at its end, just when its supervisor has been killed.
 */
export interface FollowedLog {
  /** To be given to a program as its output. */
  readonly fd: number;
  /** The last lines, up to this moment. */
  tail(): string;
  close(): void;
}

const LARGEST_BYTES = 5_000_000;
const LOOK_EVERY_MS = 500;
const TAIL_LINES = 15;

/** Keeps at most two files of about five megabytes. */
export function followLog(path: string, onLine: (line: string) => void): FollowedLog {
  mkdirSync(dirname(path), { recursive: true });
  const fd = openSync(path, 'a+', 0o600);
  let offset = fstatSync(fd).size;
  let unfinished = '';
  const lines: string[] = [];
  const look = (): void => {
    const news = readFrom(fd, offset);
    offset += news.length;
    const parts = (unfinished + news.toString('utf8')).split('\n');
    unfinished = parts.pop() ?? '';
    lines.push(...parts);
    lines.splice(0, lines.length - TAIL_LINES);
    for (const line of parts) onLine(line);
    if (offset < LARGEST_BYTES) return;
    copyFileSync(path, `${path}.1`);
    ftruncateSync(fd);
    offset = 0;
  };
  watchFile(path, { interval: LOOK_EVERY_MS, persistent: false }, look);
  return {
    fd,
    tail: () => {
      look();
      return lines.join('\n');
    },
    close: () => {
      unwatchFile(path, look);
      look();
      closeSync(fd);
    },
  };
}

function readFrom(fd: number, offset: number): Buffer {
  const buffer = Buffer.alloc(Math.max(0, fstatSync(fd).size - offset));
  return buffer.subarray(0, readSync(fd, buffer, 0, buffer.length, offset));
}
