import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startTestPostgres } from '../test/support/postgres-server.ts';
import { startTestTemporal } from '../test/support/temporal-server.ts';
import { signal } from './embedded/process-identity.ts';
import { allRounds, type Stage } from './check/stages.ts';
import { closingLine, failuresIn, sum, type Tally, tallyOfCheck, tallyOfSuite } from './check/tally.ts';
import { turns } from './check/turns.ts';

// Usage: npm test [-- <part of a file name> ...]. Runs everything, also after a failure; the last line counts.

const root = fileURLToPath(new URL('..', import.meta.url));
const STAGE_WITHIN_MS = 900_000;
const LAST_WORDS_WITHIN_MS = 2000;
const write = (words: string): void => void process.stdout.write(words);
const say = (words: string): void => write(`${words}\n`);

// What runs is ended on the way out; servers are told by their guards.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130));

const filter = process.argv.slice(2);
const onThisMachine = turns({ name: 'streams-manager-tests', patienceMs: STAGE_WITHIN_MS, say });
const reports = mkdtempSync(join(tmpdir(), 'streams-manager-test-'));
const results: { name: string; seconds: number; tally: Tally }[] = [];
const failures: string[] = [];
// Fetched and started while the checks run, which need neither.
const starting = startShared();
for (const rows of allRounds(filter)) {
  const round = (): Promise<unknown> => Promise.all(rows.map(runRow));
  // Who asks for one file does not wait for somebody's whole run.
  await (filter.length > 0 ? round() : onThisMachine.take(round));
}
await (await starting).stop();
rmSync(reports, { recursive: true, force: true });
conclude();

/** One database server and one Temporal server for all stages that need them. */
async function startShared(): Promise<{ env: NodeJS.ProcessEnv; stop(): Promise<void> }> {
  const [postgres, temporal] = await Promise.allSettled([startTestPostgres(), startTestTemporal()]);
  const env: NodeJS.ProcessEnv = {};
  // What does not start here is tried again, and told, by the suite that needs it.
  if (postgres.status === 'fulfilled') env.TEST_POSTGRES_URL = postgres.value.url;
  if (temporal.status === 'fulfilled') env.TEST_TEMPORAL_ADDRESS = temporal.value.address;
  const stop = async (): Promise<void> => {
    if (temporal.status === 'fulfilled') await temporal.value.stop();
    if (postgres.status === 'fulfilled') await postgres.value.stop();
  };
  return { env, stop };
}

async function runRow(stages: readonly Stage[]): Promise<void> {
  for (const stage of stages) {
    const heading = `\n── ${stage.name} ──\n`;
    const words: string[] = [];
    // A check runs beside a suite, and is read whole.
    if (stage.kind === 'suite') write(heading);
    const hear = stage.kind === 'suite' ? write : (chunk: string) => void words.push(chunk);
    const startedAt = Date.now();
    const tally = await runStage(stage, hear);
    const seconds = (Date.now() - startedAt) / 1000;
    results.push({ name: stage.name, seconds, tally });
    if (words.length > 0) write(heading + words.join(''));
    say(`${stage.name}: ${closingLine(tally)} (${seconds.toFixed(1)} s)`);
  }
}

async function runStage(stage: Stage, hear: (chunk: string) => void): Promise<Tally> {
  const report = join(reports, `${stage.name}.json`);
  const servers = stage.kind === 'suite' ? (await starting).env : {};
  // A pipe is no terminal: a picture that a suite redraws in place would wipe out what others have said meanwhile.
  const colour = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {};
  const env = { ...process.env, ...colour, NODE_ENV: 'test', ...servers };
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const ends = await Promise.all(
    stage.commands.map((command) =>
      run([...command, ...(stage.kind === 'suite' ? reporters : [])], { stage, env, hear }),
    ),
  );
  const succeeded = ends.every(Boolean);
  if (stage.kind === 'check') return tallyOfCheck(succeeded);
  const told = existsSync(report) ? readFileSync(report, 'utf8') : null;
  failures.push(...failuresIn(told).map((failure) => failure.replaceAll(root, '')));
  return tallyOfSuite(told, succeeded);
}

function run(
  [program = '', ...args]: readonly string[],
  { stage, env, hear }: { stage: Stage; env: NodeJS.ProcessEnv; hear: (chunk: string) => void },
): Promise<boolean> {
  const child = spawn(join(root, 'node_modules', '.bin', program), args, {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that a stage that hangs can be ended with all it has started.
    detached: true,
  });
  const pipes = [child.stdout, child.stderr];
  for (const pipe of pipes) pipe.setEncoding('utf8').on('data', hear);
  const end = (): void => endGroup(child.pid);
  const patience = setTimeout(() => {
    say(`${stage.name} has not ended after ${STAGE_WITHIN_MS / 1000} s and is ended.`);
    end();
  }, STAGE_WITHIN_MS);
  process.once('exit', end);
  return new Promise((resolve) => {
    const settle = (succeeded: boolean): void => {
      clearTimeout(patience);
      process.off('exit', end);
      for (const pipe of pipes) pipe.destroy();
      resolve(succeeded);
    };
    child.once('error', (error) => {
      say(`${program} could not be started: ${error.message}`);
      settle(false);
    });
    child.once('close', (code) => settle(code === 0));
    // What it has left behind may hold its pipes; its last words are there by then.
    child.once('exit', (code) => setTimeout(() => settle(code === 0), LAST_WORDS_WITHIN_MS).unref());
  });
}

function endGroup(pid: number | undefined): void {
  if (pid !== undefined) signal(-pid, 'SIGKILL');
}

function conclude(): void {
  const total = sum(results.map(({ tally }) => tally));
  say('');
  for (const failure of failures) say(`${failure}\n`);
  for (const { name, seconds, tally } of results) {
    say(`${name.padEnd(26)} ${seconds.toFixed(1).padStart(6)} s   ${closingLine(tally)}`);
  }
  say('');
  if (total.skipped > 0) say(`${total.skipped} skipped`);
  // Alone on the last line, for whoever reads no more than that.
  say(closingLine({ ...total, skipped: 0 }));
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
}
