import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';
import type { Log } from '../../activities/deps.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Without state of their own: one copy serves all processes that are kept in memory. */
const SHARED = ['@temporalio/common', 'long', 'ms'];

/**
 * The bundled workflow code, kept by the hash of its sources: bundling takes seconds, and a start should not.
 * Answers the file's path.
 */
export async function workflowBundle(cacheDir: string, log: Log): Promise<string> {
  const path = join(cacheDir, `workflows-${sourceHash()}.js`);
  if (existsSync(path)) return path;
  const problems: string[] = [];
  const note = (message: string) => problems.push(message);
  const bundling = bundleWorkflowCode({
    workflowsPath: join(root, 'workflows/index.ts'),
    preloadModules: SHARED,
    logger: { trace() {}, debug() {}, info() {}, log() {}, warn: note, error: note } as never,
  });
  // Also when it fails: the error itself only says that it did.
  const { code } = await bundling.finally(() => {
    for (const problem of problems) log.warn({ problem }, 'the workflow bundle has a problem');
  });
  mkdirSync(cacheDir, { recursive: true });
  writeFileSync(`${path}.${process.pid}`, code);
  renameSync(`${path}.${process.pid}`, path);
  return path;
}

/** Workflow code imports domain and nothing else of ours; the lock stands for the packages, and how they are bundled counts too. */
function sourceHash(): string {
  const hash = createHash('sha256').update(SHARED.join());
  for (const folder of ['workflows', 'domain']) {
    for (const file of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).sort()) {
      if (file.endsWith('.ts') && !file.endsWith('.test.ts'))
        hash.update(file).update(readFileSync(join(root, folder, file)));
    }
  }
  const lock = join(root, 'package-lock.json');
  if (existsSync(lock)) hash.update(readFileSync(lock));
  return hash.digest('hex').slice(0, 16);
}
