import pg from 'pg';
import { type RunningPostgres, startPostgres } from '../../bin/embedded/postgres.ts';
import { connect } from '../../db/connect.ts';
import { migrateToLatest } from '../../db/migrate.ts';

export const TEMPLATE = 'template_app';

/** One throw-away server for a whole run, with a migrated database in it to copy from. */
export async function startTestPostgres(): Promise<RunningPostgres> {
  const server = await startPostgres({ dataDir: '', throwAway: true, log: (words) => console.log(words) });
  try {
    await runOn(server.url, `create database ${TEMPLATE}`);
    const { db, close } = connect({ url: withDatabase(server.url, TEMPLATE), maxConnections: 1 });
    await migrateToLatest(db).finally(close);
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  }
}

export function withDatabase(url: string, name: string): string {
  const address = new URL(url);
  address.pathname = `/${name}`;
  return address.href;
}

export async function runOn(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
