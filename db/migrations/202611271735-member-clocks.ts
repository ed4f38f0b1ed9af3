import { type Kysely, sql } from 'kysely';

/** How far the processes of single members have been moved ahead of the clock, on a site for trying out. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
create table member_clocks (
  member_id uuid primary key references members on delete cascade,
  ahead_ms bigint not null check (ahead_ms >= 0),
  moved_at timestamptz not null
);
create trigger member_clocks_told after insert or update on member_clocks
  for each row execute function tell_change('member', 'member_id');
`)
    .execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table member_clocks`.execute(db);
}
