import { type Kysely, sql } from 'kysely';

/** How reading each gateway's list of payments went. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
create table transaction_syncs (
  gateway text not null check (gateway in ('stripe')),
  account text not null default 'main',
  tried_at timestamptz not null,
  tried_until timestamptz,
  began_at timestamptz,
  ended_at timestamptz,
  seen integer not null default 0,
  recorded integer not null default 0,
  unmatched integer not null default 0,
  trouble_type text,
  trouble_message text,
  trouble_since timestamptz,
  primary key (gateway, account),
  constraint transaction_syncs_ended check ((began_at is null) = (ended_at is null)),
  constraint transaction_syncs_trouble check ((trouble_type is null) = (trouble_message is null)
    and (trouble_type is null) = (trouble_since is null))
);
create trigger transaction_syncs_told after insert or update on transaction_syncs
  for each row execute function tell_change('transactionSync', 'gateway');
`)
    .execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
delete from outbox where workflow = 'transactionSync';
drop table transaction_syncs;
`)
    .execute(db);
}
