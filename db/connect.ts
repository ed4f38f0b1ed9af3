import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { prepareRepeated } from './prepared.ts';
import type { DB } from './schema.ts';

export interface Connection {
  readonly db: Kysely<DB>;
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

export interface ConnectOptions {
  readonly url: string;
  readonly maxConnections?: number;
  /** For a program that asks the same few questions all day: see prepared.ts. */
  readonly preparesStatements?: boolean;
  /** Told of connections that died while idle; the pool replaces them by itself. */
  readonly onError?: (error: Error) => void;
}

const INT8 = 20;

/** Money is bigint; running numbers and counts are small enough to be read with `Number(...)` where they are used. */
const types = new pg.TypeOverrides();
types.setTypeParser(INT8, (text) => BigInt(text));

export function connect(options: ConnectOptions): Connection {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.maxConnections ?? 10,
    connectionTimeoutMillis: 10_000,
    types,
  });
  // Without a listener a connection that dies while idle ends the process.
  pool.on('error', (error) => options.onError?.(error));
  // The same between two statements of a transaction; the next statement is told of it.
  pool.on('connect', (client) => client.on('error', () => undefined));
  if (options.preparesStatements === true) pool.on('connect', prepareRepeated);
  const db = new Kysely<DB>({ dialect: new PostgresDialect({ pool }) });
  return { db, pool, close: () => db.destroy() };
}
