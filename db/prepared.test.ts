import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../test/support/postgres.ts';
import { connect, type Connection } from './connect.ts';

let database: FreshDatabase;
let connection: Connection;
beforeAll(async () => {
  database = await freshDatabase();
  connection = connect({ url: database.url, maxConnections: 1, preparesStatements: true });
});
afterAll(async () => {
  await connection.close();
  await database.drop();
});

async function prepared(): Promise<string[]> {
  const { rows } = await sql<{ statement: string }>`
    select statement from pg_prepared_statements where statement like 'select $1::int%'`.execute(
    connection.db,
  );
  return rows.map(({ statement }) => statement);
}

describe('a connection that prepares statements', () => {
  it('keeps the plan of one that comes for the third time, and answers as before', async () => {
    const answers: number[] = [];
    const ask = async (number: number) => {
      const { rows } = await sql<{ twice: number }>`select ${number}::int * 2 as twice`.execute(
        connection.db,
      );
      answers.push(rows[0]?.twice ?? Number.NaN);
    };

    await ask(1);
    await ask(2);
    expect(await prepared()).toEqual([]);
    await ask(3);
    await ask(4);

    expect(await prepared()).toEqual(['select $1::int * 2 as twice']);
    expect(answers).toEqual([2, 4, 6, 8]);
  });
});
