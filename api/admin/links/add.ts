import { z } from 'zod';
import { addLink } from '../../../db/queries/member-links.ts';
import { memberById } from '../../../db/queries/member-page.ts';
import type { LinkRefusal } from '../../../domain/linked/link-rules.ts';
import { adminProcedure } from '../../trpc.ts';
import { type Change, change } from '../change.ts';
import { id, wrongField } from '../input.ts';
import { requireLinks } from './require-links.ts';

const why: Readonly<Record<LinkRefusal, readonly ['masterId' | 'subId', string]>> = {
  self: ['subId', 'Somebody else: nobody is linked with themselves'],
  masterIsSub: ['masterId', 'Somebody pays for this member, so they cannot pay for others'],
  subIsMaster: ['subId', 'This member pays for others, so nobody can pay for them'],
  hasMaster: ['subId', 'Somebody pays for this member already'],
  noLinkedPlan: ['masterId', 'This member’s latest payment is not of a plan that pays for others'],
  planIsFull: ['masterId', 'This member has as many linked members as the plan pays for'],
};

/** From the master's next payment on, it gives the other one time as well. */
export const add = adminProcedure
  .input(z.object({ masterId: id, subId: id }))
  .mutation(async ({ ctx, input: { masterId, subId } }) => {
    await requireLinks(ctx);
    await change(ctx, async (made) => {
      const master = await openMember(made, 'masterId', masterId);
      const sub = await openMember(made, 'subId', subId);
      const { trx, now, by, audit } = made;
      const added = await addLink(trx, { masterId, subId, by, now });
      if (added.kind === 'refused') throw wrongField(...why[added.why]);
      await audit({ action: 'links.add', subject: 'member', subjectId: subId, after: { master, sub } });
    });
  });

/** Answers the name. */
async function openMember({ trx }: Change, field: string, memberId: string): Promise<string> {
  const member = await memberById(trx, memberId);
  if (member === undefined || member.closed !== null) throw wrongField(field, 'There is no such member');
  return member.display_name;
}
