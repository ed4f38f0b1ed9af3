import { type Kysely, sql } from 'kysely';

/** Discount codes, who holds and who used them, and the price that a purchase would have had without. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
create table discount_codes (
  id uuid primary key,
  code text not null check (code <> '' and length(code) <= 40),
  member_email text,
  percent integer check (percent between 1 and 100),
  amount bigint check (amount > 0),
  max_uses integer check (max_uses >= 1),
  expires_at timestamptz,
  is_active boolean not null default true,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint discount_codes_one_value check ((percent is null) <> (amount is null))
);
create unique index discount_codes_code on discount_codes (lower(code));
create index discount_codes_created on discount_codes (created_at, id);

create table discount_code_plans (
  code_id uuid not null references discount_codes on delete cascade,
  plan_id uuid not null references plans,
  primary key (code_id, plan_id)
);

alter table checkouts
  add column discount_code_id uuid references discount_codes,
  add column discount bigint not null default 0 check (discount >= 0),
  add constraint checkouts_discount check (discount_code_id is not null or discount = 0);

alter table payments
  add column discount_code_id uuid references discount_codes,
  add column list_price bigint check (list_price >= 0),
  add column discount bigint not null default 0 check (discount >= 0),
  add constraint payments_discount check ((discount_code_id is null) = (list_price is null)
    and (discount_code_id is not null or discount = 0));

create table discount_uses (
  id uuid primary key,
  code_id uuid not null references discount_codes,
  login_id uuid references logins on delete set null,
  checkout_id uuid references checkouts on delete set null,
  payment_id uuid references payments,
  state text not null check (state in ('reserved', 'consumed', 'released')),
  reserved_at timestamptz not null,
  settled_at timestamptz,
  constraint discount_uses_consumed check ((state = 'consumed') = (payment_id is not null)),
  constraint discount_uses_checkout unique (checkout_id)
);
create unique index discount_uses_once on discount_uses (code_id, login_id) where state <> 'released';
create index discount_uses_code on discount_uses (code_id, reserved_at);
`)
    .execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
drop table discount_uses;
alter table payments drop column discount, drop column list_price, drop column discount_code_id;
alter table checkouts drop column discount, drop column discount_code_id;
drop table discount_code_plans;
drop table discount_codes;
`)
    .execute(db);
}
