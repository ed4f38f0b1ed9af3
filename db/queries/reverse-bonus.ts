import type { Kysely, Transaction } from 'kysely';
import { isInTime } from '../../domain/referral/bonus.ts';
import { takeBack, type TakenBack } from '../../domain/referral/growth.ts';
import type { DB } from '../schema.ts';
import { lockMember } from './record-payment.ts';
import {
  applyPending,
  type BonusRow,
  bonusSettings,
  enterBonus,
  lastPaid,
  moveEnd,
} from './referral-bonuses.ts';
import { recordEvent } from './timeline.ts';

export interface BonusReversal {
  readonly bonusId: string;
  /** The login that does it; null: the money went back. */
  readonly by: string | null;
  readonly now: Date;
}

export type ReversedBonus =
  | {
      readonly kind: 'reversed';
      readonly bonus: BonusRow;
      /** What was taken from the referrer's time; null: nothing was given, or nothing of it is left. */
      readonly taken: TakenBack | null;
    }
  | { readonly kind: 'notThere' }
  | { readonly kind: 'alreadyReversed' };

/**
 * Takes a bonus back from the end of the referrer's time: what is used of it stays. One that waits just ends.
 * Reversing again changes nothing. Locks both members, the one who was brought first.
 */
export async function reverseBonus(trx: Transaction<DB>, reversal: BonusReversal): Promise<ReversedBonus> {
  const known = await bonusById(trx, reversal.bonusId);
  if (known === undefined) return { kind: 'notThere' };
  await lockMember(trx, known.referred_id);
  await lockMember(trx, known.referrer_id);
  const bonus = await bonusById(trx, reversal.bonusId);
  if (bonus === undefined) return { kind: 'notThere' };
  if (bonus.status === 'reversed') return { kind: 'alreadyReversed' };
  const taken = await takenFrom(trx, bonus, reversal.now);
  if (taken !== null) await moveEnd(trx, bonus, { ...taken, amount: -taken.amount, now: reversal.now });
  await endBonus(trx, { bonus, taken, reversal });
  return { kind: 'reversed', bonus, taken };
}

/**
 * To be called in the transaction that gives back the money of a payment, after its member is locked: where the
 * payment earned a bonus that is not older than `referral.reverseWithinDays`, the bonus is reversed. Any payment
 * may be given; most earned nothing. `now` is the instant of the refund.
 */
export async function reverseBonusOf(
  trx: Transaction<DB>,
  { paymentId, by, now }: { readonly paymentId: string; readonly by: string | null; readonly now: Date },
): Promise<'reversed' | 'nothing'> {
  const bonus = await trx
    .selectFrom('referral_bonuses')
    .select(['id', 'created_at'])
    .where('payment_id', '=', paymentId)
    .where('status', '<>', 'reversed')
    .executeTakeFirst();
  if (bonus === undefined) return 'nothing';
  const days = (await bonusSettings(trx)).referral.reverseWithinDays;
  if (!isInTime({ earnedAt: bonus.created_at.getTime(), now: now.getTime(), days })) return 'nothing';
  await reverseBonus(trx, { bonusId: bonus.id, by, now });
  return 'reversed';
}

/**
 * Of a payment that is void now: what bonuses had made longer of it is gone with it, so that they wait for a
 * payment again or go to the one that is last now. The member is locked.
 */
export async function releaseBonuses(trx: Transaction<DB>, paymentId: string, now: Date): Promise<void> {
  const bonuses = await trx
    .updateTable('referral_bonuses')
    .set({ status: 'pending', applied_payment_id: null, applied_ms: null, applied_at: null })
    .where('applied_payment_id', '=', paymentId)
    .where('status', '=', 'applied')
    .returningAll()
    .execute();
  for (const bonus of bonuses) await enterBonus(trx, bonus, { paymentId, amount: -bonus.amount, now });
  const [first] = bonuses;
  if (first !== undefined) await applyPending(trx, first.referrer_id, now);
}

async function bonusById(db: Kysely<DB>, id: string): Promise<BonusRow | undefined> {
  return await db.selectFrom('referral_bonuses').selectAll().where('id', '=', id).executeTakeFirst();
}

async function takenFrom(trx: Transaction<DB>, bonus: BonusRow, now: Date): Promise<TakenBack | null> {
  const { applied_payment_id: paymentId, applied_ms: extraMs } = bonus;
  if (paymentId === null || extraMs === null) return null;
  const amount = { amount: bonus.amount, currency: bonus.currency };
  const zone = (await bonusSettings(trx)).site.timeZone;
  return takeBack({ amount, paymentId, extraMs: Number(extraMs) }, await lastPaid(trx, bonus.referrer_id), {
    now: now.getTime(),
    zone,
  });
}

interface Ended {
  readonly bonus: BonusRow;
  readonly taken: TakenBack | null;
  readonly reversal: BonusReversal;
}

async function endBonus(trx: Transaction<DB>, { bonus, taken, reversal }: Ended): Promise<void> {
  const { by, now } = reversal;
  await trx
    .updateTable('referral_bonuses')
    .set({ status: 'reversed', reversed_at: now, reversed_by: by, taken_back: taken?.amount ?? 0n })
    .where('id', '=', bonus.id)
    .execute();
  await recordEvent(trx, {
    memberId: bonus.referrer_id,
    at: now,
    kind: 'bonusReversed',
    actor: by === null ? 'process' : 'admin',
    actorLoginId: by,
    aboutId: taken?.paymentId ?? bonus.id,
    data: { bonus: bonus.amount.toString(), currency: bonus.currency },
    dedupKey: `bonusReversed/${bonus.id}`,
  });
}
