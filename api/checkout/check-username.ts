import { z } from 'zod';
import { isUsernameTaken } from '../../db/queries/checkout-options.ts';
import { memberOfLogin } from '../../db/queries/my-account.ts';
import { checkUsername as problemOf } from '../../domain/access/username.ts';
import { loginProcedure } from '../trpc.ts';

/** Said while the name is typed. A name that is free here and taken on the server gets a number behind it. */
export const checkUsername = loginProcedure
  .input(z.object({ username: z.string().max(200) }))
  .query(async ({ ctx, input }) => {
    const problem = problemOf(input.username);
    if (problem !== null) return { isFree: false, problem };
    const member = await memberOfLogin(ctx.db, ctx.login.id);
    const isTaken = await isUsernameTaken(ctx.db, input.username, member?.id ?? null);
    return { isFree: !isTaken, problem: null };
  });
