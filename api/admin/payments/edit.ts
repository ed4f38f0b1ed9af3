import { changedFields } from '../../../db/queries/audit.ts';
import { decimalText } from '../../../domain/money/currency.ts';
import type { PaymentValues } from '../../../domain/payment/edit.ts';
import { adminProcedure } from '../../trpc.ts';
import { change } from '../change.ts';
import { editAsTyped, type Edited, editInput } from './edit-input.ts';

/** Corrects what was recorded wrongly; the member is looked at again at once. */
export const edit = adminProcedure.input(editInput).mutation(async ({ ctx, input }) => {
  const { site } = await ctx.settings();
  await change(ctx, async ({ trx, now, by, audit }) => {
    const edited = await editAsTyped({ trx, now, by, zone: site.timeZone }, input);
    if (!edited.isChanged) return;
    const { before, after } = audited(edited);
    await audit({
      action: 'payments.edit',
      subject: 'payment',
      subjectId: input.id,
      before,
      after: { ...after, ...(input.why === '' ? {} : { why: input.why }) },
    });
  });
});

function audited({ payment, before, after, plan }: Edited) {
  const { currency } = before;
  const told = (values: PaymentValues, planName: string) => ({
    plan: planName,
    from: new Date(values.from),
    to: new Date(values.to),
    amount: `${decimalText({ amount: values.amount, currency })} ${currency}`,
    transactionId: values.transactionId,
    sequenceNumber: values.sequenceNumber,
    payerEmail: values.payerEmail,
    notes: values.notes,
  });
  return changedFields(told(before, payment.plan_snapshot.name), told(after, plan));
}
