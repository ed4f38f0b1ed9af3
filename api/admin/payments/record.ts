import type { Transaction } from 'kysely';
import { z } from 'zod';
import {
  type PaymentToStart,
  type RecordedChange,
  recordPlanChange,
} from '../../../db/queries/change-plan.ts';
import { type RecordedPayment, recordPayment, snapshotOf } from '../../../db/queries/record-payment.ts';
import { replaceRenewal } from '../../../db/queries/replace-renewal.ts';
import type { DB } from '../../../db/schema.ts';
import { decimalText } from '../../../domain/money/currency.ts';
import type { Money } from '../../../domain/money/money.ts';
import type { PlanChange } from '../../../domain/plan-change/plan-change.ts';
import type { StartMode } from '../../../domain/plan-change/start-modes.ts';
import { newId } from '../../../db/new-id.ts';
import { adminProcedure } from '../../trpc.ts';
import { instant } from '../answer.ts';
import { change } from '../change.ts';
import { amountOf, wrongField } from '../input.ts';
import { openMember } from '../members/open-member.ts';
import { alreadyRecorded } from './already-recorded.ts';
import { recordFields } from './input.ts';
import { refusedChange, requireNoMaster, requireNoWindow } from './start-now.ts';
import { askedWindow, type WindowTyped } from './window.ts';

/** Money that reached the group outside of the site: cash, a transfer, a payment app. */
export const record = adminProcedure.input(z.object(recordFields)).mutation(async ({ ctx, input }) => {
  const { site, payments } = await ctx.settings();
  const { currency } = payments;
  const paid = { amount: amountOf(input.amount, currency, 'amount'), currency };
  return await change(ctx, async (made) => {
    const { trx, now, by } = made;
    await openMember(trx, input.memberId);
    const snapshot = await snapshotOf(trx, input.planId, currency);
    if (snapshot === null) throw wrongField('planId', 'There is no such plan');
    const recorded = await recordAsAsked(trx, input, {
      memberId: input.memberId,
      planId: input.planId,
      snapshot,
      amount: paid,
      source: 'manual',
      transactionId: input.transactionId === '' ? generatedId(now) : input.transactionId,
      sequenceNumber: input.sequenceNumber,
      now: await ctx.clockOf(input.memberId),
      zone: site.timeZone,
      notes: input.notes,
      recordedBy: by,
      isAnnounced: input.isAnnounced,
    });
    if (recorded.kind === 'refused') throw refusedChange(recorded);
    if (recorded.kind === 'overlaps')
      throw wrongField('from', `Overlaps payment ${recorded.number} of this member`);
    if (recorded.kind === 'already-recorded')
      throw await alreadyRecorded(trx, recorded.paymentId, 'transactionId');
    const planChange = 'change' in recorded ? recorded.change : null;
    await made.audit({
      action: 'payments.record',
      subject: 'payment',
      subjectId: recorded.paymentId,
      after: { memberId: input.memberId, plan: snapshot.name, ...moneyOf(paid, planChange) },
    });
    return { paymentId: recorded.paymentId, from: instant(recorded.from), to: instant(recorded.to) };
  });
});

function moneyOf(paid: Money, change: PlanChange | null): Record<string, string> {
  const shown = (money: Money) => `${decimalText(money)} ${money.currency}`;
  return { paid: shown(paid), ...(change === null ? {} : { credit: shown(change.credit) }) };
}

/** At once with credit for what is left, or in the window that was typed or is the next free one; what is charged for another plan stops. */
async function recordAsAsked(
  trx: Transaction<DB>,
  asked: WindowTyped & { readonly startMode: StartMode },
  payment: PaymentToStart,
): Promise<RecordedChange | RecordedPayment> {
  const recorded = await recordAt(trx, asked, payment);
  if (recorded.kind === 'recorded') await replaceRenewal(trx, payment, recorded);
  return recorded;
}

async function recordAt(
  trx: Transaction<DB>,
  asked: WindowTyped & { readonly startMode: StartMode },
  payment: PaymentToStart,
): Promise<RecordedChange | RecordedPayment> {
  if (asked.startMode === 'now') {
    requireNoWindow(asked);
    await requireNoMaster(trx, payment.memberId);
    return await recordPlanChange(trx, payment);
  }
  const { snapshot: terms, zone, now } = payment;
  const window = await askedWindow(trx, asked, { terms, zone, now });
  const chosen = window.isChosen ? { window: { from: window.from, to: window.to } } : {};
  return await recordPayment(trx, { ...payment, ...chosen });
}

/** Readable, and never the same twice. */
export function generatedId(now: Date): string {
  return `manual-${now.toISOString().slice(0, 10)}-${newId().slice(-8)}`;
}
