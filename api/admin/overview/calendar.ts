import { DateTime } from 'luxon';
import { loadMemberFacts } from '../../../db/queries/facts.ts';
import { membersDueBefore } from '../../../db/queries/overview.ts';
import { forecast } from '../../../domain/subscription/forecast.ts';
import { type HappeningKind, happeningsOf } from '../../../domain/subscription/happening.ts';
import type { ApiContext } from '../../context.ts';
import { adminProcedure } from '../../trpc.ts';

const DAYS = 14;
/** Each of them costs a read and a fold; a site with more sees how many are left out. */
const MOST_MEMBERS = 600;
/** Leaves most of the database's connections to everybody else. */
const AT_ONCE = 4;

interface Planned {
  readonly at: number;
  readonly day: string;
  readonly what: HappeningKind;
  readonly memberId: string;
  readonly memberName: string;
}

/** What will happen in the next days if nobody does anything: the forecast of everybody who is due then. */
export const calendar = adminProcedure.query(async ({ ctx }) => {
  const { timeZone } = (await ctx.settings()).site;
  const now = ctx.clock();
  const today = DateTime.fromJSDate(now, { zone: timeZone }).startOf('day');
  const until = today.plus({ days: DAYS });
  const due = await membersDueBefore(ctx.db, until.toJSDate(), MOST_MEMBERS);
  const planned = await foldAll(ctx, due.rows, { now: now.getTime(), until: until.toMillis() - 1, timeZone });
  return {
    days: Array.from({ length: DAYS }, (_none, index) => {
      const day = today.plus({ days: index });
      const date = day.toISODate() ?? '';
      return { date, at: day.toMillis(), entries: planned.filter((entry) => entry.day === date) };
    }),
    timeZone,
    leftOut: Math.max(0, due.total - due.rows.length),
  };
});

interface Span {
  readonly now: number;
  readonly until: number;
  readonly timeZone: string;
}

async function foldAll(
  ctx: ApiContext,
  members: readonly { id: string; display_name: string }[],
  span: Span,
): Promise<Planned[]> {
  const planned: Planned[] = [];
  const waiting = [...members];
  const work = async () => {
    for (let member = waiting.shift(); member !== undefined; member = waiting.shift()) {
      planned.push(...(await foldOne(ctx, member, span)));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return planned.sort((a, b) => a.at - b.at || a.memberName.localeCompare(b.memberName));
}

async function foldOne(
  ctx: ApiContext,
  member: { id: string; display_name: string },
  span: Span,
): Promise<Planned[]> {
  const facts = await loadMemberFacts(ctx.db, member.id);
  if (facts === null) return [];
  const seen = new Set<string>();
  return happeningsOf(facts, forecast(facts, span.now, span.until)).flatMap(({ at, kind }) => {
    const day = DateTime.fromMillis(at, { zone: span.timeZone }).toISODate() ?? '';
    if (seen.has(`${day} ${kind}`)) return [];
    seen.add(`${day} ${kind}`);
    return [{ at, day, what: kind, memberId: member.id, memberName: member.display_name }];
  });
}
