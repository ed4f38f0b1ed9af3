import { type Kysely, Migrator, NO_MIGRATIONS } from 'kysely';
import { migrations } from './migrations/index.ts';
import type { DB } from './schema.ts';

/** Brings the schema up to date; answers the names of what was run. Safe to call from several processes at once. */
export async function migrateToLatest(db: Kysely<DB>): Promise<string[]> {
  const { error, results } = await migrator(db).migrateToLatest();
  if (error !== undefined) throw error;
  return (results ?? []).map((result) => result.migrationName);
}

/** Takes everything back out; for tests of `down`. */
export async function migrateToNothing(db: Kysely<DB>): Promise<void> {
  const { error } = await migrator(db).migrateTo(NO_MIGRATIONS);
  if (error !== undefined) throw error;
}

function migrator(db: Kysely<DB>): Migrator {
  return new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } });
}
