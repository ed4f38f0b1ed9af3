import { type Kysely, sql } from 'kysely';

/** Members change their media account themselves: a server can hold the old one beside the new one for a while. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
alter table members add column account_changed_at timestamptz;
alter table access_grants add column replaced_at timestamptz;
drop index access_grants_one_living;
create unique index access_grants_one_living on access_grants (member_id, server_id)
  where ended_at is null and desired_key <> 'removed' and replaced_at is null;
`)
    .execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
update access_grants set ended_at = replaced_at where ended_at is null and replaced_at is not null;
drop index access_grants_one_living;
create unique index access_grants_one_living on access_grants (member_id, server_id)
  where ended_at is null and desired_key <> 'removed';
alter table access_grants drop column replaced_at;
alter table members drop column account_changed_at;
`)
    .execute(db);
}
