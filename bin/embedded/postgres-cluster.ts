import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Account, give } from './account.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';
import type { PostgresHome } from './postgres-home.ts';

const run = promisify(execFile);

export const ROLE = 'streams_manager';
export const DATABASE = 'streams_manager';

export interface ClusterRequest {
  readonly home: PostgresHome;
  readonly account: Account | null;
  readonly password: string;
  readonly throwAway: boolean;
}

/** The password of our role, made once and readable by the owner of the data folder alone. */
export function databasePassword(dataDir: string): { password: string; isNew: boolean } {
  const file = join(dataDir, 'postgres.password');
  if (existsSync(file)) return { password: readFileSync(file, 'utf8').trim(), isNew: false };
  const password = randomBytes(24).toString('base64url');
  writeFileSync(file, `${password}\n`, { mode: 0o600 });
  return { password, isNew: true };
}

/** The major version a cluster was made with; null where there is none yet. */
export function clusterVersion(home: PostgresHome): number | null {
  const file = join(home.data, 'PG_VERSION');
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) : null;
}

/** Makes a cluster, complete or not at all. */
export async function makeCluster(binaries: PostgresBinaries, request: ClusterRequest): Promise<void> {
  const { home, account } = request;
  const unfinished = `${home.data}.new`;
  const passwordFile = join(home.folder, 'password.new');
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  writeFileSync(passwordFile, request.password, { mode: 0o600 });
  try {
    if (account !== null) chownSync(passwordFile, account.uid, account.gid);
    give(unfinished, account);
    await runAs(account, join(binaries.folder, 'initdb'), [
      `--pgdata=${unfinished}`,
      `--username=${ROLE}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      ...localeOf(binaries),
      ...(request.throwAway ? ['--no-sync'] : []),
    ]);
    renameSync(unfinished, home.data);
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/** For a cluster whose password file is gone, as after a copy that left it out. Nothing else may be running on it. */
export async function resetPassword(binaries: PostgresBinaries, request: ClusterRequest): Promise<void> {
  const running = runAs(request.account, join(binaries.folder, 'postgres'), [
    '--single',
    '-D',
    request.home.data,
    'postgres',
  ]);
  running.child.stdin?.end(`ALTER ROLE ${ROLE} PASSWORD '${request.password}'\n`);
  await running;
}

/** The data must belong to whoever runs it now, also after a change of account. */
export function ownCluster(home: PostgresHome, account: Account | null): void {
  give(home.data, account);
  chmodSync(home.data, 0o700);
}

/** The same order of text on every machine: what the database sorts must not depend on the system's locales. */
function localeOf({ major }: PostgresBinaries): string[] {
  return major >= 17
    ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
    : ['--no-locale'];
}

function runAs(account: Account | null, command: string, args: string[]) {
  return run(command, args, {
    cwd: '/',
    env: serverEnv(),
    ...(account === null ? {} : { uid: account.uid, gid: account.gid }),
  });
}

/** Nothing of our own environment: a PGPORT or PGDATA meant for another database must not reach this one. */
export function serverEnv(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
}
