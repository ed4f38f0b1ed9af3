import { type Kysely, sql } from 'kysely';

/** Which price at Stripe is a plan's: what is charged again and again at this price pays for it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
alter table plans add column stripe_price_id text constraint plans_stripe_price unique,
  add constraint plans_trial_without_price check (not is_trial or stripe_price_id is null);
`)
    .execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw('alter table plans drop constraint plans_trial_without_price, drop column stripe_price_id;')
    .execute(db);
}
