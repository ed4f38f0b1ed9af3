import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import { buildPrograms } from '../../bin/supervisor/program-build.ts';

export interface WorkerProcess {
  /** As when the machine loses power: nothing is finished, nothing is said. */
  kill(): Promise<void>;
}

interface WorkerProcessOptions {
  readonly masterKey: Buffer;
  readonly env: NodeJS.ProcessEnv;
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/** bin/worker.ts as `npm start` runs it, over the bundle that was made once for the run. Resolves when it runs. */
export async function startWorkerProcess(options: WorkerProcessOptions): Promise<WorkerProcess> {
  const dataDir = mkdtempSync(join(tmpdir(), 'worker-process-'));
  symlinkSync(dirname(inject('workflowBundlePath')), join(dataDir, 'cache'));
  writeFileSync(join(dataDir, 'master.key'), options.masterKey.toString('base64'));
  const { worker } = await buildPrograms(root, join(dataDir, 'programs'));
  const child = fork(join(root, 'bin/supervisor/child.mjs'), [worker], {
    cwd: root,
    env: { ...process.env, ...options.env, DATA_DIR: dataDir, MASTER_KEY_FILE: '', LOG_LEVEL: 'info' },
    execArgv: [],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit').then(() => rmSync(dataDir, { recursive: true, force: true }));
  await untilItRuns(child);
  return {
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function untilItRuns(child: ChildProcess): Promise<void> {
  let said = '';
  for await (const chunk of child.stdout ?? []) {
    said += String(chunk);
    if (said.includes('worker runs')) break;
  }
  if (!said.includes('worker runs')) throw new Error(`the worker did not start:\n${said}`);
  child.stdout?.resume();
}
