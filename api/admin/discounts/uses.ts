import { z } from 'zod';
import { discountById, usesOfDiscount } from '../../../db/queries/discounts-panel.ts';
import { adminProcedure } from '../../trpc.ts';
import { moneyText } from '../../wire.ts';
import { instant, instantOrNull } from '../answer.ts';
import { id, notThere } from '../input.ts';

const PAGE = 20;

/** Who began a purchase with a code, and what became of it. */
export const uses = adminProcedure
  .input(z.object({ id, page: z.number().int().min(1).max(10_000) }))
  .query(async ({ ctx, input }) => {
    if ((await discountById(ctx.db, input.id, ctx.clock())) === null) throw notThere('discount code');
    const found = await usesOfDiscount(ctx.db, input.id, { page: input.page, pageSize: PAGE });
    return {
      hasMore: found.hasMore,
      rows: found.rows.map(({ discount, currency, reservedAt, settledAt, paymentNumber, ...use }) => ({
        ...use,
        paymentNumber: paymentNumber?.toString() ?? null,
        discount: discount === null || currency === null ? null : moneyText(discount, currency),
        reservedAt: instant(reservedAt),
        settledAt: instantOrNull(settledAt),
      })),
    };
  });
