import { z } from 'zod';
import { noteCancel, noteReturn } from '../../db/queries/my-checkout.ts';
import { loginProcedure } from '../trpc.ts';

const input = z.object({ id: z.uuid() });

/** The gateway's page sent the buyer back. Saying so twice, or too late, changes nothing. */
export const returned = loginProcedure.input(input).mutation(async ({ ctx, input: { id } }) => ({
  isNoted: await noteReturn(ctx.db, { loginId: ctx.login.id, checkoutId: id, at: ctx.clock() }),
}));

/** The buyer gave up; the seat is free again once the gateway's page is closed. */
export const cancelled = loginProcedure.input(input).mutation(async ({ ctx, input: { id } }) => ({
  isNoted: await noteCancel(ctx.db, { loginId: ctx.login.id, checkoutId: id, at: ctx.clock() }),
}));
