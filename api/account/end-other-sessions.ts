import { endOtherSessions as endOthers } from '../../db/queries/logins.ts';
import { Refusal } from '../refusal.ts';
import { loginProcedure } from '../trpc.ts';

/** Signs every device out but the one that asks. */
export const endOtherSessions = loginProcedure.mutation(async ({ ctx }) => {
  if (ctx.sessionId === null) throw new Refusal('notSignedIn', { userMessage: 'Please sign in first.' });
  return { ended: await endOthers(ctx.db, ctx.login.id, ctx.sessionId) };
});
