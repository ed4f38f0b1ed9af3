import { type Kysely, sql } from 'kysely';

/** Mass removals that wait for a person, and the accesses each of them is about. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
create table holds (
  id uuid primary key,
  reason text not null check (reason in ('mass', 'silence')),
  opened_at timestamptz not null,
  silent_from timestamptz,
  silent_until timestamptz,
  leaving integer not null,
  standing integer not null,
  closed_at timestamptz,
  closed_by uuid references logins on delete set null
);
create unique index holds_one_open on holds ((true)) where closed_at is null;
create index holds_opened on holds (opened_at desc);

create table hold_items (
  hold_id uuid not null references holds on delete cascade,
  grant_id uuid not null references access_grants on delete cascade,
  member_id uuid not null references members on delete cascade,
  access text not null,
  time_ended_at timestamptz,
  since timestamptz not null,
  state text not null default 'waiting' check (state in ('waiting', 'released', 'kept', 'dropped')),
  decided_at timestamptz,
  decided_by uuid references logins on delete set null,
  primary key (hold_id, grant_id)
);
create index hold_items_grant on hold_items (grant_id, hold_id desc);
create index hold_items_member on hold_items (member_id) where state in ('waiting', 'kept');
create index access_grants_taken on access_grants (desired_at) where desired_key not like 'full:%'`.execute(
    db,
  );
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop index access_grants_taken`.execute(db);
  await sql`drop table hold_items, holds`.execute(db);
}
