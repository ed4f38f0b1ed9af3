import { randomBytes } from 'node:crypto';
import { readFileSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { databaseAccount } from './account.ts';
import { holdFreePort } from './ports.ts';
import { findPostgres, type PostgresBinaries } from './postgres-binaries.ts';
import {
  type ClusterRequest,
  clusterVersion,
  DATABASE,
  databasePassword,
  makeCluster,
  ownCluster,
  ROLE,
  resetPassword,
  serverEnv,
} from './postgres-cluster.ts';
import { existingHome, lastingHome, type PostgresHome, throwAwayHome } from './postgres-home.ts';
import { commandOf, folderOf, isAlive, signal } from './process-identity.ts';
import { runServer, type ServerProcess } from './server-process.ts';

export interface PostgresOptions {
  readonly dataDir: string;
  /** Kept nowhere and never flushed: for tests. `dataDir` is not touched then. */
  readonly throwAway?: boolean;
  /** The port to listen on; without one a free port is taken. */
  readonly port?: number;
  /** Words for the person who started us. */
  readonly log: (words: string) => void;
  /** What the server itself writes. */
  readonly onLine?: (line: string) => void;
}

export interface RunningPostgres {
  /** Of our database in it, with its password. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Settles when the server is gone, with words for why. */
  readonly onExit: Promise<string>;
  stop(): Promise<void>;
}

interface Site extends ClusterRequest {
  readonly isPasswordNew: boolean;
  readonly log: (words: string) => void;
}

const READY_WITHIN_MS = 300_000;
const FAST_STOP_MS = 15_000;

/** Starts the PostgreSQL that comes with the packages, or else one of the system; loopback only. */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const site = prepareSite(options);
  try {
    await stopLeftover(site.home, options.log);
    return await launch(await readyCluster(site), site, options);
  } catch (error) {
    if (site.throwAway) rmSync(site.home.folder, { recursive: true, force: true });
    throw error;
  }
}

function prepareSite({ dataDir, throwAway = false, log }: PostgresOptions): Site {
  const account = databaseAccount();
  if (throwAway) {
    const password = randomBytes(12).toString('hex');
    return { home: throwAwayHome(account), account, password, throwAway, log, isPasswordNew: true };
  }
  const home = lastingHome({ dataDir, account, log });
  const { password, isNew } = databasePassword(dataDir);
  return { home, account, password, throwAway, log, isPasswordNew: isNew };
}

/** The programs that fit the cluster; makes the cluster with the first that can, where there is none. */
async function readyCluster(site: Site): Promise<PostgresBinaries> {
  const { home, account, log } = site;
  const version = clusterVersion(home);
  for (const binaries of findPostgres({ account, copyInto: home.folder, log })) {
    if (version === null && !(await couldMake(binaries, site))) continue;
    if (version !== null && version !== binaries.major) continue;
    if (binaries.origin === 'system') log(`PostgreSQL ${binaries.major} of the system is used.`);
    ownCluster(home, account);
    if (version !== null && site.isPasswordNew) await resetPassword(binaries, site);
    return binaries;
  }
  const wanted = version === null ? 'PostgreSQL' : `PostgreSQL ${version}, with which ${home.data} was made,`;
  throw new Error(
    `${wanted} cannot be started here. Set DATABASE_URL to a PostgreSQL of your own, or install the one of your ` +
      `system (Debian: apt-get install postgresql).`,
  );
}

async function couldMake(binaries: PostgresBinaries, site: Site): Promise<boolean> {
  try {
    await makeCluster(binaries, site);
    return true;
  } catch (error) {
    site.log(
      `The PostgreSQL in ${binaries.folder} could not make a database: ${(error as Error).message.trim()}`,
    );
    return false;
  }
}

async function launch(
  binaries: PostgresBinaries,
  site: Site,
  { port: wanted, onLine }: PostgresOptions,
): Promise<RunningPostgres> {
  const held = wanted === undefined ? await holdFreePort() : null;
  const port = wanted ?? held?.port ?? 0;
  const server = await runServer({
    command: join(binaries.folder, 'postgres'),
    args: ['-D', site.home.data, ...parameters(binaries, port, site.throwAway)],
    env: serverEnv(),
    account: site.account,
    orphanSignal: site.throwAway ? 'QUIT' : 'INT',
    ...(site.throwAway ? { orphanFolder: site.home.folder } : {}),
    ...(onLine === undefined ? {} : { onLine }),
  });
  void server.exited.then(() => held?.release());
  try {
    await untilReady(server, site);
    const url = await ensureDatabase(port, site.password);
    return { url, port, pid: server.pid, onExit: server.exited, stop: () => stop(server, site) };
  } catch (error) {
    await stop(server, site);
    throw error;
  }
}

/** Small enough for a small machine. What is paid for stays durable: fsync and synchronous_commit are never off there. */
function parameters({ major }: PostgresBinaries, port: number, throwAway: boolean): string[] {
  const values = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    // Tests have several whole sites on one server.
    max_connections: throwAway ? 300 : 100,
    shared_buffers: throwAway ? '32MB' : '64MB',
    max_wal_size: '512MB',
    max_parallel_workers_per_gather: 0,
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    logging_collector: 'off',
    log_destination: 'stderr',
    // After a crash all files are flushed before anything else: one call for all of them instead of one for each.
    ...(major >= 14 && process.platform === 'linux' ? { recovery_init_sync_method: 'syncfs' } : {}),
    // Worker processes of their own for reading do not pay on a database of this size.
    ...(major >= 18 ? { io_method: 'sync' } : {}),
    ...(throwAway
      ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum: 'off' }
      : { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' }),
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** Its own file tells when it takes connections, also while it still recovers from a crash. */
async function untilReady(server: ServerProcess, { home, log }: Site): Promise<void> {
  const startedAt = Date.now();
  let toldAt = startedAt;
  while (readPidFile(home)?.status !== 'ready' || readPidFile(home)?.pid !== server.pid) {
    if (server.hasExited()) {
      throw new Error(`PostgreSQL ${await server.exited} before it was ready:\n${server.tail()}`);
    }
    if (Date.now() - startedAt > READY_WITHIN_MS)
      throw new Error(`PostgreSQL is not ready:\n${server.tail()}`);
    if (Date.now() - toldAt > 5000) {
      log('PostgreSQL is still recovering from its last stop ...');
      toldAt = Date.now();
    }
    await pause(15);
  }
}

async function ensureDatabase(port: number, password: string): Promise<string> {
  const address = `postgres://${ROLE}:${password}@127.0.0.1:${port}`;
  const client = new pg.Client({ connectionString: `${address}/postgres` });
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
  return `${address}/${DATABASE}`;
}

async function stop(server: ServerProcess, { home, throwAway }: Site): Promise<void> {
  if (!server.hasExited()) server.kill(throwAway ? 'SIGQUIT' : 'SIGINT');
  // SIGQUIT ends it at once and costs a recovery at the next start, nothing else.
  const patience = setTimeout(() => server.kill('SIGQUIT'), FAST_STOP_MS);
  await server.exited;
  clearTimeout(patience);
  if (throwAway) rmSync(home.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

/** Takes a database away with all that is in it, also where it is kept elsewhere. */
export async function removePostgres(dataDir: string, log: (words: string) => void): Promise<void> {
  const home = existingHome(dataDir);
  if (home === null) return;
  await stopLeftover(home, log);
  rmSync(home.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

interface PidFile {
  readonly pid: number;
  readonly status: string;
}

function readPidFile({ data }: PostgresHome): PidFile | null {
  const file = join(data, 'postmaster.pid');
  try {
    const lines = readFileSync(file, 'utf8').split('\n');
    return { pid: Number(lines[0]), status: lines[7]?.trim() ?? '' };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/**
 * A server whose starter was killed lives on, and a dead one leaves its note behind, whose number may be
 * another program's by now: PostgreSQL would then refuse to start until somebody removes the note.
 */
async function stopLeftover(home: PostgresHome, log: (words: string) => void): Promise<void> {
  const note = readPidFile(home);
  if (note === null) return;
  if (isPostgresOn(note.pid, home)) {
    log(`A PostgreSQL of an earlier start (process ${note.pid}) still runs here; it is stopped first.`);
    signal(note.pid, 'SIGINT');
    const deadline = Date.now() + FAST_STOP_MS;
    while (isAlive(note.pid)) {
      if (Date.now() > deadline) signal(note.pid, 'SIGQUIT');
      await pause(50);
    }
  }
  rmSync(join(home.data, 'postmaster.pid'), { force: true });
}

function isPostgresOn(pid: number, { data }: PostgresHome): boolean {
  if (!isAlive(pid) || !commandOf(pid).includes('postgres')) return false;
  const folder = folderOf(pid);
  return folder === null ? commandOf(pid).includes(data) : folder === realpathSync(data);
}
