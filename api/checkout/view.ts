import { z } from 'zod';
import { Refusal } from '../refusal.ts';
import { loginProcedure } from '../trpc.ts';
import { checkoutProgress } from './progress.ts';

/** The progress of one's own purchase, once; `/api/events/checkout/<id>` follows it. */
export const view = loginProcedure.input(z.object({ id: z.uuid() })).query(async ({ ctx, input }) => {
  const progress = await checkoutProgress(ctx.db, ctx.login.id, input.id);
  if (progress === null) {
    throw new Refusal('notFound', { userMessage: 'There is no such purchase.', reason: 'noSuchCheckout' });
  }
  return progress;
});
