import { adminProcedure } from '../../trpc.ts';
import { instantOrNull } from '../answer.ts';
import { type CheckedImport, checkImport, importInput } from './import-check.ts';

/** More rows than this nobody reads; the counts say the rest. */
const MOST_SHOWN = 200;

/** What a file would make, whom it leaves alone, and everything that is wrong with it; nothing is stored. */
export const previewImport = adminProcedure.input(importInput).mutation(async ({ ctx, input }) => {
  const { site } = await ctx.settings();
  const checked = await checkImport(ctx.db, input.text, { now: ctx.clock(), zone: site.timeZone });
  const { people, problems, there, ignored } = checked;
  const permanent = people.filter(({ until }) => until === null).length;
  return {
    counts: { made: people.length, permanent, there: there.length, problems: problems.length },
    made: people
      .slice(0, MOST_SHOWN)
      .map(({ row, email, name, planName, until }) => ({ row, email, name, plan: planName, until })),
    there: there.slice(0, MOST_SHOWN).map(thereAnswer),
    problems: problems.slice(0, MOST_SHOWN),
    ignored,
    timeZone: site.timeZone,
  };
});

/** With both ends: a file that says something else than the panel is worth a look. */
function thereAnswer({ person, known }: CheckedImport['there'][number]) {
  return {
    id: known.id,
    row: person.row,
    email: known.email,
    name: known.name,
    isPermanent: known.isPermanent,
    until: instantOrNull(known.paidUntil),
    untilInFile: person.until,
  };
}
