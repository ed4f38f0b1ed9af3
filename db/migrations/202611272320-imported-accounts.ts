import { type Kysely, sql } from 'kysely';

/** What each server listed last, whom an admin wants left alone, and members whose address nobody knows yet. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
create table server_accounts (
  server_id uuid not null references servers on delete cascade,
  external_id text not null,
  username text not null,
  is_administrator boolean not null,
  is_disabled boolean not null,
  has_all_libraries boolean not null,
  library_ids text[] not null,
  allows_downloads boolean not null,
  allows_transcoding boolean not null,
  seen_at timestamptz not null,
  primary key (server_id, external_id)
);
create table ignored_accounts (
  server_id uuid not null references servers on delete cascade,
  external_id text not null,
  ignored_at timestamptz not null,
  ignored_by uuid references logins on delete set null,
  primary key (server_id, external_id)
);
create index access_grants_account on access_grants (server_id, external_id);
drop index members_email;
create unique index members_email on members (lower(email)) where closed is null and email <> '';
`)
    .execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
drop index members_email;
update members set email = id || '@unknown.invalid' where closed is null and email = '';
create unique index members_email on members (lower(email)) where closed is null;
drop index access_grants_account;
drop table ignored_accounts, server_accounts;
`)
    .execute(db);
}
