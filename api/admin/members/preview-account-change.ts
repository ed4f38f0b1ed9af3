import { flagAccountChange, membersToFlag } from '../../../db/queries/account-change.ts';
import { factsOfMembers } from '../../../db/queries/facts.ts';
import { rehearse } from '../../../db/rehearse.ts';
import { accessLevel } from '../../../domain/access/access-key.ts';
import type { MemberFacts } from '../../../domain/subscription/facts.ts';
import { nextSteps } from '../../../domain/subscription/next-steps.ts';
import { adminProcedure } from '../../trpc.ts';
import { accountChangeInput } from './account-changing.ts';

/** Whose flag would change, and whose account would go or come at once with it; nothing is kept. */
export const previewAccountChange = adminProcedure
  .input(accountChangeInput)
  .mutation(async ({ ctx, input }) => {
    const now = ctx.clock();
    const members = await membersToFlag(ctx.db, input.memberIds);
    const before = await effects(await factsOfMembers(ctx.db, input.memberIds), now.getTime());
    const after = await rehearse(ctx.db, async (trx) => {
      const changed = await flagAccountChange(trx, { ...input, by: ctx.login.id, now });
      return await effects(await factsOfMembers(trx, changed), now.getTime());
    });
    const { misc } = await ctx.settings();
    return {
      /** Whether those who are flagged can do it on their own page; otherwise a person has to. */
      isOwnChangeOn: misc.accountChangeEnabled,
      changed: members
        .filter(({ id }) => after.has(id))
        .map(({ id, name, email }) => {
          const effect = after.get(id);
          return { id, name, email, access: effect === before.get(id) ? 'stays' : (effect ?? 'stays') };
        }),
      leftOut: members
        .filter(({ id }) => !after.has(id))
        .map(({ id, name, isOpen }) => ({
          id,
          name,
          why: isOpen ? ('already' as const) : ('closed' as const),
        })),
    };
  });

type Effect = 'stays' | 'taken' | 'given';

/** What the next look would do about each one's access. */
function effects(facts: readonly MemberFacts[], now: number): ReadonlyMap<string, Effect> {
  return new Map(facts.map((one) => [one.memberId, effectOf(one, now)]));
}

function effectOf(facts: MemberFacts, now: number): Effect {
  const levels = nextSteps(facts, now).steps.flatMap((step) =>
    step.kind === 'setAccess' ? [accessLevel(step.access)] : step.kind === 'placeMember' ? ['full'] : [],
  );
  if (levels.includes('full')) return 'given';
  return levels.length > 0 ? 'taken' : 'stays';
}
