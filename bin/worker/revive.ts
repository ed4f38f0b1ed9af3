import type { Client } from '@temporalio/client';
import { type Kysely, sql } from 'kysely';
import type { Log } from '../../activities/deps.ts';
import { forgetMemberClocks } from '../../db/queries/member-clock.ts';
import type { DB } from '../../db/schema.ts';

const KEY = 'temporal-namespace-id';

/**
 * Makes sure that every life runs. Where Temporal's namespace is another than last time (a fresh file, a lost
 * or restored server), all processes are started again from the facts; otherwise only those whose next action
 * is overdue are poked.
 */
export async function reviveProcesses(db: Kysely<DB>, client: Client, log: Log): Promise<void> {
  const namespace = await namespaceId(client);
  await db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtext('revive'))`.execute(trx);
    const known = await trx
      .selectFrom('site_state')
      .select('value')
      .where('key', '=', KEY)
      .executeTakeFirst();
    if (known?.value === namespace) {
      await pokeOverdue(trx);
      return;
    }
    await forgetMemberClocks(trx);
    await pokeEverything(trx);
    await trx
      .insertInto('site_state')
      .values({ key: KEY, value: namespace })
      .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: namespace }))
      .execute();
    log.info({ namespace }, 'a Temporal server not seen before: every process is started from the facts');
  });
}

async function namespaceId(client: Client): Promise<string> {
  const { namespaceInfo } = await client.workflowService.describeNamespace({
    namespace: client.options.namespace,
  });
  if (namespaceInfo?.id == null) throw new Error('Temporal does not tell the id of its namespace');
  return namespaceInfo.id;
}

async function pokeEverything(db: Kysely<DB>): Promise<void> {
  await sql`insert into outbox (workflow, key, reason)
    select 'subscription', id::text, 'started from the facts' from members where closed is null
    union all select 'checkout', id::text, 'started from the facts' from checkouts where finished_at is null
    union all select 'access', id::text, 'started from the facts' from access_grants
      where ended_at is null and handed_over_at is not null
    union all select 'billing', gateway || '/' || external_id, 'started from the facts' from recurring_subscriptions
      where status not in ('ended', 'abandoned')
    union all select 'migration', id::text, 'started from the facts' from migrations where ended_at is null
    union all select 'gatewayNotice', source || '/' || event_id, 'started from the facts' from inbox where status = 'pending'
    union all select 'message', id::text, 'started from the facts' from notices
      where member_id is null and status = 'owed' and created_at > clock_timestamp() - interval '48 hours'`.execute(
    db,
  );
}

async function pokeOverdue(db: Kysely<DB>): Promise<void> {
  await sql`insert into outbox (workflow, key, reason)
    select 'subscription', id::text, 'overdue at start' from members
    where closed is null and next_action_at < clock_timestamp() - interval '5 seconds'`.execute(db);
}
