import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

const MARK = '.built-from';

/** Builds the pages into dist/web where their sources have changed since they were last built. */
export async function buildWebIfStale(root: string, log: (words: string) => void): Promise<void> {
  const built = join(root, 'dist', 'web');
  const sources = hashOfSources(root);
  if (isBuiltFrom(built, sources)) return;
  log('Building the web pages ...');
  const startedAt = Date.now();
  mkdirSync(dirname(built), { recursive: true });
  const unfinished = mkdtempSync(`${built}-`);
  try {
    await runVite(root, unfinished);
    writeFileSync(join(unfinished, MARK), sources);
    takePlace(unfinished, built, sources);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  log(`Web pages built in ${((Date.now() - startedAt) / 1000).toFixed(1)} s.`);
}

function isBuiltFrom(built: string, sources: string): boolean {
  const mark = join(built, MARK);
  return existsSync(mark) && readFileSync(mark, 'utf8') === sources;
}

/** Pages take types from the API and no code, so nothing outside web/ counts but the packages. */
function hashOfSources(root: string): string {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')));
  const entries = readdirSync(join(root, 'web'), { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  for (const file of files.toSorted()) hash.update(file.slice(root.length)).update(readFileSync(file));
  return hash.digest('hex');
}

/** Built aside and put in place whole: a site that is running never serves half of it. */
function takePlace(unfinished: string, built: string, sources: string): void {
  const old = `${unfinished}-old`;
  try {
    if (existsSync(built)) renameSync(built, old);
    renameSync(unfinished, built);
  } catch (error) {
    // Another start built the same and was quicker.
    if (!isBuiltFrom(built, sources)) throw error;
  } finally {
    rmSync(old, { recursive: true, force: true });
  }
}

function runVite(root: string, outDir: string): Promise<void> {
  const packaged = dirname(createRequire(import.meta.url).resolve('vite/package.json'));
  const config = join(root, 'web', 'vite.config.ts');
  const args = ['build', '--config', config, '--outDir', outDir, '--emptyOutDir', '--logLevel', 'warn'];
  const child = spawn(process.execPath, [join(packaged, 'bin', 'vite.js'), ...args], {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (part: Buffer) => (output += part.toString()));
  child.stderr.on('data', (part: Buffer) => (output += part.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`The web pages could not be built:\n${shortened(output)}`)),
    );
  });
}

const ENOUGH_WORDS = 2000;

function shortened(output: string): string {
  return stripVTControlCharacters(output).trim().slice(0, ENOUGH_WORDS);
}
