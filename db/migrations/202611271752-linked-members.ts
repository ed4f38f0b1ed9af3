import { type Kysely, sql } from 'kysely';

/** Who pays for whom, and which payment of a sub came with which of the master's. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
create table member_links (
  sub_id uuid primary key references members,
  master_id uuid not null references members,
  created_at timestamptz not null,
  created_by uuid references logins on delete set null,
  constraint member_links_two check (sub_id <> master_id)
);
create index member_links_master on member_links (master_id, created_at);
create trigger member_links_told after insert or update on member_links
  for each row execute function tell_change('member', 'sub_id');

alter table payments add column master_payment_id uuid references payments;
create index payments_master on payments (master_payment_id) where master_payment_id is not null;
`)
    .execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
drop index payments_master;
alter table payments drop column master_payment_id;
drop table member_links;
`)
    .execute(db);
}
