import { type Kysely, sql } from 'kysely';

/** A purchase knows whether its plan begins at once or after what is paid already. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table checkouts add column start_mode text not null default 'after'
    check (start_mode in ('now', 'after'))`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table checkouts drop column start_mode`.execute(db);
}
