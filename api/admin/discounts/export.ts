import { z } from 'zod';
import { exportDiscounts } from '../../../db/queries/discounts-panel.ts';
import { adminProcedure } from '../../trpc.ts';
import { id } from '../input.ts';
import { discountAnswer, discountFilter } from './list.ts';

const STEP = 2000;

export const exportStep = adminProcedure
  .input(z.object({ ...discountFilter, after: id.nullable() }))
  .query(async ({ ctx, input }) => {
    const { site, payments } = await ctx.settings();
    const rows = await exportDiscounts(ctx.db, { ...input, limit: STEP, now: ctx.clock() });
    const place = { zone: site.timeZone, currency: payments.currency };
    return {
      rows: rows.map((row) => discountAnswer(row, place)),
      next: rows.length === STEP ? (rows.at(-1)?.id ?? null) : null,
    };
  });
