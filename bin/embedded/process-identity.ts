import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readlinkSync } from 'node:fs';

const hasProc = existsSync('/proc/self/stat');

/**
 * Names one life of a process: two processes that had the same id one after the other differ in it, also
 * across a restart of the machine. Null when nothing runs under this id.
 */
export function identityOf(pid: number): string | null {
  if (!Number.isInteger(pid) || pid <= 0) return null;
  return hasProc ? linuxIdentity(pid) : portableIdentity(pid);
}

export function isAlive(pid: number): boolean {
  return identityOf(pid) !== null;
}

/** Sends a signal to a process, or to a group by its negative number; whoever has ended meanwhile needs none. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** The command line, or nothing where it cannot be seen. */
export function commandOf(pid: number): string {
  if (!hasProc) return ps(pid, 'command=');
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch (error) {
    return ifUnseen(error, '');
  }
}

/** The folder a process works in; null where it cannot be seen. */
export function folderOf(pid: number): string | null {
  if (!hasProc) return null;
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch (error) {
    return ifUnseen(error, null);
  }
}

function linuxIdentity(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold anything, so fields are counted from the last bracket: state is the first.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const hasEnded = fields[0] === 'Z' || fields[0] === 'X';
    return hasEnded ? null : `${bootId()} ${fields[19] ?? ''}`;
  } catch (error) {
    return ifUnseen(error, null);
  }
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch (error) {
    return ifUnseen(error, '');
  }
}

function portableIdentity(pid: number): string | null {
  const startedAt = ps(pid, 'lstart=');
  return startedAt === '' ? null : startedAt;
}

function ps(pid: number, column: string): string {
  try {
    return execFileSync('ps', ['-o', column, '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch (error) {
    // ps ends with 1 when there is no such process.
    if ((error as { status?: number }).status === 1) return '';
    throw error;
  }
}

function ifUnseen<T>(error: unknown, instead: T): T {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes(code)) return instead;
  throw error;
}
