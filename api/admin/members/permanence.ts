import type { Transaction } from 'kysely';
import { z } from 'zod';
import { hasPayments, type Permanence } from '../../../db/queries/member-edit.ts';
import { planById } from '../../../db/queries/plans.ts';
import type { DB } from '../../../db/schema.ts';
import { id, wrongField } from '../input.ts';
import { openMember } from './open-member.ts';

export const permanenceInput = z.object({ id, isPermanent: z.boolean(), planId: id.nullable() });

/** What holds for the change and for its rehearsal. */
export async function checkPermanence(
  trx: Transaction<DB>,
  input: z.output<typeof permanenceInput>,
): Promise<Permanence> {
  await openMember(trx, input.id);
  const isNamed = input.planId !== null;
  if (input.isPermanent && isNamed && (await planById(trx, input.planId ?? '')) === undefined)
    throw wrongField('planId', 'There is no such plan');
  if (input.isPermanent && !isNamed && !(await hasPayments(trx, input.id)))
    throw wrongField('planId', 'Whose libraries shall this member have?');
  return { memberId: input.id, isPermanent: input.isPermanent, planId: input.planId };
}
