import { type Kysely, sql } from 'kysely';

/**
 * Members can be merged: time that both had used before may overlap, a server can hold the account that goes
 * beside the one that stays, and closed members let go of their address and login.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
alter table payments add column used_up_by_id uuid references members;
alter table payments drop constraint payments_no_overlap;
alter table payments add constraint payments_no_overlap
  exclude using gist (member_id with =, tstzrange(from_at, to_at) with &&)
  where (status in ('completed', 'refunded', 'charged_back') and used_up_by_id is null);
create index ledger_entries_payment on ledger_entries (payment_id);

drop index access_grants_one_living;
create unique index access_grants_one_living on access_grants (member_id, server_id)
  where ended_at is null and desired_key <> 'removed';

drop index members_email;
create unique index members_email on members (lower(email)) where closed is null;
alter table members drop constraint members_login_id_key;
create unique index members_login on members (login_id) where closed is null;
create index members_merged_into on members (merged_into_id) where merged_into_id is not null;
`)
    .execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
drop index members_merged_into;
drop index members_login;
alter table members add constraint members_login_id_key unique (login_id);
drop index members_email;
update members set email = id || '@closed.invalid' where closed is not null;
create unique index members_email on members (lower(email));

drop index access_grants_one_living;
update access_grants set ended_at = desired_at where ended_at is null and desired_key = 'removed';
create unique index access_grants_one_living on access_grants (member_id, server_id) where ended_at is null;

drop index ledger_entries_payment;
alter table payments drop constraint payments_no_overlap;
update payments set status = 'voided' where used_up_by_id is not null;
alter table payments add constraint payments_no_overlap
  exclude using gist (member_id with =, tstzrange(from_at, to_at) with &&)
  where (status in ('completed', 'refunded', 'charged_back'));
alter table payments drop column used_up_by_id;
`)
    .execute(db);
}
