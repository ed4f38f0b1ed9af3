import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { removePostgres } from '../embedded/postgres.ts';

/** Leaves the lock that we hold, and what was fetched from elsewhere and is the same for every site. */
const KEPT = ['lock', 'cache'];

export async function emptyDataFolder(dataDir: string, log: (words: string) => void): Promise<void> {
  await removePostgres(dataDir, log);
  for (const name of readdirSync(dataDir)) {
    if (!KEPT.includes(name)) rmSync(join(dataDir, name), { recursive: true, force: true });
  }
}
