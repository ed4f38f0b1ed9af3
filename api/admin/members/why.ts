import { DateTime } from 'luxon';
import { z } from 'zod';
import { loadMemberFacts } from '../../../db/queries/facts.ts';
import { explain } from '../../../domain/subscription/explain.ts';
import { adminProcedure } from '../../trpc.ts';
import { id, notThere } from '../input.ts';
import { namesOf } from './names.ts';
import { reasonAnswer } from './outlook.ts';

const input = z.object({
  id,
  /** A calendar day of the site's zone, e.g. 2026-11-27. */
  date: z.iso.date('A day, such as 2026-11-27'),
});

/** Why the member has or has not access on a day, part by part, as today's facts and rules say. */
export const why = adminProcedure.input(input).query(async ({ ctx, input: asked }) => {
  const [facts, names, { site }] = await Promise.all([
    loadMemberFacts(ctx.db, asked.id),
    namesOf(ctx.db, asked.id),
    ctx.settings(),
  ]);
  if (facts === null) throw notThere('member');
  const day = DateTime.fromISO(asked.date, { zone: site.timeZone });
  const spans = explain(facts, { from: day.toMillis(), to: day.plus({ days: 1 }).toMillis() });
  return {
    timeZone: site.timeZone,
    spans: spans.map(({ from, to, isEntitled, reason }) => ({
      from,
      to,
      isEntitled,
      reason: reasonAnswer(reason, names),
    })),
  };
});
