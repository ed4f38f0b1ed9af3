import { type Kysely, type QueryCreator, sql } from 'kysely';
import type { Outlook } from '../../domain/subscription/facts.ts';
import { noticeOfStep } from '../../domain/subscription/step-key.ts';
import type { DB } from '../schema.ts';

export interface StandingToRecord extends Omit<Outlook, 'steps' | 'wakeAt' | 'wanted'> {
  readonly memberId: string;
  /** The process's own now: an older write never replaces a newer one. */
  readonly now: number;
  readonly nextActionAt: number | null;
  /** `stepKey` of what is still to be done; absent where nothing has failed. */
  readonly wanted?: readonly string[];
}

/** Mirrors the process into the member's row, for lists; it decides nothing. */
export async function recordStanding(db: Kysely<DB>, view: StandingToRecord): Promise<void> {
  await db
    .updateTable('members')
    .set({
      standing: view.standing,
      standing_at: new Date(view.now),
      standing_reasons: JSON.stringify(view.because),
      entitled_until: view.entitledUntil === null ? null : new Date(view.entitledUntil),
      next_action_at: view.nextActionAt === null ? null : new Date(view.nextActionAt),
      needs_attention: view.needsAttention,
    })
    .where('id', '=', view.memberId)
    .where((eb) => eb.or([eb('standing_at', 'is', null), eb('standing_at', '<=', new Date(view.now))]))
    .execute();
}

/**
 * Forgets why steps failed that are wanted no more: an invitation whose time is over asks for no person. A
 * message keeps its row, and its id, for the day it is owed again.
 */
export async function forgetOldTroubles(
  db: Kysely<DB>,
  memberId: string,
  wanted: readonly string[],
): Promise<void> {
  const forgotten = await db
    .deleteFrom('step_troubles')
    .where('member_id', '=', memberId)
    .where(sql<boolean>`step_key <> all(${wanted}::text[])`)
    .returning('step_key')
    .execute();
  const keys = forgotten.flatMap(({ step_key }) => noticeOfStep(step_key) ?? []);
  if (keys.length === 0) return;
  await db
    .updateTable('notices')
    .set({ last_error: null })
    .where('member_id', '=', memberId)
    .where('key', 'in', keys)
    .where('status', '=', 'owed')
    .execute();
}

export interface TroubleToRecord {
  readonly memberId: string;
  readonly stepKey: string;
  readonly type: string;
  readonly message: string;
  readonly attempts: number;
  readonly since: number;
  readonly retryAt: number;
}

/** A message that could not be sent says so itself too: lists of messages show why. */
export async function recordTrouble(db: Kysely<DB>, trouble: TroubleToRecord): Promise<void> {
  const row = {
    attempts: trouble.attempts,
    type: trouble.type,
    message: trouble.message,
    since: new Date(trouble.since),
    retry_at: new Date(trouble.retryAt),
  };
  await db
    .insertInto('step_troubles')
    .values({ member_id: trouble.memberId, step_key: trouble.stepKey, ...row })
    .onConflict((conflict) => conflict.columns(['member_id', 'step_key']).doUpdateSet(row))
    .execute();
  const noticeKey = noticeOfStep(trouble.stepKey);
  if (noticeKey === null) return;
  await db
    .updateTable('notices')
    .set({ last_error: trouble.message })
    .where('member_id', '=', trouble.memberId)
    .where('key', '=', noticeKey)
    .where('status', '=', 'owed')
    .execute();
}

export async function clearTrouble(db: Kysely<DB>, memberId: string, stepKey: string): Promise<void> {
  await clearingTrouble(db, memberId, stepKey).execute();
}

export function clearingTrouble(db: QueryCreator<DB>, memberId: string, stepKey: string) {
  return db.deleteFrom('step_troubles').where('member_id', '=', memberId).where('step_key', '=', stepKey);
}
