import { type Kysely, sql } from 'kysely';

/** Money that went back at its gateway, and notices about payments. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
create table money_backs (
  payment_id uuid primary key references payments on delete cascade,
  look bigint not null,
  refunded bigint not null default 0 check (refunded >= 0),
  charged_back bigint not null default 0 check (charged_back >= 0),
  went_at timestamptz,
  outcome text not null default 'flagged' check (outcome in ('flagged', 'ended', 'returned', 'returnedInPart')),
  ended jsonb not null default '[]',
  attention_since timestamptz
);
create index money_backs_attention on money_backs (attention_since) where attention_since is not null;
create sequence money_back_looks;
alter table inbox drop constraint inbox_about_check,
  add constraint inbox_about_check check (about in ('checkout', 'subscription', 'payment'));
`)
    .execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
delete from inbox where about = 'payment';
alter table inbox drop constraint inbox_about_check,
  add constraint inbox_about_check check (about in ('checkout', 'subscription'));
drop sequence money_back_looks;
drop table money_backs;
`)
    .execute(db);
}
