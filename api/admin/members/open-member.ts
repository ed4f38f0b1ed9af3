import type { Transaction } from 'kysely';
import { type MemberForChange, memberForChange } from '../../../db/queries/member-edit.ts';
import type { DB } from '../../../db/schema.ts';
import { Refusal } from '../../refusal.ts';
import { notThere } from '../input.ts';

/** The member, locked; one that was merged or deleted, or is being deleted, takes no change any more. */
export async function openMember(trx: Transaction<DB>, memberId: string): Promise<MemberForChange> {
  const member = await memberForChange(trx, memberId);
  if (member === undefined) throw notThere('member');
  const refusal = whyNotOpen(member);
  if (refusal !== null) throw refusal;
  return member;
}

export function whyNotOpen(member: Pick<MemberForChange, 'closed' | 'deletion_asked_at'>): Refusal | null {
  if (member.closed !== null)
    return new Refusal('notPossible', { userMessage: 'This member is closed.', reason: 'closed' });
  if (member.deletion_asked_at !== null)
    return new Refusal('notPossible', { userMessage: 'This member is being deleted.', reason: 'leaving' });
  return null;
}
