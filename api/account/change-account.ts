import { z } from 'zod';
import { changeAccount as changeTo, namesInUse } from '../../db/queries/change-account.ts';
import { isUsernameTaken } from '../../db/queries/checkout-options.ts';
import { loadMemberFacts } from '../../db/queries/facts.ts';
import { memberOfLogin } from '../../db/queries/my-account.ts';
import { lockMember } from '../../db/queries/record-payment.ts';
import {
  type AccountChangeRefusal,
  accountChangeRefusal,
  newNameProblem,
  type NewNameProblem,
} from '../../domain/access/account-change.ts';
import type { MemberFacts } from '../../domain/subscription/facts.ts';
import type { ApiContext } from '../context.ts';
import { Refusal } from '../refusal.ts';
import { limitedLoginProcedure } from '../trpc.ts';

type Asking = Pick<ApiContext, 'db' | 'clock' | 'settings'>;

const input = z.object({ username: z.string().trim().max(200) });

/** *Change Your Media Account*: another one in place of what the member has on any server. Two clicks make one. */
export const changeAccount = limitedLoginProcedure
  .meta({ limit: { max: 20, seconds: 60 } })
  .input(input)
  .mutation(async ({ ctx, input: { username } }) => {
    const member = await memberOfLogin(ctx.db, ctx.login.id);
    if (member === undefined) throw cannotChange({ code: 'off' });
    await ctx.db.transaction().execute(async (trx) => {
      const memberId = await lockMember(trx, member.id);
      const facts = await loadMemberFacts(trx, memberId);
      const asking = { ...ctx, db: trx };
      const refusal = facts === null ? { code: 'off' as const } : await changeRefusal(asking, facts);
      if (refusal !== null) throw cannotChange(refusal);
      await checkName(asking, memberId, username);
      await changeTo(trx, { memberId, username, now: ctx.clock() });
    });
  });

/** Why this member cannot do it now; null: nothing is in the way. */
export async function changeRefusal(ctx: Asking, facts: MemberFacts): Promise<AccountChangeRefusal | null> {
  const { misc } = await ctx.settings();
  return accountChangeRefusal({ facts, isEnabled: misc.accountChangeEnabled, now: ctx.clock().getTime() });
}

async function checkName(ctx: Asking, memberId: string, name: string): Promise<void> {
  const { media } = await ctx.settings();
  const isTemplate = name.toLowerCase() === media.templateUser.trim().toLowerCase();
  const isTaken = isTemplate || (await isUsernameTaken(ctx.db, name, memberId));
  const problem = newNameProblem({ name, old: await namesInUse(ctx.db, memberId), isTaken });
  if (problem === null) return;
  const text = problem.code === 'usernameInvalid' ? problem.detail : nameWords[problem.code];
  throw new Refusal('badInput', { userMessage: text, fields: { username: text }, reason: problem.code });
}

const nameWords: Readonly<Record<Exclude<NewNameProblem['code'], 'usernameInvalid'>, string>> = {
  sameAccount: 'This is the account that you have. Choose another name.',
  accountTaken: 'Somebody has this name. Choose another.',
};

const words: Readonly<Record<AccountChangeRefusal['code'], string>> = {
  off: 'Please ask the admins to change your media account.',
  underWay: 'Your media account is being changed already.',
  tooSoon: 'You have changed your media account within the last 24 hours.',
};

function cannotChange({ code }: AccountChangeRefusal): Refusal {
  return new Refusal('notPossible', { userMessage: words[code], reason: code });
}
