import type { Kysely, Transaction } from 'kysely';
import { canBeCancelled } from '../../domain/billing/recurring-status.ts';
import type { DB } from '../schema.ts';
import type { PaymentToRecord } from './record-payment.ts';
import { pokeBilling, recurringOfMember } from './recurring.ts';
import { recordEvent } from './timeline.ts';

export type PlanWanted = Pick<PaymentToRecord, 'memberId' | 'planId' | 'now'> & {
  readonly snapshot: Pick<PaymentToRecord['snapshot'], 'isTrial'>;
};

/**
 * What a gateway charges this member for another plan, and stops charging once this one is paid; null: nothing.
 * A trial replaces nothing, nor does time that has ended by now.
 */
export async function renewalReplaced(db: Kysely<DB>, wanted: PlanWanted, to: Date) {
  const { memberId, planId, snapshot, now } = wanted;
  if (snapshot.isTrial === true || to <= now) return null;
  const row = await recurringOfMember(db, memberId);
  return row === undefined || row.plan_id === planId || !canBeCancelled(row.status) ? null : row;
}

/**
 * Whoever has paid for another plan is not charged for the old one any more (product.md 3.6): its process stops
 * it at the gateway, for as long as that takes. At once, not at the end of the period: a charge that the gateway
 * has prepared already would still come. The paid time here is not touched by it. The member is locked.
 */
export async function replaceRenewal(
  trx: Transaction<DB>,
  payment: PaymentToRecord,
  recorded: { readonly paymentId: string; readonly to: Date },
): Promise<void> {
  const row = await renewalReplaced(trx, payment, recorded.to);
  if (row === null) return;
  const { recordedBy = null, snapshot, now } = payment;
  await trx
    .updateTable('recurring_subscriptions')
    .set({ cancel_asked_at: row.cancel_asked_at ?? now, replaced_by_payment_id: recorded.paymentId })
    .where('id', '=', row.id)
    .execute();
  await recordEvent(trx, {
    memberId: row.member_id,
    at: now,
    kind: 'recurringReplaced',
    actor: recordedBy === null ? 'process' : 'admin',
    actorLoginId: recordedBy,
    aboutId: row.id,
    data: { externalId: row.external_id, toPlan: snapshot.name },
    dedupKey: `recurring/${row.id}/replaced/${recorded.paymentId}`,
  });
  await pokeBilling(trx, row, 'another plan is paid');
}
