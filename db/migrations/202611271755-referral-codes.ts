import { type Kysely, sql } from 'kysely';

/** Each member's own code, and who brought a login. The default gives one to members of any origin. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
alter table members add column referral_code text not null
  default upper(substr(md5(gen_random_uuid()::text), 1, 12));
alter table members add constraint members_referral_code unique (referral_code);
alter table logins add column referred_by_id uuid references members;
create index logins_referred_by on logins (referred_by_id) where referred_by_id is not null;
`)
    .execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
drop index logins_referred_by;
alter table logins drop column referred_by_id;
alter table members drop constraint members_referral_code, drop column referral_code;
`)
    .execute(db);
}
