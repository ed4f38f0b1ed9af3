import { z } from 'zod';
import { exportPayments } from '../../../db/queries/payment-list.ts';
import { adminProcedure } from '../../trpc.ts';
import { id } from '../input.ts';
import { paymentFilter } from './input.ts';
import { paymentAnswer } from './list.ts';

const STEP = 2000;

export const exportStep = adminProcedure
  .input(z.object({ ...paymentFilter, after: id.nullable() }))
  .query(async ({ ctx, input }) => {
    const rows = await exportPayments(ctx.db, { ...input, limit: STEP, now: ctx.clock() });
    return { rows: rows.map(paymentAnswer), next: rows.length === STEP ? (rows.at(-1)?.id ?? null) : null };
  });
