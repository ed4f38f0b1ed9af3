import { type Kysely, sql } from 'kysely';

/** A reading of payments that is asked for because somebody's time has ended. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('alter table transaction_syncs add column wanted_at timestamptz').execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql.raw('alter table transaction_syncs drop column wanted_at').execute(db);
}
