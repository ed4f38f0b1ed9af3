import { sql, type Transaction } from 'kysely';
import { newId } from '../new-id.ts';
import type { DB } from '../schema.ts';
import { entitling } from './entitling.ts';
import { recordEvents } from './timeline.ts';

export interface PlanToApply {
  readonly planId: string;
  readonly now: Date;
  readonly by: string;
}

/**
 * Gives what is paid for and not over yet the plan's name, limits, rights and groups of today (product.md 2.1).
 * What was paid and for how long stays: that was the bargain. Their processes and timelines are told.
 */
export async function applyPlanToCurrent(
  trx: Transaction<DB>,
  { planId, now, by }: PlanToApply,
): Promise<void> {
  const { rows } = await sql<{ member_id: string }>`
    with terms as (
      select jsonb_build_object('name', p.name, 'maxStreams', p.max_streams, 'allowDownloads', p.allow_downloads,
        'allowTranscoding', p.allow_transcoding, 'groupIds',
        (select coalesce(jsonb_agg(group_id), '[]') from plan_library_groups where plan_id = p.id)) as new
      from plans p where p.id = ${planId}
    ), rewritten as (
      update payments set plan_snapshot = plan_snapshot || terms.new from terms
      where plan_id = ${planId} and to_at > ${now} and status in ${entitling}
        and plan_snapshot || terms.new <> plan_snapshot returning member_id
    ), told as (
      insert into outbox (workflow, key, reason)
      select distinct 'subscription', member_id::text, 'terms of the plan changed' from rewritten
    )
    select distinct member_id from rewritten`.execute(trx);
  const change = newId();
  await recordEvents(
    trx,
    rows.map(({ member_id: memberId }) => ({
      memberId,
      at: now,
      kind: 'termsChanged',
      actor: 'admin',
      actorLoginId: by,
      aboutId: planId,
      dedupKey: `terms/${change}`,
    })),
  );
}
