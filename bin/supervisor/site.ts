import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ensureSetupToken } from '../../db/queries/setup.ts';
import { startPostgres } from '../embedded/postgres.ts';
import { type RunningTemporal, startTemporal } from '../embedded/temporal.ts';
import { findTemporalCli } from '../embedded/temporal-programs.ts';
import type { Env } from '../env.ts';
import { readOrMakeKey } from '../master-key.ts';
import { lockDataFolder } from './data-lock.ts';
import { type Kept, keepRunning, type Running } from './keep-running.ts';
import { emptyDataFolder } from './empty-data-folder.ts';
import { type FollowedLog, followLog } from './followed-log.ts';
import { logFile } from './log-file.ts';
import { startNodeChild } from './node-child.ts';
import { wordsForPerson } from './person-words.ts';
import { prepareDatabase } from './prepare-database.ts';
import { buildPrograms, type ProgramName } from './program-build.ts';
import { childEnv, readSiteEnv, type SiteOptions } from './site-options.ts';
import { holdSitePorts, knockUri, localUri, type SitePorts } from './site-ports.ts';
import { buildWebIfStale } from './web-build.ts';

/** A whole site on this machine. */
export interface Site {
  readonly url: string;
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  readonly temporalNamespace: string;
  readonly temporalUiUrl: string | null;
  /** Makes the first administrator; null once there is one. */
  readonly setupToken: string | null;
  /** Null for what somebody else runs. */
  pids(): { api: number; worker: number; postgres: number | null; temporal: number | null };
  stop(): Promise<void>;
}

/** What is stopped, in this order, at the end or when the start fails half way. */
const STOP_ORDER = ['api', 'worker', 'temporal', 'postgres', 'ports', 'lock'] as const;

interface House {
  readonly env: Env;
  readonly options: SiteOptions;
  readonly ports: SitePorts;
  readonly stops: Map<(typeof STOP_ORDER)[number], () => Promise<void>>;
  worker: Kept<Running> | null;
}

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const ANSWERS_WITHIN_MS = 60_000;
/** A little longer than the worker gives what it has under way. */
const STOP_WITHIN_MS = 12_000;

/** Starts the whole site and keeps it running until it is stopped. */
export async function startSite(options: SiteOptions): Promise<Site> {
  const env = readSiteEnv(options);
  const lock = lockDataFolder(env.DATA_DIR);
  const stops: House['stops'] = new Map([['lock', async () => lock.release()]]);
  const stop = onlyOnce(async () => {
    for (const part of STOP_ORDER) await stops.get(part)?.();
  });
  try {
    if (options.startAnew) await emptyDataFolder(env.DATA_DIR, options.log);
    const ports = await holdSitePorts(env, options);
    stops.set('ports', ports.release);
    return { ...(await startHouse({ env, options, ports, stops, worker: null })), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startHouse(house: House): Promise<Omit<Site, 'stop'>> {
  const { env, options, ports } = house;
  const [database, temporal, programs] = await together(
    startDatabase(house),
    startProcesses(house),
    buildPrograms(root, join(env.DATA_DIR, 'programs')),
    buildWebIfStale(root, options.log),
  );
  const seal = readOrMakeKey(env.MASTER_KEY_FILE);
  const setupToken = await prepareDatabase(database.url, (db) => ensureSetupToken(db, seal));
  const url = env.SITE_URI ?? localUri(env.HOST, ports.site);
  const own = childEnv({
    ...env,
    DATABASE_URL: database.url,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_UI_URL: env.TEMPORAL_UI_URL ?? temporal.uiUrl ?? undefined,
    PORT: ports.site,
    SITE_URI: url,
  });
  house.worker = await keepChild(house, { name: 'worker', script: programs.worker, env: own });
  const api = await keepChild(house, { name: 'api', script: programs.api, env: own });
  const worker = house.worker;
  return {
    url,
    databaseUrl: database.url,
    temporalAddress: temporal.address,
    temporalNamespace: env.TEMPORAL_NAMESPACE,
    temporalUiUrl: env.TEMPORAL_UI_URL ?? temporal.uiUrl,
    setupToken,
    pids: () => ({
      api: api.current().pid,
      worker: worker.current().pid,
      postgres: database.pid(),
      temporal: temporal.pid(),
    }),
  };
}

async function startDatabase(house: House): Promise<{ url: string; pid(): number | null }> {
  const { env, options, ports, stops } = house;
  if (env.DATABASE_URL !== undefined) return { url: env.DATABASE_URL, pid: () => null };
  const onLine = logFile(join(env.DATA_DIR, 'log', 'postgres.log'));
  const kept = await keepRunning({
    name: 'PostgreSQL',
    log: options.log,
    start: () => startPostgres({ dataDir: env.DATA_DIR, port: ports.postgres, log: options.log, onLine }),
  });
  stops.set('postgres', kept.stop);
  return { url: kept.current().url, pid: () => kept.current().pid };
}

interface Processes {
  readonly address: string;
  readonly uiUrl: string | null;
  pid(): number | null;
}

async function startProcesses(house: House): Promise<Processes> {
  const { env, options, ports, stops } = house;
  if (env.TEMPORAL_ADDRESS !== undefined)
    return { address: env.TEMPORAL_ADDRESS, uiUrl: null, pid: () => null };
  const { log } = options;
  const cli = await findTemporalCli({
    cacheDir: join(env.DATA_DIR, 'cache'),
    given: env.TEMPORAL_CLI_PATH,
    log,
  });
  const onLine = logFile(join(env.DATA_DIR, 'log', 'temporal.log'));
  const kept = await keepRunning<RunningTemporal>({
    name: 'Temporal',
    log,
    start: () =>
      startTemporal({
        cli,
        folder: join(env.DATA_DIR, 'temporal'),
        namespace: env.TEMPORAL_NAMESPACE,
        ui: true,
        timeSkipping: env.SANDBOX === 'on',
        ports: { grpc: ports.temporal, ui: ports.temporalUi },
        log,
        onLine,
      }),
    // A worker starts every process again when it comes up beside a server it has not seen before.
    onReplaced: async ({ isFresh }) => {
      if (isFresh) await house.worker?.restart();
    },
  });
  stops.set('temporal', kept.stop);
  return {
    address: kept.current().address,
    uiUrl: localUri('127.0.0.1', ports.temporalUi),
    pid: () => kept.current().pid,
  };
}

async function keepChild(
  house: House,
  { name, script, env }: { name: ProgramName; script: string; env: NodeJS.ProcessEnv },
): Promise<Kept<Running>> {
  const { options, ports, stops } = house;
  const log = followLog(join(house.env.DATA_DIR, 'log', `${name}.log`), (line) => {
    const words = wordsForPerson(line);
    if (words !== null) options.log(`${name}: ${words}`);
  });
  const kept = await keepRunning({
    name: name === 'api' ? 'The api' : 'The worker',
    log: options.log,
    start: async () => {
      const child = await startNodeChild({
        script,
        cwd: root,
        env,
        output: log.fd,
        stopWithinMs: STOP_WITHIN_MS,
      });
      const uri = `${knockUri(house.env.HOST, ports.site)}/healthz`;
      if (name === 'api') await untilAnswering(child, uri, log);
      return child;
    },
  });
  stops.set(name, async () => {
    await kept.stop();
    log.close();
  });
  return kept;
}

/** Any answer will do: without its database the site says so itself, and is not restarted for that. */
async function untilAnswering(child: Running, uri: string, log: FollowedLog): Promise<void> {
  const deadline = Date.now() + ANSWERS_WITHIN_MS;
  let end: string | null = null;
  void child.onExit.then((words) => (end = words));
  while (!(await doesAnswer(uri))) {
    if (end !== null) throw new Error(`The program ${end} before it answered:\n${log.tail()}`);
    if (Date.now() > deadline) {
      await child.stop();
      throw new Error(`There is no answer from ${uri}:\n${log.tail()}`);
    }
    await pause(50);
  }
}

async function doesAnswer(uri: string): Promise<boolean> {
  try {
    await fetch(uri, { signal: AbortSignal.timeout(5000) });
    return true;
  } catch (error) {
    if (error instanceof TypeError || (error as Error).name === 'TimeoutError') return false;
    throw error;
  }
}

/** All at once; where one fails, the others are waited for, so that what they started can be stopped. */
async function together<All extends readonly Promise<unknown>[]>(
  ...work: All
): Promise<{ [Each in keyof All]: Awaited<All[Each]> }> {
  await Promise.allSettled(work);
  return Promise.all(work);
}

function onlyOnce(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= work());
}
