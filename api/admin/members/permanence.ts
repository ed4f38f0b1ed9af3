import type { Transaction } from 'kysely';
import { z } from 'zod';
import { hasPayments, setPermanence } from '../../../db/queries/member-edit.ts';
import { chargingSubscription } from '../../../db/queries/merge-members.ts';
import { planById } from '../../../db/queries/plans.ts';
import { recordPayment, snapshotOf } from '../../../db/queries/record-payment.ts';
import type { DB } from '../../../db/schema.ts';
import { amountOf, id, requiredText, wrongField } from '../input.ts';
import { generatedId } from '../payments/record.ts';
import { stillCharging } from './merging.ts';
import { openMember } from './open-member.ts';

export const permanenceInput = z.object({
  id,
  isPermanent: z.boolean(),
  planId: id.nullable(),
  /** Recorded with the end of permanence, so that access goes on. */
  payment: z
    .object({ planId: id, amount: requiredText(20) })
    .nullable()
    .default(null),
});

export interface Permanence {
  readonly asked: z.output<typeof permanenceInput>;
  readonly by: string;
  readonly now: Date;
  readonly currency: string;
  readonly zone: string;
}

/** The change and what comes with it: a page rehearses it before it is made. */
export async function changePermanence(trx: Transaction<DB>, permanence: Permanence): Promise<void> {
  const { asked, by, now } = permanence;
  await openMember(trx, asked.id);
  await requireLibraries(trx, asked);
  const charging = asked.isPermanent ? await chargingSubscription(trx, asked.id) : null;
  if (charging !== null) throw stillCharging(charging);
  if (asked.payment !== null) await recordWithIt(trx, permanence, asked.payment);
  const { id: memberId, isPermanent, planId } = asked;
  await setPermanence(trx, { memberId, isPermanent, planId, by, now });
}

async function requireLibraries(trx: Transaction<DB>, asked: Permanence['asked']): Promise<void> {
  if (!asked.isPermanent) return;
  if (asked.planId === null && !(await hasPayments(trx, asked.id)))
    throw wrongField('planId', 'Whose libraries shall this member have?');
  if (asked.planId !== null && (await planById(trx, asked.planId)) === undefined)
    throw wrongField('planId', 'There is no such plan');
}

async function recordWithIt(
  trx: Transaction<DB>,
  { asked, by, now, currency, zone }: Permanence,
  { planId, amount }: NonNullable<Permanence['asked']['payment']>,
): Promise<void> {
  if (asked.isPermanent) throw wrongField('payment', 'Only where permanence ends');
  const snapshot = await snapshotOf(trx, planId, currency);
  if (snapshot === null) throw wrongField('payment.planId', 'There is no such plan');
  await recordPayment(trx, {
    memberId: asked.id,
    planId,
    snapshot,
    amount: { amount: amountOf(amount, currency, 'payment.amount'), currency },
    source: 'manual',
    transactionId: generatedId(now),
    now,
    zone,
    recordedBy: by,
  });
}
