import type { Kysely } from 'kysely';
import { connect } from '../../db/connect.ts';
import { migrateToLatest } from '../../db/migrate.ts';
import { ensureCatalogue } from '../../db/queries/seed-catalogue.ts';
import type { DB } from '../../db/schema.ts';

/** Brings the schema up to date, puts in what a new site begins with, and asks one thing more of the database. */
export async function prepareDatabase<T>(
  url: string,
  then: (db: Kysely<DB>, ran: string[]) => Promise<T>,
): Promise<T> {
  const { db, close } = connect({ url, maxConnections: 2 });
  try {
    const ran = await migrateToLatest(db);
    await ensureCatalogue(db, new Date());
    return await then(db, ran);
  } finally {
    await close();
  }
}
