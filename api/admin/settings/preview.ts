import { memberNames } from '../../../db/queries/overview.ts';
import { fleetFacts, loadSharedFacts } from '../../../db/queries/facts.ts';
import type { SharedFacts } from '../../../db/queries/facts-from-rows.ts';
import { saveSection } from '../../../db/queries/settings.ts';
import { rehearse } from '../../../db/rehearse.ts';
import { type Difference, differenceFor } from '../../../domain/fleet/dry-run.ts';
import type { Happening, HappeningKind } from '../../../domain/subscription/happening.ts';
import type { ApiContext } from '../../context.ts';
import { siteDays } from '../../site-days.ts';
import { adminProcedure } from '../../trpc.ts';
import { sectionInput } from './input.ts';
import { checkTyped, refuseFields } from './typed.ts';

const DAYS = 30;
/** Read out with their names; the counts are of everybody. */
const MOST_NAMED = 50;

/** The sections that decide what happens to members by itself. */
const DECIDING: readonly string[] = ['subscriptions', 'reminders'];

/**
 * What would be different for everybody in the next days if this section were saved: each member's forecast
 * under the settings of today beside the same under the new ones.
 */
export const preview = adminProcedure.input(sectionInput).mutation(async ({ ctx, input }) => {
  const checked = await checkTyped(ctx, input);
  if (!checked.ok) throw refuseFields(checked.fields);
  if (!DECIDING.includes(input.key)) return await summaryOf(ctx, []);
  const after = await rehearse(ctx.db, async (trx) => {
    const { key, value } = input;
    const saved = await saveSection(trx, ctx.seal, { key, value, at: ctx.clock(), by: ctx.login.id });
    if (!saved.ok) throw refuseFields(saved.fields);
    return await loadSharedFacts(trx);
  });
  return await summaryOf(ctx, await differences(ctx, await loadSharedFacts(ctx.db), after));
});

async function differences(
  ctx: ApiContext,
  before: SharedFacts,
  after: SharedFacts,
): Promise<readonly Difference[]> {
  const { site } = await ctx.settings();
  const now = ctx.clock();
  const until = siteDays(now, site.timeZone, DAYS).end - 1;
  const found: Difference[] = [];
  for await (const page of fleetFacts(ctx.db, { dueBefore: null, variants: [before, after] })) {
    for (const [asIs, asItWould] of page) {
      if (asIs === undefined || asItWould === undefined) continue;
      const difference = differenceFor({ before: asIs, after: asItWould }, now.getTime(), until);
      if (difference !== null) found.push(difference);
    }
  }
  // Those who lose something at once come first: they are what a person must see.
  return found.sort((a, b) => Number(b.losesAccountAtOnce) - Number(a.losesAccountAtOnce));
}

async function summaryOf({ db, settings }: ApiContext, found: readonly Difference[]) {
  const named = found.slice(0, MOST_NAMED);
  const names = await memberNames(
    db,
    named.map(({ memberId }) => memberId),
  );
  return {
    members: found.length,
    atOnce: found.filter(({ losesAccountAtOnce }) => losesAccountAtOnce).length,
    kinds: (['begins', 'reminder', 'charge', 'ends', 'removal'] as const)
      .map((kind) => ({ kind, gone: countOf(found, 'gone', kind), added: countOf(found, 'added', kind) }))
      .filter(({ gone, added }) => gone > 0 || added > 0),
    named: named.map((difference) => ({ ...difference, name: names.get(difference.memberId) ?? '' })),
    days: DAYS,
    timeZone: (await settings()).site.timeZone,
  };
}

function countOf(found: readonly Difference[], side: 'gone' | 'added', kind: HappeningKind): number {
  const isOfKind = (happening: Happening) => happening.kind === kind;
  return found.reduce((sum, difference) => sum + difference[side].filter(isOfKind).length, 0);
}
