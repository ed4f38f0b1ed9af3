import { z } from 'zod';
import { createMember } from '../../../db/queries/member-edit.ts';
import { planById } from '../../../db/queries/plans.ts';
import { adminProcedure } from '../../trpc.ts';
import { change } from '../change.ts';
import { id, wrongField } from '../input.ts';
import { memberFields } from './input.ts';

const input = z.object({ ...memberFields, isPermanent: z.boolean(), planId: id.nullable() });

/** Somebody who pays by hand or not at all; a permanent one has the libraries of a plan that is named here. */
export const create = adminProcedure.input(input).mutation(async ({ ctx, input: member }) => {
  return await change(ctx, async ({ trx, now, by, audit }) => {
    const planId = member.isPermanent ? member.planId : null;
    if (member.isPermanent && planId === null)
      throw wrongField('planId', 'Whose libraries shall this member have?');
    if (planId !== null && (await planById(trx, planId)) === undefined)
      throw wrongField('planId', 'There is no such plan');
    const { name, email, wantedUsername, notes, isPermanent } = member;
    const created = await createMember(trx, {
      name,
      email,
      wantedUsername,
      notes,
      isPermanent,
      permanentPlanId: planId,
      by,
      now,
    });
    if (created.kind === 'emailTaken') throw wrongField('email', 'Another member has this e-mail address');
    await audit({
      action: 'members.create',
      subject: 'member',
      subjectId: created.memberId,
      after: { name, email, isPermanent },
    });
    return { memberId: created.memberId };
  });
});
