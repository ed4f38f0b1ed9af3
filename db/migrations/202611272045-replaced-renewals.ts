import { type Kysely, sql } from 'kysely';

/** Which purchase of another plan put an end to what a gateway charged for the old one. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw('alter table recurring_subscriptions add column replaced_by_payment_id uuid references payments')
    .execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql.raw('alter table recurring_subscriptions drop column replaced_by_payment_id').execute(db);
}
