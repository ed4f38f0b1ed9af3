import { type Kysely, sql, type Transaction } from 'kysely';
import type { LastWindow } from '../../domain/payment/window.ts';
import { sections } from '../../domain/settings/index.ts';
import { endedTrials, latestThatStays, type TrialRemainder } from '../../domain/trial/remainder.ts';
import type { DB } from '../schema.ts';
import { isEntitling } from './entitling.ts';
import { recordEvent } from './timeline.ts';

/** As a condition on a snapshot, such as `payments.plan_snapshot`; null where it is older than trials. */
export function isOfTrial(snapshot: string) {
  return sql<boolean>`(${sql.ref(snapshot)} ->> 'isTrial' = 'true')`;
}

async function trialRemainder(db: Kysely<DB>): Promise<TrialRemainder> {
  const row = await db.selectFrom('settings').select('value').where('key', '=', 'trial').executeTakeFirst();
  return sections.trial.schema.parse(row?.value ?? {}).remainder;
}

/** Further back there is nothing that a purchase could begin after. */
const LATEST = 20;

/** The window that the next one begins after; a trial that gives way is passed over. Null: there is none. */
export async function lastWindow(
  db: Kysely<DB>,
  memberId: string,
  bought: { readonly isTrial: boolean },
): Promise<LastWindow | null> {
  const rows = await db
    .selectFrom('payments')
    .select(['to_at', 'anchor_at', 'anchor_count', 'plan_snapshot'])
    .where('member_id', '=', memberId)
    .where(isEntitling('status'))
    .orderBy('to_at', 'desc')
    .limit(LATEST)
    .execute();
  const windows = rows.map(({ to_at, anchor_at, anchor_count, plan_snapshot: terms }) => ({
    to: to_at.getTime(),
    anchorAt: anchor_at.getTime(),
    anchorCount: anchor_count,
    unit: terms.durationUnit,
    isTrial: terms.isTrial === true,
  }));
  const remainder = windows.some(({ isTrial }) => isTrial) ? await trialRemainder(db) : 'keep';
  return latestThatStays(windows, bought, remainder) ?? null;
}

export interface TrialsToEnd {
  readonly memberId: string;
  /** The beginning of what is bought. */
  readonly from: number;
  readonly toPlan: string;
  readonly now: Date;
}

/** Makes room for a window that was bought; the member is locked. */
export async function endTrials(trx: Transaction<DB>, end: TrialsToEnd): Promise<void> {
  const from = new Date(end.from);
  const rows = await trx
    .selectFrom('payments')
    .select(['id', 'from_at', 'to_at'])
    .where('member_id', '=', end.memberId)
    .where(isEntitling('status'))
    .where(isOfTrial('plan_snapshot'))
    .where('to_at', '>', from)
    .execute();
  const trials = rows.map((row) => ({
    id: row.id,
    from: row.from_at.getTime(),
    to: row.to_at.getTime(),
    isTrial: true,
  }));
  for (const { paymentId, fate } of endedTrials(trials, end.from)) {
    await trx
      .updateTable('payments')
      .set(fate === 'cut' ? { to_at: from } : { status: 'voided' })
      .where('id', '=', paymentId)
      .execute();
    await recordEvent(trx, {
      memberId: end.memberId,
      at: end.now,
      kind: 'trialEnded',
      actor: 'process',
      aboutId: paymentId,
      data: { toPlan: end.toPlan },
      dedupKey: `trialEnded/${paymentId}`,
    });
  }
}
