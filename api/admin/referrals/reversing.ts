import type { Transaction } from 'kysely';
import { type BonusReversal, type ReversedBonus, reverseBonus } from '../../../db/queries/reverse-bonus.ts';
import type { DB } from '../../../db/schema.ts';
import { Refusal } from '../../refusal.ts';
import { notThere } from '../input.ts';

/** The reversal as the panel makes it: a page rehearses it before it is made. */
export async function reversed(
  trx: Transaction<DB>,
  reversal: BonusReversal,
): Promise<Extract<ReversedBonus, { kind: 'reversed' }>> {
  const result = await reverseBonus(trx, reversal);
  if (result.kind === 'notThere') throw notThere('bonus');
  if (result.kind === 'alreadyReversed')
    throw new Refusal('conflict', {
      userMessage: 'This bonus is reversed already.',
      reason: 'alreadyReversed',
    });
  return result;
}
