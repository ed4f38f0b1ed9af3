import { type Kysely, sql } from 'kysely';

/** Logins, members, catalogue, money, access, messages and the inbox and outbox, as of the first release. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
create extension if not exists btree_gist;
create extension if not exists pg_trgm;

create table logins (
  id uuid primary key,
  name text not null,
  email text not null,
  email_verified boolean not null default false,
  image text,
  role text not null default 'user' check (role in ('administrator', 'user')),
  disabled boolean not null default false,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create unique index logins_email on logins (lower(email));

create table login_sessions (
  id uuid primary key,
  login_id uuid not null references logins on delete cascade,
  token text not null unique,
  expires_at timestamptz not null,
  ip_address text,
  user_agent text,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index login_sessions_login on login_sessions (login_id);

create table login_accounts (
  id uuid primary key,
  login_id uuid not null references logins on delete cascade,
  account_id text not null,
  provider_id text not null,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  password text,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index login_accounts_login on login_accounts (login_id);

create table login_verifications (
  id uuid primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index login_verifications_identifier on login_verifications (identifier);

create table library_groups (
  id uuid primary key,
  name text not null,
  kind text not null check (kind in ('private', 'standard', 'custom')),
  created_at timestamptz not null
);
create unique index library_groups_name on library_groups (lower(name));
create unique index library_groups_one_private on library_groups (kind) where kind = 'private';

create table servers (
  id uuid primary key,
  platform text not null check (platform in ('jellyfin')),
  name text not null,
  machine_id text not null constraint servers_machine_id unique,
  version text not null,
  base_url text not null,
  public_url text not null default '',
  enabled boolean not null default false,
  allow_new_subscriptions boolean not null default false,
  maintenance boolean not null default false,
  max_users integer check (max_users >= 1),
  priority integer not null default 0,
  state text not null default 'reachable' check (state in ('reachable', 'unreachable', 'refused')),
  state_message text not null default '',
  state_since timestamptz not null,
  last_synced_at timestamptz,
  created_at timestamptz not null
);

create table libraries (
  id uuid primary key,
  server_id uuid not null references servers on delete cascade,
  external_id text not null,
  title text not null,
  type text not null,
  last_seen_at timestamptz not null,
  gone_at timestamptz,
  created_at timestamptz not null,
  constraint libraries_once unique (server_id, external_id)
);

create table libraries_in_groups (
  library_id uuid not null references libraries on delete cascade,
  group_id uuid not null references library_groups,
  primary key (library_id, group_id)
);
create index libraries_in_groups_group on libraries_in_groups (group_id);

create table plans (
  id uuid primary key,
  name text not null,
  cost bigint not null check (cost >= 0),
  duration_count integer not null check (duration_count >= 1),
  duration_unit text not null check (duration_unit in ('day', 'week', 'month', 'year')),
  max_streams integer not null check (max_streams >= 1),
  is_default boolean not null default false,
  is_active boolean not null default true,
  allow_downloads boolean not null default false,
  allow_transcoding boolean not null default true,
  visibility text not null default 'public' check (visibility in ('public', 'existing_members', 'hidden')),
  max_subscribers integer check (max_subscribers >= 1),
  description text not null default '',
  features text[] not null default '{}',
  display_order integer not null default 0,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint plans_default_is_active check (not is_default or is_active)
);
create unique index plans_name on plans (lower(name));
create unique index plans_one_default on plans (is_default) where is_default;

create table plan_library_groups (
  plan_id uuid not null references plans on delete cascade,
  group_id uuid not null references library_groups,
  primary key (plan_id, group_id)
);
create index plan_library_groups_group on plan_library_groups (group_id);

create table plan_target_servers (
  plan_id uuid not null references plans on delete cascade,
  server_id uuid not null references servers on delete cascade,
  position integer not null,
  primary key (plan_id, server_id)
);

create table members (
  id uuid primary key,
  login_id uuid unique references logins on delete set null,
  display_name text not null,
  email text not null,
  is_permanent boolean not null default false,
  permanent_plan_id uuid references plans,
  wanted_username text,
  notes text not null default '',
  closed text check (closed in ('merged', 'deleted')),
  created_at timestamptz not null,
  standing text not null default 'registered',
  standing_at timestamptz,
  standing_reasons jsonb not null default '[]',
  entitled_until timestamptz,
  next_action_at timestamptz,
  needs_attention boolean not null default false
);
create unique index members_email on members (lower(email));
create index members_standing on members (standing, id);
create index members_entitled_until on members (entitled_until);
create index members_next_action on members (next_action_at, id);
create index members_search on members using gin (lower(display_name || ' ' || email) gin_trgm_ops);
create index members_attention on members (id) where needs_attention;
create index members_name on members (lower(display_name), id);
create index members_created on members (created_at, id);

create table media_identities (
  id uuid primary key,
  member_id uuid not null references members,
  platform text not null,
  server_id uuid not null references servers on delete cascade,
  external_id text not null,
  username text not null,
  valid_from timestamptz not null,
  valid_to timestamptz,
  constraint media_identities_once unique (server_id, external_id)
);
create index media_identities_member on media_identities (member_id);

create table checkouts (
  id uuid primary key,
  login_id uuid not null references logins on delete cascade,
  member_id uuid references members,
  plan_id uuid not null references plans,
  plan_snapshot jsonb not null,
  gateway text not null,
  amount bigint not null check (amount >= 0),
  currency text not null,
  wanted_username text,
  status text not null check (status in ('created', 'redirected', 'verifying', 'paid', 'provisioning', 'done', 'abandoned', 'failed', 'needs_attention')),
  status_reason text,
  reserved_server_id uuid references servers on delete set null,
  reserved_until timestamptz not null,
  open_asked_at timestamptz,
  open_unknown boolean not null default false,
  external_id text,
  page_url text,
  expires_at timestamptz not null,
  returned_at timestamptz,
  cancelled_at timestamptz,
  page_closed_at timestamptz,
  hinted_at timestamptz,
  attention text,
  troubles jsonb not null default '{}',
  last_state jsonb,
  payment_id uuid,
  created_at timestamptz not null,
  status_at timestamptz not null,
  finished_at timestamptz
);
create unique index checkouts_external on checkouts (gateway, external_id) where external_id is not null;
create index checkouts_login on checkouts (login_id, created_at);
create index checkouts_open on checkouts (member_id) where finished_at is null;
create index checkouts_seats on checkouts (reserved_server_id) where finished_at is null;

create table payments (
  id uuid primary key,
  number bigint generated always as identity unique,
  member_id uuid not null references members,
  plan_id uuid not null references plans,
  from_at timestamptz not null,
  to_at timestamptz not null,
  anchor_at timestamptz not null,
  anchor_count integer not null,
  amount bigint not null check (amount >= 0),
  currency text not null,
  source text not null check (source in ('stripe', 'manual', 'import')),
  account text not null default 'main',
  transaction_id text not null,
  sequence_number integer not null default 1 check (sequence_number >= 1),
  status text not null check (status in ('pending', 'completed', 'refunded', 'charged_back', 'voided')),
  plan_snapshot jsonb not null,
  is_announced boolean not null default true,
  payer_email text,
  notes text not null default '',
  checkout_id uuid references checkouts on delete set null,
  recorded_by uuid references logins on delete set null,
  created_at timestamptz not null,
  constraint payments_window check (from_at < to_at),
  constraint payments_transaction unique (source, account, transaction_id, sequence_number),
  constraint payments_no_overlap exclude using gist (member_id with =, tstzrange(from_at, to_at) with &&)
    where (status in ('completed', 'refunded', 'charged_back'))
);
create index payments_member on payments (member_id, from_at);
create index payments_created on payments (created_at, id);
create index payments_from on payments (from_at, id);
create index payments_to on payments (to_at, id);
create index payments_plan on payments (plan_id, to_at);
create index payments_live on payments (to_at, from_at, plan_id) where status in ('completed', 'refunded', 'charged_back');
create index payments_transaction_text on payments (lower(transaction_id) text_pattern_ops);
create index payments_unusual on payments (status, created_at) where status <> 'completed';
alter table checkouts add constraint checkouts_payment foreign key (payment_id) references payments;

create table ledger_entries (
  id uuid primary key,
  member_id uuid not null references members,
  payment_id uuid references payments,
  kind text not null check (kind in ('payment', 'refund', 'chargeback', 'credit', 'correction')),
  amount bigint not null,
  currency text not null,
  gateway text not null,
  account text not null,
  external_id text not null,
  note text not null default '',
  at timestamptz not null,
  constraint ledger_entries_once unique (gateway, account, external_id, kind)
);
create index ledger_entries_member on ledger_entries (member_id, at);
create index ledger_entries_at on ledger_entries (at);
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the ledger is append-only: write a correction entry' using errcode = 'restrict_violation';
end $$;
create trigger ledger_entries_append_only before update or delete on ledger_entries
  for each row execute function refuse_change();

create table unmatched_payments (
  id uuid primary key,
  gateway text not null,
  account text not null,
  transaction_id text not null,
  amount bigint not null,
  currency text not null,
  payer_email text,
  occurred_at timestamptz not null,
  reason text not null,
  checkout_id uuid references checkouts on delete set null,
  status text not null default 'new' check (status in ('new', 'assigned', 'ignored')),
  created_at timestamptz not null,
  constraint unmatched_payments_once unique (gateway, account, transaction_id)
);

create table access_grants (
  id uuid primary key,
  member_id uuid not null references members,
  server_id uuid not null references servers,
  external_id text,
  username text not null,
  desired_key text not null,
  desired_library_ids text[] not null,
  desired_downloads boolean not null,
  desired_transcoding boolean not null,
  desired_at timestamptz not null,
  observed_key text not null default 'none',
  observed_at timestamptz,
  create_asked_at timestamptz,
  credentials bytea,
  first_active_at timestamptz,
  ended_at timestamptz,
  handed_over_at timestamptz,
  lease_until timestamptz,
  lease_holder text,
  created_at timestamptz not null
);
create unique index access_grants_one_living on access_grants (member_id, server_id) where ended_at is null;
create index access_grants_member on access_grants (member_id, created_at);
create index access_grants_seats on access_grants (server_id) where ended_at is null;
create index access_grants_username on access_grants (lower(username) text_pattern_ops);

create table step_troubles (
  member_id uuid not null references members on delete cascade,
  step_key text not null,
  attempts integer not null,
  type text not null,
  message text not null,
  since timestamptz not null,
  retry_at timestamptz not null,
  primary key (member_id, step_key)
);

create table notices (
  id uuid primary key,
  member_id uuid references members,
  login_id uuid references logins on delete cascade,
  audience text not null check (audience in ('member', 'login', 'admin')),
  event text not null,
  key text not null,
  about text,
  status text not null default 'owed' check (status in ('owed', 'sent', 'refused', 'dropped')),
  recipient text,
  subject text,
  sealed bytea,
  last_error text,
  created_at timestamptz not null,
  sent_at timestamptz
);
create unique index notices_member_once on notices (member_id, key) where member_id is not null;
create unique index notices_login_once on notices (login_id, key) where member_id is null;
create index notices_created on notices (created_at);
create index notices_failed on notices (created_at) where status = 'refused' or (status = 'owed' and last_error is not null);

create table settings (
  key text primary key,
  value jsonb not null,
  updated_at timestamptz not null,
  updated_by uuid references logins on delete set null
);

create table site_state (
  key text primary key,
  value text not null
);

create table secrets (
  name text primary key,
  key_id text not null,
  sealed bytea not null,
  updated_at timestamptz not null
);

create table inbox (
  id uuid primary key,
  source text not null,
  account text not null,
  event_id text not null,
  type text not null,
  external_id text,
  body bytea not null,
  received_at timestamptz not null,
  status text not null check (status in ('pending', 'done', 'ignored', 'parked')),
  reason text,
  handled_at timestamptz,
  constraint inbox_once unique (source, account, event_id)
);
create index inbox_status on inbox (status, received_at);

create table outbox (
  id bigint generated always as identity primary key,
  workflow text not null,
  key text not null,
  reason text not null,
  created_at timestamptz not null default clock_timestamp(),
  attempts integer not null default 0,
  try_at timestamptz not null default clock_timestamp()
);
create index outbox_due on outbox (try_at, id);

create table member_events (
  id uuid primary key,
  member_id uuid not null references members,
  at timestamptz not null,
  kind text not null,
  actor text not null check (actor in ('process', 'member', 'admin')),
  actor_login_id uuid references logins on delete set null,
  about_id text,
  data jsonb not null default '{}',
  dedup_key text not null,
  constraint member_events_once unique (member_id, dedup_key)
);
create index member_events_member on member_events (member_id, at desc);

create table audit_log (
  id uuid primary key,
  at timestamptz not null,
  actor_login_id uuid references logins on delete set null,
  action text not null,
  subject text not null,
  subject_id text,
  before jsonb,
  after jsonb
);
create index audit_log_at on audit_log (at desc);

create function tell_outbox() returns trigger language plpgsql as $$
begin
  perform pg_notify('outbox', '');
  return null;
end $$;
create trigger outbox_told after insert on outbox for each statement execute function tell_outbox();

create function tell_change() returns trigger language plpgsql as $$
begin
  perform pg_notify('changes', tg_argv[0] || ':' || (to_jsonb(new) ->> tg_argv[1]));
  return null;
end $$;
create trigger checkouts_told after insert or update on checkouts
  for each row execute function tell_change('checkout', 'id');
create trigger members_told after insert or update on members
  for each row execute function tell_change('member', 'id');
create trigger member_events_told after insert on member_events
  for each row execute function tell_change('member', 'member_id');
create trigger settings_told after insert or update on settings
  for each row execute function tell_change('settings', 'key');
`)
    .execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
drop table site_state, audit_log, member_events, outbox, inbox, secrets, settings, notices, step_troubles, access_grants,
  unmatched_payments, ledger_entries cascade;
alter table checkouts drop constraint checkouts_payment;
drop table payments, checkouts, media_identities, members, plan_target_servers, plan_library_groups, plans,
  libraries_in_groups, libraries, servers, library_groups, login_verifications, login_accounts, login_sessions,
  logins cascade;
drop function tell_change, tell_outbox, refuse_change;
`)
    .execute(db);
}
