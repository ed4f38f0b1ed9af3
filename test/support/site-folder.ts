import { chmodSync, mkdirSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What is made once and serves every run of this clone's tests: the browser, the bundled workflow code. */
export const testCache = fileURLToPath(new URL('../../node_modules/.cache/streams-manager', import.meta.url));

/** A new data folder for a site; whoever asks for it removes it. */
export function siteFolder(purpose: string): string {
  const dataDir = mkdtempSync(join(tmpdir(), `streams-manager-${purpose}-`));
  // PostgreSQL runs under another account where we are root, and has to get in.
  chmodSync(dataDir, 0o755);
  // Bundling the workflow code takes seconds of both cores, and is the same for every site.
  mkdirSync(testCache, { recursive: true });
  symlinkSync(testCache, join(dataDir, 'cache'));
  return dataDir;
}
