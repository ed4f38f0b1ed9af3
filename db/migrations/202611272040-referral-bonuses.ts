import { type Kysely, sql } from 'kysely';

/** What members earn by bringing others: one bonus for each person brought, whatever happens. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
create table referral_bonuses (
  id uuid primary key,
  referrer_id uuid not null references members,
  referred_id uuid not null references members,
  payment_id uuid not null references payments,
  amount bigint not null check (amount > 0),
  currency text not null,
  status text not null check (status in ('pending', 'applied', 'reversed')),
  applied_payment_id uuid references payments,
  applied_ms bigint check (applied_ms > 0),
  applied_at timestamptz,
  reversed_at timestamptz,
  reversed_by uuid references logins on delete set null,
  taken_back bigint,
  created_at timestamptz not null,
  constraint referral_bonuses_once unique (referred_id),
  constraint referral_bonuses_two check (referrer_id <> referred_id),
  constraint referral_bonuses_applied check (
    (applied_payment_id is null) = (applied_at is null) and (applied_payment_id is null) = (applied_ms is null)
    and (status <> 'pending' or applied_at is null) and (status <> 'applied' or applied_at is not null)),
  constraint referral_bonuses_reversed check (
    (status = 'reversed') = (reversed_at is not null) and (status = 'reversed') = (taken_back is not null))
);
create index referral_bonuses_referrer on referral_bonuses (referrer_id, created_at);
create index referral_bonuses_payment on referral_bonuses (payment_id);
create index referral_bonuses_applied_payment on referral_bonuses (applied_payment_id)
  where applied_payment_id is not null;
create index referral_bonuses_created on referral_bonuses (created_at, id);
create trigger referral_bonuses_told after insert or update on referral_bonuses
  for each row execute function tell_change('member', 'referrer_id');

alter table ledger_entries drop constraint ledger_entries_kind_check,
  add constraint ledger_entries_kind_check
    check (kind in ('payment', 'refund', 'chargeback', 'credit', 'correction', 'bonus'));
`)
    .execute(db);
}

/** The ledger is append-only: entries of bonuses stay, and only new ones of that kind are refused. */
export async function down(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
alter table ledger_entries drop constraint ledger_entries_kind_check,
  add constraint ledger_entries_kind_check
    check (kind in ('payment', 'refund', 'chargeback', 'credit', 'correction')) not valid;
drop table referral_bonuses;
`)
    .execute(db);
}
