import { z } from 'zod';
import { adminProcedure } from '../../trpc.ts';
import { planInput, planOf } from './planning.ts';

/** Everything that is in the way of a migration, and what would be done about whom; nothing is stored. */
export const preview = adminProcedure.input(z.object(planInput)).mutation(async ({ ctx, input }) => {
  const { members, fields } = await planOf(ctx.db, input, ctx.clock());
  return {
    fields,
    members: members.map(({ memberId, name, decision }) => ({
      id: memberId,
      name,
      what: decision.kind,
      why: decision.kind === 'skip' ? decision.reason : null,
    })),
  };
});
