import { memberNames } from '../../db/queries/overview.ts';
import type { RemovalAssessment } from '../../db/queries/removal-assessment.ts';
import { holdReason } from '../../domain/hold/mass-removal.ts';
import { daysAfter } from '../../domain/subscription/days.ts';
import type { MemberFacts } from '../../domain/subscription/facts.ts';
import { type Difference, differenceFor } from '../../domain/fleet/dry-run.ts';
import type { Happening, HappeningKind } from '../../domain/subscription/happening.ts';
import type { ApiContext } from '../context.ts';
import { siteDays } from '../site-days.ts';

const DAYS = 30;
/** Read out with their names; the counts are of everybody. */
const MOST_NAMED = 50;

/** The end of the time that a dry run looks at. */
async function horizon(ctx: ApiContext, now: Date): Promise<number> {
  const { site } = await ctx.settings();
  return siteDays(now, site.timeZone, DAYS).end - 1;
}

/** What differs between each member's facts as they are and as they would be. */
export async function compareAll(
  ctx: ApiContext,
  pairs: AsyncIterable<readonly (readonly [MemberFacts, MemberFacts])[]>,
): Promise<readonly Difference[]> {
  const now = ctx.clock();
  const until = await horizon(ctx, now);
  const found: Difference[] = [];
  for await (const page of pairs) {
    for (const [before, after] of page) {
      const difference = differenceFor({ before, after }, now.getTime(), until);
      if (difference !== null) found.push(difference);
    }
  }
  // Those who lose something at once come first: they are what a person must see.
  return found.sort((a, b) => Number(b.losesAtOnce !== null) - Number(a.losesAtOnce !== null));
}

/** How many of those who lose something at once would wait on a hold instead. */
export function waitingOf(
  found: readonly Difference[],
  { census, rules, keeping }: RemovalAssessment,
): number {
  return found.filter(({ losesAtOnce, paidUntil }) => {
    const keptDays = losesAtOnce === 'access' ? (keeping.accessDays ?? 0) : keeping.accountDays;
    const dueAt = paidUntil === null ? null : daysAfter(paidUntil, keptDays);
    return losesAtOnce !== null && holdReason(census, rules, dueAt) !== null;
  }).length;
}

/** What a person is shown before they save. */
export async function summaryOf({ db, settings }: ApiContext, found: readonly Difference[], waiting = 0) {
  const named = found.slice(0, MOST_NAMED);
  const names = await memberNames(
    db,
    named.map(({ memberId }) => memberId),
  );
  return {
    members: found.length,
    /** Of those who lose something at once. */
    waiting,
    atOnce: found.filter(({ losesAtOnce }) => losesAtOnce !== null).length,
    otherAccess: found.filter(({ changesAccessAtOnce }) => changesAccessAtOnce).length,
    kinds: (['begins', 'reminder', 'charge', 'ends', 'removal', 'kick'] as const)
      .map((kind) => ({ kind, gone: countOf(found, 'gone', kind), added: countOf(found, 'added', kind) }))
      .filter(({ gone, added }) => gone > 0 || added > 0),
    named: named.map((difference) => ({
      ...difference,
      name: names.get(difference.memberId) ?? '',
    })),
    days: DAYS,
    timeZone: (await settings()).site.timeZone,
  };
}

function countOf(found: readonly Difference[], side: 'gone' | 'added', kind: HappeningKind): number {
  const isOfKind = (happening: Happening) => happening.kind === kind;
  return found.reduce((sum, difference) => sum + difference[side].filter(isOfKind).length, 0);
}
