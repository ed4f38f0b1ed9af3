import type { Transaction } from 'kysely';
import { z } from 'zod';
import { hasPayments, memberForChange, type Permanence } from '../../../db/queries/member-edit.ts';
import { planById } from '../../../db/queries/plans.ts';
import type { DB } from '../../../db/schema.ts';
import { Refusal } from '../../refusal.ts';
import { id, notThere, wrongField } from '../input.ts';

export const permanenceInput = z.object({ id, isPermanent: z.boolean(), planId: id.nullable() });

/** What holds for the change and for its rehearsal. */
export async function checkPermanence(
  trx: Transaction<DB>,
  input: z.output<typeof permanenceInput>,
): Promise<Permanence> {
  const member = await memberForChange(trx, input.id);
  if (member === undefined) throw notThere('member');
  if (member.closed !== null)
    throw new Refusal('notPossible', { userMessage: 'This member is closed.', reason: 'closed' });
  const isNamed = input.planId !== null;
  if (input.isPermanent && isNamed && (await planById(trx, input.planId ?? '')) === undefined)
    throw wrongField('planId', 'There is no such plan');
  if (input.isPermanent && !isNamed && !(await hasPayments(trx, input.id)))
    throw wrongField('planId', 'Whose libraries shall this member have?');
  return { memberId: input.id, isPermanent: input.isPermanent, planId: input.planId };
}
