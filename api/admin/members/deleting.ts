import type { Transaction } from 'kysely';
import type { MemberForChange } from '../../../db/queries/member-edit.ts';
import { chargingSubscription } from '../../../db/queries/merge-members.ts';
import { purchaseInPayment } from '../../../db/queries/purchases-under-way.ts';
import type { DB } from '../../../db/schema.ts';
import { Refusal } from '../../refusal.ts';
import { stillCharging } from './merging.ts';
import { openMember } from './open-member.ts';

/** What holds for a deletion and for its rehearsal: nobody's money goes on coming for nothing. */
export async function checkDeletion(trx: Transaction<DB>, memberId: string): Promise<MemberForChange> {
  const member = await openMember(trx, memberId);
  const charging = await chargingSubscription(trx, memberId);
  if (charging !== null) throw stillCharging(charging);
  if ((await purchaseInPayment(trx, { column: 'member_id', id: memberId })) !== undefined)
    throw new Refusal('notPossible', {
      userMessage: 'A purchase of this member is being paid right now. Try again in a few minutes.',
      reason: 'purchaseInPayment',
    });
  return member;
}
