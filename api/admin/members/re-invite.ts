import type { Transaction } from 'kysely';
import { z } from 'zod';
import { loadMemberFacts } from '../../../db/queries/facts.ts';
import { reInvite as reInviteMember } from '../../../db/queries/lost-access.ts';
import { lockMember } from '../../../db/queries/record-payment.ts';
import type { DB } from '../../../db/schema.ts';
import { type ReInviteRefusal, reInviteRefusal } from '../../../domain/access/re-invite.ts';
import { cannotReInvite } from '../../re-invite-words.ts';
import { Refusal } from '../../refusal.ts';
import { adminProcedure } from '../../trpc.ts';
import { change } from '../change.ts';
import { id } from '../input.ts';

/** As many as one transaction takes without keeping others waiting. */
const MOST_MEMBERS = 500;

// In one order, so that two admins who do it at once do not wait for each other.
const input = z.object({
  ids: z
    .array(id)
    .min(1, 'Choose somebody')
    .max(MOST_MEMBERS, `At most ${MOST_MEMBERS} at once`)
    .transform((ids) => [...new Set(ids)].sort()),
});

/** New accounts for members whose account was removed on the server; the others are left out. */
export const reInvite = adminProcedure.input(input).mutation(async ({ ctx, input: { ids } }) => {
  return await change(ctx, async ({ trx, now, by, audit }) => {
    const refusals: ReInviteRefusal[] = [];
    for (const memberId of ids) {
      const refusal = await refusalOf(trx, memberId, now);
      if (refusal === null) await reInviteMember(trx, { memberId, by, now });
      else refusals.push(refusal);
    }
    const reInvited = ids.length - refusals.length;
    if (reInvited === 0) throw nobody(refusals);
    await audit({
      action: 'members.reInvite',
      subject: 'member',
      subjectId: ids.length === 1 ? (ids[0] ?? null) : null,
      after: { members: reInvited, leftOut: refusals.length },
    });
    return { reInvited, leftOut: refusals.length };
  });
});

async function refusalOf(trx: Transaction<DB>, memberId: string, now: Date): Promise<ReInviteRefusal | null> {
  const known = await trx.selectFrom('members').select('id').where('id', '=', memberId).executeTakeFirst();
  // Merged meanwhile: what was lost is the other member's now.
  if (known === undefined || (await lockMember(trx, memberId)) !== memberId) return { code: 'noTime' };
  const facts = await loadMemberFacts(trx, memberId);
  return facts === null ? { code: 'noTime' } : reInviteRefusal(facts, now.getTime());
}

function nobody(refusals: readonly ReInviteRefusal[]): Refusal {
  const [only, ...others] = refusals;
  if (only !== undefined && others.length === 0) return cannotReInvite(only);
  return new Refusal('notPossible', {
    userMessage:
      'None of these members can be re-invited: only those who are paid and whose account was lost.',
    reason: 'nobodyToReInvite',
  });
}
