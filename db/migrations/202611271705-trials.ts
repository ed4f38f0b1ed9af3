import { type Kysely, sql } from 'kysely';

/** Which servers trials are placed on; running trials are counted against their cap at every start. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
alter table servers
  add column accepts_trials boolean not null default false,
  add column trials_only boolean not null default false,
  add constraint servers_trials_only check (accepts_trials or not trials_only);
create index payments_trials on payments (to_at, from_at) where plan_snapshot ->> 'isTrial' = 'true';
`)
    .execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
drop index payments_trials;
alter table servers drop constraint servers_trials_only, drop column trials_only, drop column accepts_trials;
`)
    .execute(db);
}
