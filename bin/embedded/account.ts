import { chownSync, existsSync, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The account a database server runs under where it refuses to run as root. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** Null where we are an ordinary user and run it as ourselves. */
export function databaseAccount(): Account | null {
  if (process.getuid?.() !== 0) return null;
  const accounts = readFileSync('/etc/passwd', 'utf8').split('\n').map(readAccount);
  for (const name of ['postgres', 'nobody']) {
    const found = accounts.find((account) => account?.name === name);
    if (found !== undefined && found !== null && found.uid !== 0) return found;
  }
  throw new Error(
    'PostgreSQL does not run as root, and this system has neither an account "postgres" nor "nobody". ' +
      'Start as an ordinary user, add one of them, or set DATABASE_URL.',
  );
}

function readAccount(line: string): Account | null {
  const [name = '', , uid, gid] = line.split(':');
  return uid === undefined || gid === undefined ? null : { name, uid: Number(uid), gid: Number(gid) };
}

/** Whether the account may pass through every folder down to this one. */
export function canReach(folder: string, account: Account | null): boolean {
  if (account === null) return true;
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(at) && !mayEnter(at, account)) return false;
    if (dirname(at) === at) return true;
  }
}

function mayEnter(folder: string, account: Account): boolean {
  const { mode, uid, gid } = statSync(folder);
  if (uid === account.uid) return (mode & 0o100) !== 0;
  if (gid === account.gid) return (mode & 0o010) !== 0;
  return (mode & 0o001) !== 0;
}

/** Gives a folder and all within it to the account, where it does not own it yet. */
export function give(folder: string, account: Account | null): void {
  if (account === null || lstatSync(folder).uid === account.uid) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) give(path, account);
    else if (!entry.isSymbolicLink()) chownSync(path, account.uid, account.gid);
  }
  // Last, so that a pass that was cut off is done again.
  chownSync(folder, account.uid, account.gid);
}
