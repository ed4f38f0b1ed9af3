import { z } from 'zod';
import { adminProcedure } from '../../trpc.ts';
import { id, text, webAddress } from '../input.ts';
import { testAddress } from './address.ts';

/** Answers *Test Connection* in words: who answered and what it holds, or what is wrong and in which field. */
export const test = adminProcedure
  .input(z.object({ serverId: id.nullable(), baseUrl: webAddress, apiKey: text(500) }))
  .mutation(async ({ ctx, input }) => await testAddress(ctx, input));
