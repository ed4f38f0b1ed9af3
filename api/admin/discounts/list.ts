import { DateTime } from 'luxon';
import { z } from 'zod';
import { type DiscountRow, listDiscounts } from '../../../db/queries/discounts-panel.ts';
import { adminProcedure } from '../../trpc.ts';
import { moneyText } from '../../wire.ts';
import { instant } from '../answer.ts';
import { pageInput, search } from '../input.ts';

export const discountFilter = {
  search,
  states: z.array(z.string().max(20)).max(10),
};

const input = z.object({
  ...discountFilter,
  ...pageInput(['created', 'code', 'expires']),
});

export const list = adminProcedure.input(input).query(async ({ ctx, input: asked }) => {
  const { site, payments } = await ctx.settings();
  const { rows, total } = await listDiscounts(ctx.db, { ...asked, now: ctx.clock() });
  return {
    rows: rows.map((row) => discountAnswer(row, { zone: site.timeZone, currency: payments.currency })),
    total,
  };
});

export function discountAnswer(row: DiscountRow, { zone, currency }: { zone: string; currency: string }) {
  const { amount, expiresAt, createdAt, ...rest } = row;
  return {
    ...rest,
    amount: amount === null ? null : moneyText(amount, currency),
    expiresAt: expiresAt === null ? null : instant(expiresAt),
    /** As the clock reads in the site's zone, for the form. */
    expiresReading:
      expiresAt === null ? '' : DateTime.fromJSDate(expiresAt, { zone }).toFormat("yyyy-MM-dd'T'HH:mm"),
    createdAt: instant(createdAt),
  };
}
