import { type Kysely, sql } from 'kysely';

/** Paid time whose clock begins with the first playback. Whoever moves or ends such a window ends its wait. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
alter table plans
  add column period_start text not null default 'at_payment' check (period_start in ('at_payment', 'first_playback')),
  add constraint plans_clock_of_one check (period_start = 'at_payment' or not (is_trial or max_sub_accounts > 0));

alter table payments
  add column clock_starts_by timestamptz,
  add column playback_asked_at timestamptz,
  add column clock_started_at timestamptz,
  add constraint payments_clock check (clock_starts_by is null or (from_at < clock_starts_by and clock_starts_by < to_at));
create function end_wait() returns trigger language plpgsql as $$
begin
  if new.clock_starts_by = old.clock_starts_by then
    new.clock_starts_by := null;
  end if;
  return new;
end $$;
create trigger payments_wait_ends before update of from_at, to_at, plan_id on payments for each row
  when (old.clock_starts_by is not null
    and (old.from_at, old.to_at, old.plan_id) is distinct from (new.from_at, new.to_at, new.plan_id))
  execute function end_wait();
`)
    .execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
drop trigger payments_wait_ends on payments;
drop function end_wait();
alter table payments drop constraint payments_clock, drop column clock_started_at,
  drop column playback_asked_at, drop column clock_starts_by;
alter table plans drop constraint plans_clock_of_one, drop column period_start;
`)
    .execute(db);
}
