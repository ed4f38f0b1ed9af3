import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyDatabase, type FreshDatabase } from '../test/support/postgres.ts';
import { migrateToLatest, migrateToNothing } from './migrate.ts';
import { migrations } from './migrations/index.ts';
import { ensureCatalogue } from './queries/seed-catalogue.ts';

let database: FreshDatabase;
beforeAll(async () => {
  database = await emptyDatabase();
});
afterAll(async () => {
  await database.drop();
});

async function tables(): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_name not like 'kysely%' order by 1`.execute(database.db);
  return rows.map(({ name }) => name);
}

describe('the schema', () => {
  it('goes up, down and up again, empty and with rows in it', async () => {
    const names = Object.keys(migrations);
    expect(await migrateToLatest(database.db)).toEqual(names);
    const first = await tables();
    await migrateToNothing(database.db);
    expect(await tables()).toEqual([]);

    expect(await migrateToLatest(database.db)).toEqual(names);
    await ensureCatalogue(database.db, new Date());
    await migrateToNothing(database.db);
    expect(await tables()).toEqual([]);

    await migrateToLatest(database.db);
    expect(await tables()).toEqual(first);
  });

  it('is brought up to date by two at once without harm', async () => {
    const ran = await Promise.all([migrateToLatest(database.db), migrateToLatest(database.db)]);
    expect(ran.flat()).toEqual([]);
  });
});
