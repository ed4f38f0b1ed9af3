import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import { moveUp } from '../../domain/linked/own-time.ts';
import { startedWindow } from '../../domain/payment/first-playback.ts';
import { durationOf } from '../../domain/plan/terms.ts';
import { stepKey } from '../../domain/subscription/step-key.ts';
import type { DB } from '../schema.ts';
import type { PaymentTable } from '../tables/payments.ts';
import { entitling, isEntitling } from './entitling.ts';
import { followMaster } from './linked-payments.ts';
import { poke } from './outbox.ts';
import { applyPending } from './referral-bonuses.ts';
import { rearrange } from './rearrange-time.ts';
import { lockMember } from './record-payment.ts';
import { clearTrouble } from './standing.ts';
import { recordEvent } from './timeline.ts';

/** A payment whose clock waits, or may have started unseen. */
export interface WaitingPayment {
  readonly memberId: string;
  readonly from: Date;
}

/** Null: its clock does not wait, or its time is over. */
export async function waitingPayment(
  db: Kysely<DB>,
  paymentId: string,
  now: Date,
): Promise<WaitingPayment | null> {
  const row = await waiting(db, now).where('id', '=', paymentId).executeTakeFirst();
  return row === undefined ? null : { memberId: row.member_id, from: row.from_at };
}

function waiting(db: Kysely<DB>, now: Date) {
  return db
    .selectFrom('payments')
    .selectAll()
    .where('clock_starts_by', 'is not', null)
    .where('to_at', '>', now)
    .where(isEntitling('status'));
}

export interface WatchableAccount {
  readonly serverId: string;
  readonly externalId: string;
}

/** The member's accounts that can have been watched with. */
export async function watchableAccounts(db: Kysely<DB>, memberId: string): Promise<WatchableAccount[]> {
  const rows = await db
    .selectFrom('access_grants')
    .select(['server_id as serverId', 'external_id as externalId'])
    .where('member_id', '=', memberId)
    .where('ended_at', 'is', null)
    .orderBy('created_at')
    .execute();
  return rows.flatMap(({ serverId, externalId }) => (externalId === null ? [] : [{ serverId, externalId }]));
}

export interface PlaybackAnswer {
  readonly paymentId: string;
  /** The first playback since the payment; null: none was seen. */
  readonly playedAt: Date | null;
  readonly now: Date;
  /** Months are counted in this zone. */
  readonly zone: string;
}

/** What the media servers said becomes facts: the clock starts, by a playback or by itself, or they are asked again later. */
export async function keepPlayback(trx: Transaction<DB>, answer: PlaybackAnswer): Promise<void> {
  const { paymentId, playedAt, now, zone } = answer;
  const found = await waitingPayment(trx, paymentId, now);
  if (found === null) return;
  await lockMember(trx, found.memberId);
  // Read again under the lock: somebody may have moved or ended it meanwhile.
  const row = await waiting(trx, now).where('id', '=', paymentId).executeTakeFirst();
  if (row === undefined) return;
  await clearTrouble(trx, row.member_id, stepKey({ kind: 'lookForPlayback', paymentId }));
  const startsBy = row.clock_starts_by;
  if (playedAt !== null) await startClock(trx, row, { at: playedAt, now, zone, why: 'playback' });
  else if (startsBy !== null && startsBy <= now)
    await startClock(trx, row, { at: startsBy, now, zone, why: 'waitOver' });
  else
    await trx.updateTable('payments').set({ playback_asked_at: now }).where('id', '=', paymentId).execute();
}

export interface ClocksToStart {
  readonly memberIds: readonly string[];
  readonly now: Date;
  readonly zone: string;
}

/** Starts the clocks of these members that wait: what a person gives them now counts from a known end. They are locked. */
export async function startClocks(
  trx: Transaction<DB>,
  { memberIds, now, zone }: ClocksToStart,
): Promise<void> {
  const rows = await waiting(trx, now)
    .where(sql<boolean>`member_id = any(${[...memberIds]}::uuid[])`)
    .where('clock_starts_by', '>', now)
    .execute();
  for (const row of rows) await startClock(trx, row, { at: now, now, zone, why: 'extended' });
}

interface ClockStart {
  readonly at: Date;
  readonly now: Date;
  readonly zone: string;
  readonly why: 'playback' | 'extended' | 'waitOver';
}

async function startClock(
  trx: Transaction<DB>,
  row: Selectable<PaymentTable>,
  { at, now, zone, why }: ClockStart,
): Promise<void> {
  const window = startedWindow(
    {
      from: row.from_at.getTime(),
      to: row.to_at.getTime(),
      clockStartsBy: (row.clock_starts_by ?? at).getTime(),
      duration: durationOf(row.plan_snapshot),
      zone,
    },
    { at: at.getTime(), now: now.getTime() },
  );
  await trx
    .updateTable('payments')
    .set({
      to_at: new Date(window.to),
      anchor_at: new Date(window.anchorAt),
      anchor_count: window.anchorCount,
      clock_starts_by: null,
      clock_started_at: new Date(window.anchorAt),
      playback_asked_at: null,
    })
    .where('id', '=', row.id)
    .execute();
  await recordEvent(trx, {
    memberId: row.member_id,
    at: now,
    kind: 'clockStarted',
    actor: 'process',
    aboutId: row.id,
    data: { why, start: window.anchorAt, to: window.to },
    dedupKey: `clock/${row.id}`,
  });
  await bringForward(trx, row, { end: window.to, now });
  // A bonus is time behind a known end.
  await applyPending(trx, row.member_id, now);
  await poke(trx, { workflow: 'subscription', key: row.member_id, reason: 'clock started' });
}

/** What waited behind the window begins when it ends now; what a master gives stays where the master's is. */
async function bringForward(
  trx: Transaction<DB>,
  { member_id: memberId, to_at: wasUntil }: Selectable<PaymentTable>,
  { end, now }: { readonly end: number; readonly now: Date },
): Promise<void> {
  const rows = await trx
    .selectFrom('payments')
    .select(['id', 'from_at', 'to_at'])
    .where('member_id', '=', memberId)
    .where('from_at', '>=', wasUntil)
    .where('source', '<>', 'linked')
    .where(sql<boolean>`status in ${entitling}`)
    .execute();
  const own = rows.map((row) => ({ id: row.id, from: row.from_at.getTime(), to: row.to_at.getTime() }));
  for (const change of moveUp(own, { from: end, to: wasUntil.getTime() })) {
    await rearrange(trx, { memberId, change, now });
    await followMaster(trx, { paymentId: change.id, now });
  }
}
