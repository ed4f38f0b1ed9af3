import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import { inject } from 'vitest';
import { connect } from '../../db/connect.ts';
import type { DB } from '../../db/schema.ts';
import { runOn, TEMPLATE, withDatabase } from './postgres-server.ts';

export interface FreshDatabase {
  readonly url: string;
  readonly db: Kysely<DB>;
  drop(): Promise<void>;
}

/** A migrated database without a row in it, of one's own: a copy of the template that the run made once. */
export function freshDatabase(): Promise<FreshDatabase> {
  return makeDatabase(`template ${TEMPLATE} strategy file_copy`);
}

/** A database without any table, for tests of the migrations themselves. */
export function emptyDatabase(): Promise<FreshDatabase> {
  return makeDatabase('');
}

async function makeDatabase(from: string): Promise<FreshDatabase> {
  const server = inject('postgresUrl');
  const name = `test_${randomBytes(8).toString('hex')}`;
  await runOn(server, `create database ${name} ${from}`);
  const url = withDatabase(server, name);
  const { db, close } = connect({ url, maxConnections: 5 });
  const drop = async (): Promise<void> => {
    await close();
    await runOn(server, `drop database ${name} with (force)`);
  };
  return { url, db, drop };
}
