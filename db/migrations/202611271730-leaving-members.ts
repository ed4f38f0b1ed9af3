import { type Kysely, sql } from 'kysely';

/** A member who is being deleted: the accounts go first. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table members add column deletion_asked_at timestamptz`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table members drop column deletion_asked_at`.execute(db);
}
