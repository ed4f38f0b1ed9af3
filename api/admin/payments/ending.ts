import type { Transaction } from 'kysely';
import { endTimeByHand, type EndByHand } from '../../../db/queries/money-back-panel.ts';
import type { DB } from '../../../db/schema.ts';
import type { EndedPayment } from '../../../db/tables/money-backs.ts';
import { Refusal } from '../../refusal.ts';

/** What holds for ending the time of money that went back and for its rehearsal. */
export async function endAsAsked(trx: Transaction<DB>, asked: EndByHand): Promise<readonly EndedPayment[]> {
  const ended = await endTimeByHand(trx, asked);
  if (ended === 'nothingBack')
    throw new Refusal('conflict', {
      userMessage: 'The money of this payment is not away, or not any more.',
      reason: 'nothingBack',
    });
  if (ended.length === 0)
    throw new Refusal('conflict', {
      userMessage: 'There is no time left to end.',
      reason: 'noTimeLeft',
    });
  return ended;
}
