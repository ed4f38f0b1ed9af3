import { appendFileSync, existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

const LARGEST_BYTES = 5_000_000;

/** Keeps what a program writes; of each program at most two files of five megabytes. */
export function logFile(path: string): (line: string) => void {
  mkdirSync(dirname(path), { recursive: true });
  let bytes = existsSync(path) ? statSync(path).size : 0;
  return (line) => {
    if (bytes > LARGEST_BYTES) {
      renameSync(path, `${path}.1`);
      bytes = 0;
    }
    appendFileSync(path, `${line}\n`);
    bytes += Buffer.byteLength(line) + 1;
  };
}
