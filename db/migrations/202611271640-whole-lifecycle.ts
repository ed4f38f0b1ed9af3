import { type Kysely, sql } from 'kysely';

/** Trials, gateway subscriptions, suspension, required account changes and free time as facts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
alter table plans
  add column is_trial boolean not null default false,
  add column max_sub_accounts integer not null default 0 check (max_sub_accounts >= 0),
  add constraint plans_trial_is_free check (not is_trial or (cost = 0 and max_sub_accounts = 0 and not is_default));

alter table payments drop constraint payments_source_check;
alter table payments
  add constraint payments_source_check check (source in ('stripe', 'manual', 'import', 'trial', 'bonus', 'linked')),
  add column subscription_id text;
create index payments_subscription on payments (subscription_id, from_at) where subscription_id is not null;

alter table members
  add column suspended_until timestamptz,
  add column suspended_at timestamptz,
  add column account_change_required_at timestamptz,
  add column merged_into_id uuid references members;

create table recurring_subscriptions (
  id uuid primary key,
  member_id uuid not null references members,
  plan_id uuid not null references plans,
  gateway text not null check (gateway in ('stripe')),
  account text not null default 'main',
  external_id text not null,
  status text not null check (status in
    ('pending_approval', 'active', 'past_due', 'suspended', 'cancelled_at_period_end', 'ended', 'abandoned')),
  current_period_end timestamptz,
  asked_at timestamptz,
  status_at timestamptz not null,
  created_at timestamptz not null,
  constraint recurring_subscriptions_once unique (gateway, account, external_id)
);
create unique index recurring_subscriptions_one_living on recurring_subscriptions (member_id)
  where status not in ('ended', 'abandoned');
create index recurring_subscriptions_member on recurring_subscriptions (member_id, created_at desc);
create trigger recurring_subscriptions_told after insert or update on recurring_subscriptions
  for each row execute function tell_change('member', 'member_id');
`)
    .execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
drop table recurring_subscriptions;
alter table members drop column merged_into_id, drop column account_change_required_at, drop column suspended_at,
  drop column suspended_until;
drop index payments_subscription;
alter table payments drop column subscription_id, drop constraint payments_source_check;
update payments set source = 'manual' where source not in ('stripe', 'manual', 'import');
alter table payments add constraint payments_source_check check (source in ('stripe', 'manual', 'import'));
alter table plans drop constraint plans_trial_is_free, drop column max_sub_accounts,
  drop column is_trial;
`)
    .execute(db);
}
