import { z } from 'zod';
import { listPayments, type PaymentRow } from '../../../db/queries/payment-list.ts';
import { isAtGateway } from '../../../domain/payment/source.ts';
import { adminProcedure } from '../../trpc.ts';
import { moneyText } from '../../wire.ts';
import { instant } from '../answer.ts';
import { pageInput } from '../input.ts';
import { paymentFilter } from './input.ts';
import { wentBackAnswer } from './went-back.ts';

export const list = adminProcedure
  .input(z.object({ ...paymentFilter, ...pageInput(['recorded', 'from', 'to']) }))
  .query(async ({ ctx, input }) => {
    const { rows, total } = await listPayments(ctx.db, { ...input, now: ctx.clock() });
    return { rows: rows.map(paymentAnswer), total };
  });

export function paymentAnswer(payment: PaymentRow) {
  const { amount, currency, discount, number, from, to, recordedAt, refunded, chargedBack, ...rest } =
    payment;
  return {
    ...rest,
    isAtGateway: isAtGateway(payment.source),
    number: number.toString(),
    paid: moneyText(amount, currency),
    wentBack: wentBackAnswer({ refunded, chargedBack, currency }),
    /** What a code took off; null: no code. */
    discount: rest.discountCode === null ? null : moneyText(discount, currency),
    from: instant(from),
    to: instant(to),
    recordedAt: instant(recordedAt),
  };
}
