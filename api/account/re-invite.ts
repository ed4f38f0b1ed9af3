import { loadMemberFacts } from '../../db/queries/facts.ts';
import { ownReInvites, reInvite as reInviteMember } from '../../db/queries/lost-access.ts';
import { memberOfLogin } from '../../db/queries/my-account.ts';
import { lockMember } from '../../db/queries/record-payment.ts';
import { ownReInviteRefusal, type ReInviteRefusal } from '../../domain/access/re-invite.ts';
import type { MemberFacts } from '../../domain/subscription/facts.ts';
import type { ApiContext } from '../context.ts';
import { cannotReInvite } from '../re-invite-words.ts';
import { loginProcedure } from '../trpc.ts';

/** *Re-Invite Yourself*: a new account in place of one that was removed on the server. Two clicks make one. */
export const reInvite = loginProcedure.mutation(async ({ ctx }) => {
  const member = await memberOfLogin(ctx.db, ctx.login.id);
  if (member === undefined) throw cannotReInvite({ code: 'noTime' });
  await ctx.db.transaction().execute(async (trx) => {
    const memberId = await lockMember(trx, member.id);
    const facts = await loadMemberFacts(trx, memberId);
    const refusal =
      facts === null ? { code: 'noTime' as const } : await refusalOf({ ...ctx, db: trx }, facts);
    if (refusal !== null) throw cannotReInvite(refusal);
    await reInviteMember(trx, { memberId, by: null, now: ctx.clock() });
  });
});

/** Why this member cannot do it now; null: nothing is in the way. */
export async function refusalOf(
  ctx: Pick<ApiContext, 'db' | 'clock' | 'settings'>,
  facts: MemberFacts,
): Promise<ReInviteRefusal | null> {
  const now = ctx.clock();
  const { misc } = await ctx.settings();
  return ownReInviteRefusal({
    facts,
    rules: {
      enabled: misc.selfInviteEnabled,
      cooldownHours: misc.selfInviteCooldown,
      most: misc.selfInviteMax,
    },
    earlier: await ownReInvites(ctx.db, facts.memberId, now),
    now: now.getTime(),
  });
}
