import { type Kysely, sql } from 'kysely';

/** Site logins as the panel lists them, and word to whoever is signed in that their login changed. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
alter table logins add column last_login_at timestamptz, add column deleted_at timestamptz;
update logins set deleted_at = updated_at where email = id || '@deleted.invalid';
update logins set last_login_at =
  (select max(s.created_at) from login_sessions s where s.login_id = logins.id);
create index logins_search on logins using gin (lower(name || ' ' || email) gin_trgm_ops) where deleted_at is null;
create index logins_created on logins (created_at, id) where deleted_at is null;
create index logins_last_login on logins (coalesce(last_login_at, '-infinity'), id) where deleted_at is null;
create trigger logins_told after insert or update of role, disabled, email_verified, deleted_at on logins
  for each row execute function tell_change('login', 'id');
`)
    .execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
drop trigger logins_told on logins;
drop index logins_search, logins_created, logins_last_login;
alter table logins drop column deleted_at, drop column last_login_at;
`)
    .execute(db);
}
