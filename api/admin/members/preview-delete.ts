import { askDeletion } from '../../../db/queries/delete-member.ts';
import { loadMemberFacts } from '../../../db/queries/facts.ts';
import { grantsOfMember, memberById, paymentsOfMember } from '../../../db/queries/member-page.ts';
import { rehearse } from '../../../db/rehearse.ts';
import type { Outlook } from '../../../domain/subscription/facts.ts';
import { nextSteps } from '../../../domain/subscription/next-steps.ts';
import { adminProcedure } from '../../trpc.ts';
import { idInput, notThere } from '../input.ts';
import { checkDeletion } from './deleting.ts';
import { namesFrom } from './names.ts';
import { outlookOf } from './outlook.ts';

const MOST = 1000;

/** What the end of a membership would take and keep; nothing is kept of this look. */
export const previewDelete = adminProcedure.input(idInput).mutation(async ({ ctx, input }) => {
  const now = ctx.clock();
  const [member, before, grants, payments] = await Promise.all([
    memberById(ctx.db, input.id),
    loadMemberFacts(ctx.db, input.id),
    grantsOfMember(ctx.db, input.id, MOST),
    paymentsOfMember(ctx.db, input.id, MOST),
  ]);
  const after = await rehearse(ctx.db, async (trx) => {
    await checkDeletion(trx, input.id);
    await askDeletion(trx, { memberId: input.id, by: ctx.login.id, now });
    return await loadMemberFacts(trx, input.id);
  });
  if (member === undefined || before === null || after === null) throw notThere('member');
  return {
    accounts: grants
      .filter(({ ended_at: endedAt }) => endedAt === null)
      .map(({ server, username }) => ({ server, username })),
    payments: payments.length,
    /** Paid time that is given up. */
    paidUntil: leftUntil(nextSteps(before, now.getTime()), now.getTime()),
    email: member.email,
    login:
      member.login_email === null
        ? null
        : { email: member.login_email, stays: member.login_role === 'administrator' },
    outlook: outlookOf(after, now.getTime(), namesFrom(payments, grants)),
  };
});

function leftUntil({ entitledUntil: until }: Outlook, now: number): number | null {
  return until !== null && until > now ? until : null;
}
