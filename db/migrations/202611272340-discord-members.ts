import { type Kysely, sql } from 'kysely';

/** Who a member is on Discord, and when they were last taken off the server there. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
alter table members
  add column discord_id text check (discord_id ~ '^[0-9]{17,20}$'),
  add column discord_kicked_at timestamptz,
  add constraint members_kicked_on_discord check (discord_kicked_at is null or discord_id is not null);
create unique index members_discord_id on members (discord_id) where closed is null;
`)
    .execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
alter table members drop constraint members_kicked_on_discord, drop column discord_kicked_at, drop column discord_id;
`)
    .execute(db);
}
