import { type Kysely, sql } from 'kysely';

/** From when on the charges of a gateway's subscription become payments, and notices about subscriptions. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
alter table recurring_subscriptions
  add column charges_since timestamptz not null default 'epoch',
  add column price bigint check (price >= 0),
  add column currency text check (currency ~ '^[A-Z]{3}$'),
  add column cancel_asked_at timestamptz;
alter table inbox add column about text not null default 'checkout' check (about in ('checkout', 'subscription'));
alter table unmatched_payments add column subscription_id text;
`)
    .execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
delete from outbox where workflow = 'billing';
alter table unmatched_payments drop column subscription_id;
delete from inbox where about = 'subscription';
alter table inbox drop column about;
alter table recurring_subscriptions drop column cancel_asked_at, drop column currency,
  drop column price, drop column charges_since;
`)
    .execute(db);
}
