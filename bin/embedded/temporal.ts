import { execFile } from 'node:child_process';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type HeldPort, holdFreePort } from './ports.ts';
import { runServer, type ServerProcess } from './server-process.ts';
import {
  isFileToBlame,
  markDamaged,
  noteServer,
  openTemporalFile,
  setAside,
  stopLeftoverServer,
  type TemporalFile,
  tellsOfDamage,
} from './temporal-file.ts';
import { cliEnv, serverVersion } from './temporal-programs.ts';

const run = promisify(execFile);

export interface TemporalOptions {
  /** The program, from findTemporalCli. */
  readonly cli: string;
  /** Where its file is kept; null keeps everything in memory. */
  readonly folder: string | null;
  readonly namespace: string;
  readonly ui: boolean;
  /** Lets single processes run ahead of the clock: for demo and tests. */
  readonly timeSkipping?: boolean;
  readonly ports?: { readonly grpc?: number; readonly ui?: number };
  readonly log: (words: string) => void;
  readonly onLine?: (line: string) => void;
}

export interface RunningTemporal {
  readonly address: string;
  readonly namespace: string;
  readonly uiUrl: string | null;
  readonly pid: number;
  /** It holds no process yet: all have to be started again from the facts. */
  readonly isFresh: boolean;
  readonly onExit: Promise<string>;
  stop(): Promise<void>;
}

interface Ports {
  readonly grpc: number;
  readonly ui: number;
  readonly metrics: number;
  readonly http: number;
}

/** As workflows/search-attributes.ts names them, which a test compares; importing it here would load the SDK. */
export const SEARCH_ATTRIBUTES = {
  MemberId: 'Keyword',
  Standing: 'Keyword',
  PlanId: 'Keyword',
  ServerId: 'Keyword',
  NextActionAt: 'Datetime',
  NeedsAttention: 'Bool',
} as const;

const READY_WITHIN_MS = 30_000;
const STOP_WITHIN_MS = 5000;
/** Closed processes stay readable for that long. */
const RETENTION = '30d';

export async function startTemporal(options: TemporalOptions): Promise<RunningTemporal> {
  const { folder, log } = options;
  if (folder === null) return launch(options, null);
  await stopLeftoverServer(folder);
  const file = openTemporalFile(folder, await serverVersion(options.cli), log);
  try {
    return await launch(options, file);
  } catch (error) {
    if (file.isFresh || !isFileToBlame(error as Error)) throw error;
    log((error as Error).message);
    setAside(folder, 'cannot be used', log);
    return launch(options, { ...file, isFresh: true });
  }
}

async function launch(options: TemporalOptions, file: TemporalFile | null): Promise<RunningTemporal> {
  const { ports, release } = await choosePorts(options);
  const server: ServerProcess = await runServer({
    command: options.cli,
    args: commandLine(options, ports, file),
    env: cliEnv(),
    orphanSignal: 'TERM',
    onLine: (line) => {
      options.onLine?.(line);
      if (file === null || !tellsOfDamage(line)) return;
      markDamaged(file);
      server.kill('SIGKILL');
    },
  });
  if (file !== null) noteServer(file, server.pid);
  void server.exited.then(release);
  try {
    await untilReady(server, options, { ports, file });
  } catch (error) {
    await stop(server);
    throw error;
  }
  return {
    address: `127.0.0.1:${ports.grpc}`,
    namespace: options.namespace,
    uiUrl: options.ui ? `http://127.0.0.1:${ports.ui}` : null,
    pid: server.pid,
    isFresh: file?.isFresh ?? true,
    onExit: server.exited,
    stop: () => stop(server),
  };
}

async function choosePorts({
  ports,
}: TemporalOptions): Promise<{ ports: Ports; release: () => Promise<void> }> {
  const held: HeldPort[] = [];
  const free = async (): Promise<number> => {
    const port = await holdFreePort();
    held.push(port);
    return port.port;
  };
  return {
    ports: {
      grpc: ports?.grpc ?? (await free()),
      ui: ports?.ui ?? (await free()),
      metrics: await free(),
      http: await free(),
    },
    release: async () => void (await Promise.all(held.map((port) => port.release()))),
  };
}

function commandLine(options: TemporalOptions, ports: Ports, file: TemporalFile | null): string[] {
  const flags: [name: string, value: string | number][] = [
    ['ip', '127.0.0.1'],
    ['port', ports.grpc],
    ['http-port', ports.http],
    ['metrics-port', ports.metrics],
    ['namespace', options.namespace],
    ['log-format', 'json'],
    ['log-level', 'warn'],
    ...Object.entries(SEARCH_ATTRIBUTES).map(([name, type]): [string, string] => [
      'search-attribute',
      `${name}=${type}`,
    ]),
  ];
  if (options.ui) flags.push(['ui-port', ports.ui]);
  // Twice the throughput of the defaults. What a power cut takes of the last moment, the facts bring back.
  const pragmas = ['journal_mode=WAL', 'synchronous=normal'];
  if (file !== null) {
    flags.push(
      ['db-filename', file.path],
      ...pragmas.map((pragma): [string, string] => ['sqlite-pragma', pragma]),
    );
  }
  if (options.timeSkipping) flags.push(['dynamic-config-value', 'frontend.WorkflowTimeSkippingEnabled=true']);
  const switches = options.ui ? ['--ui-disable-news-fetch'] : ['--headless'];
  return [
    'server',
    'start-dev',
    ...OWN_CONFIG,
    ...switches,
    ...flags.flatMap(([name, value]) => [`--${name}`, String(value)]),
  ];
}

/** Neither a config file in somebody's home nor TEMPORAL_* variables meant for another server count here. */
const OWN_CONFIG = ['--disable-config-file', '--disable-config-env'];

async function untilReady(
  server: ServerProcess,
  options: TemporalOptions,
  { ports, file }: { ports: Ports; file: TemporalFile | null },
): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  // Whoever answers on the port of a server that has ended is another program, and may stay silent.
  const ended = new AbortController();
  void server.exited.then(() => ended.abort());
  const ask = (...words: string[]): Promise<unknown> => {
    const at = ['--address', `127.0.0.1:${ports.grpc}`, '--namespace', options.namespace];
    const limits = { timeout: 10_000, signal: ended.signal };
    return run(options.cli, [...words, ...at, ...OWN_CONFIG], { env: cliEnv(), ...limits });
  };
  while (!(await doesListen(ports.grpc))) await waitOn(server, deadline);
  for (;;) {
    try {
      if (file === null || file.isFresh)
        await ask('operator', 'namespace', 'update', '--retention', RETENTION);
      // Reads from the file, so that a damaged one shows now and not when a member's time ends.
      else await ask('workflow', 'list', '--limit', '1');
      return;
    } catch (error) {
      if (Date.now() > deadline) throw new Error('Temporal does not answer', { cause: error });
      await waitOn(server, deadline);
    }
  }
}

async function waitOn(server: ServerProcess, deadline: number): Promise<void> {
  if (server.hasExited())
    throw new Error(`Temporal ${await server.exited} before it was ready:\n${server.tail()}`);
  if (Date.now() > deadline) throw new Error(`Temporal is not ready:\n${server.tail()}`);
  await pause(30);
}

function doesListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

async function stop(server: ServerProcess): Promise<void> {
  if (!server.hasExited()) server.kill('SIGTERM');
  const patience = setTimeout(() => server.kill('SIGKILL'), STOP_WITHIN_MS);
  await server.exited;
  clearTimeout(patience);
}
