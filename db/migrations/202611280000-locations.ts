import { type Kysely, sql } from 'kysely';

/** Where servers stand, and where a buyer would like to be. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
create table locations (
  id uuid primary key,
  name text not null,
  country_code text check (country_code ~ '^[A-Z]{2}$'),
  display_order integer not null default 0,
  is_active boolean not null default true,
  created_at timestamptz not null
);
create unique index locations_name on locations (lower(name));

alter table servers add column location_id uuid constraint servers_location references locations;
create index servers_in_location on servers (location_id) where location_id is not null;
alter table checkouts add column location_id uuid references locations on delete set null;
alter table plans add column requires_location boolean not null default false;
`)
    .execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
alter table plans drop column requires_location;
alter table checkouts drop column location_id;
drop index servers_in_location;
alter table servers drop column location_id;
drop table locations;
`)
    .execute(db);
}
