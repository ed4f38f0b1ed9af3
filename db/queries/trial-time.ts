import { type Kysely, sql, type Transaction } from 'kysely';
import type { LastWindow } from '../../domain/payment/window.ts';
import { sections } from '../../domain/settings/index.ts';
import {
  type EndedTrial,
  endedTrials,
  latestThatStays,
  type TrialRemainder,
} from '../../domain/trial/remainder.ts';
import type { DB } from '../schema.ts';
import type { PlanSnapshot } from '../tables/payments.ts';
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

export interface TimeBought {
  readonly memberId: string;
  readonly from: Date;
  readonly to: Date;
  readonly isTrial: boolean;
}

/** Trials that end where this is bought. */
export async function trialsGivingWay(db: Kysely<DB>, bought: TimeBought): Promise<readonly EndedTrial[]> {
  const rows = await db
    .selectFrom('payments')
    .select(['id', 'from_at', 'to_at'])
    .where('member_id', '=', bought.memberId)
    .where(isEntitling('status'))
    .where(isOfTrial('plan_snapshot'))
    .where('to_at', '>', bought.from)
    .execute();
  if (rows.length === 0) return [];
  const { isTrial } = bought;
  const window = { from: bought.from.getTime(), to: bought.to.getTime(), isTrial };
  const trials = rows.map(({ id, from_at, to_at }) => ({
    id,
    from: from_at.getTime(),
    to: to_at.getTime(),
    isTrial: true,
  }));
  return endedTrials(trials, window, await trialRemainder(db));
}

export interface TimeToMake extends TimeBought {
  readonly toPlan: string;
  readonly now: Date;
}

/** Makes room for time that is bought; the member is locked. */
export async function endTrials(
  trx: Transaction<DB>,
  trials: readonly EndedTrial[],
  end: TimeToMake,
): Promise<void> {
  for (const { paymentId, fate } of trials) {
    await trx
      .updateTable('payments')
      .set(fate === 'cut' ? { to_at: end.from } : { status: 'voided' })
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

/** Ends the trials that give way to a window which nothing else is in the way of. */
export async function makeRoom(
  trx: Transaction<DB>,
  payment: { readonly memberId: string; readonly snapshot: PlanSnapshot; readonly now: Date },
  window: { readonly from: number; readonly to: number },
): Promise<void> {
  const { memberId, snapshot, now } = payment;
  const [from, to] = [new Date(window.from), new Date(window.to)];
  const time = { memberId, from, to, isTrial: snapshot.isTrial === true };
  await endTrials(trx, await trialsGivingWay(trx, time), { ...time, toPlan: snapshot.name, now });
}
