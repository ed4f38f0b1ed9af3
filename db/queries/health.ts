import { type Kysely, sql } from 'kysely';
import type { DB } from '../schema.ts';

/** Throws where the database does not answer. */
export async function pingDatabase(db: Kysely<DB>): Promise<void> {
  await sql`select 1`.execute(db);
}
