import { type Kysely, sql } from 'kysely';

/** Roles beside the built-in ones. A login of one is a user who may do something in the panel. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
create table roles (
  id uuid primary key,
  name text not null check (length(name) between 1 and 40),
  permissions text[] not null check (cardinality(permissions) > 0),
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create unique index roles_name on roles (lower(name));
alter table logins add column role_id uuid constraint logins_role references roles,
  add constraint logins_one_role check (role_id is null or role = 'user');
create index logins_role_id on logins (role_id) where role_id is not null;
drop trigger logins_told on logins;
create trigger logins_told after insert or update of role, role_id, disabled, email_verified, deleted_at on logins
  for each row execute function tell_change('login', 'id');
`)
    .execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
drop trigger logins_told on logins;
create trigger logins_told after insert or update of role, disabled, email_verified, deleted_at on logins
  for each row execute function tell_change('login', 'id');
alter table logins drop constraint logins_one_role, drop column role_id;
drop table roles;
`)
    .execute(db);
}
