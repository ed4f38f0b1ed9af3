import { type Kysely, sql } from 'kysely';

/** Members are moved from one server to another: what is asked of each, and what became of it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
create table migrations (
  id uuid primary key,
  source_id uuid not null references servers,
  target_id uuid not null references servers,
  concurrency integer not null check (concurrency between 1 and 10),
  state text not null check (state in ('running', 'paused', 'cancelling', 'completed', 'cancelled')),
  started_by uuid references logins on delete set null,
  started_at timestamptz not null,
  ended_at timestamptz,
  constraint migrations_two_servers check (source_id <> target_id),
  constraint migrations_end check ((ended_at is not null) = (state in ('completed', 'cancelled')))
);
create unique index migrations_one_of_source on migrations (source_id) where ended_at is null;
create index migrations_started on migrations (started_at desc);

create table migration_moves (
  migration_id uuid not null references migrations on delete cascade,
  member_id uuid not null references members,
  position integer not null,
  state text not null default 'waiting'
    check (state in ('waiting', 'moving', 'migrated', 'repointed', 'skipped', 'failed', 'cancelled')),
  reason text not null default '',
  begun_at timestamptz,
  ended_at timestamptz,
  primary key (migration_id, member_id)
);
create unique index migration_moves_one_under_way on migration_moves (member_id) where state = 'moving';
create index migration_moves_of_member on migration_moves (member_id) where state = 'repointed';
create trigger migration_moves_told after update on migration_moves
  for each row execute function tell_change('migration', 'migration_id');

alter table access_grants
  add column move_to_id uuid references servers,
  add column moved_from_id uuid references servers;
`)
    .execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
alter table access_grants drop column move_to_id, drop column moved_from_id;
drop table migration_moves, migrations;
delete from outbox where workflow = 'migration';
`)
    .execute(db);
}
