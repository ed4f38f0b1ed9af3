import { type Transaction, sql } from 'kysely';
import type { DB } from '../schema.ts';

/** Everybody with a living grant on these servers looks at their access again, in one statement. */
export async function pokeMembersOn(
  trx: Transaction<DB>,
  serverIds: readonly string[],
  reason: string,
): Promise<void> {
  if (serverIds.length === 0) return;
  await sql`insert into outbox (workflow, key, reason)
    select 'subscription', member_id::text, ${reason} from access_grants
    where server_id = any(${[...serverIds]}::uuid[]) and ended_at is null group by member_id`.execute(trx);
}

/** Everybody whose payments or standing plan are of this plan and still matter. */
export async function pokeMembersOfPlan(trx: Transaction<DB>, planId: string, reason: string): Promise<void> {
  await sql`insert into outbox (workflow, key, reason)
    select 'subscription', id::text, ${reason} from members
    where closed is null and is_permanent and permanent_plan_id = ${planId}`.execute(trx);
}

/**
 * Makes failed steps due at once: what stood in their way was just mended. The trouble itself stays until
 * the step works, so that nothing looks healed that is not.
 */
export async function retryTroubles(
  trx: Transaction<DB>,
  types: readonly string[],
  now: Date,
): Promise<void> {
  await wake(trx, sql`type = any(${[...types]}::text[])`, { now, reason: 'settings changed' });
}

/** Members who wait for a place are looked at again: a server, library or plan changed. */
export async function retryPlacements(trx: Transaction<DB>, now: Date): Promise<void> {
  await wake(trx, sql`step_key = 'place'`, { now, reason: 'places changed' });
}

/** *Try again now* on the member page. Answers how many steps are due now. */
export async function retryMember(trx: Transaction<DB>, memberId: string, now: Date): Promise<number> {
  return await wake(trx, sql`member_id = ${memberId}`, { now, reason: 'try again now' });
}

/** A grant whose own process tries on is not the subscription's to retry: that process is woken as well. */
async function wake(
  trx: Transaction<DB>,
  which: ReturnType<typeof sql>,
  how: { now: Date; reason: string },
): Promise<number> {
  const { rows } = await sql<{ steps: bigint }>`
    with due as (
      update step_troubles set retry_at = least(retry_at, ${how.now}) where ${which} returning member_id, step_key
    ), grants_told as (
      insert into outbox (workflow, key, reason)
      select 'access', substr(step_key, 8), ${how.reason} from due where step_key like 'access/%'
    ), gateways_told as (
      insert into outbox (workflow, key, reason)
      select 'billing', r.gateway || '/' || r.external_id, ${how.reason} from due
      join recurring_subscriptions r on r.member_id = due.member_id and 'gateway/' || r.id = due.step_key
    ), told as (
      insert into outbox (workflow, key, reason)
      select 'subscription', member_id::text, ${how.reason} from due group by member_id
    )
    select count(*) as steps from due`.execute(trx);
  return Number(rows[0]?.steps ?? 0n);
}
