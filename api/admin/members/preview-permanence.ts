import { loadMemberFacts } from '../../../db/queries/facts.ts';
import { rehearse } from '../../../db/rehearse.ts';
import { adminProcedure } from '../../trpc.ts';
import { notThere } from '../input.ts';
import { namesOf } from './names.ts';
import { type FutureEntry, type MemberOutlook, outlookOf } from './outlook.ts';
import { changePermanence, permanenceInput } from './permanence.ts';

/** What would follow from making a member permanent or normal; nothing is kept of it. */
export const previewPermanence = adminProcedure.input(permanenceInput).mutation(async ({ ctx, input }) => {
  const { site, payments } = await ctx.settings();
  const now = await ctx.clockOf(input.id);
  const [names, before] = await Promise.all([namesOf(ctx.db, input.id), loadMemberFacts(ctx.db, input.id)]);
  const after = await rehearse(ctx.db, async (trx) => {
    const ground = { currency: payments.currency, zone: site.timeZone };
    await changePermanence(trx, { asked: input, by: ctx.login.id, now, ...ground });
    return { facts: await loadMemberFacts(trx, input.id), names: await namesOf(trx, input.id) };
  });
  if (before === null || after.facts === null) throw notThere('member');
  const outlook = outlookOf(after.facts, now.getTime(), after.names);
  return { ...outlook, cancelled: cancelled(outlookOf(before, now.getTime(), names), outlook) };
});

/** What was to come and comes no more: reminders, the end, and what follows it. */
function cancelled(before: MemberOutlook, after: MemberOutlook): readonly FutureEntry[] {
  const told = ({ at, kind, event, level }: FutureEntry) => [at, kind, event, level].join(' ');
  const stays = new Set(after.future.map(told));
  return before.future.filter((entry) => entry.kind !== 'standing' && !stays.has(told(entry)));
}
