import { memberOfLogin } from '../../db/queries/my-account.ts';
import { askCancel, recurringOfMember } from '../../db/queries/recurring.ts';
import { Refusal } from '../refusal.ts';
import { loginProcedure } from '../trpc.ts';

/** The member will not be charged any more; what is paid for stays. Two clicks are one. */
export const cancelRenewal = loginProcedure.mutation(async ({ ctx }) => {
  const member = await memberOfLogin(ctx.db, ctx.login.id);
  const row = member === undefined ? undefined : await recurringOfMember(ctx.db, member.id);
  if (row === undefined)
    throw new Refusal('notPossible', { userMessage: 'Nothing is renewed by itself.', reason: 'noRenewal' });
  const request = { id: row.id, actor: 'member', by: ctx.login.id, now: ctx.clock() } as const;
  await ctx.db.transaction().execute((trx) => askCancel(trx, request));
});
