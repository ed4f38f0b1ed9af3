import { fleetFacts, loadSharedFacts } from '../../../db/queries/facts.ts';
import type { SharedFacts } from '../../../db/queries/facts-from-rows.ts';
import { assessRemovals } from '../../../db/queries/removal-assessment.ts';
import { saveSection } from '../../../db/queries/settings.ts';
import { rehearse } from '../../../db/rehearse.ts';
import type { MemberFacts } from '../../../domain/subscription/facts.ts';
import type { ApiContext } from '../../context.ts';
import { adminProcedure } from '../../trpc.ts';
import { compareAll, summaryOf, waitingOf } from '../dry-run.ts';
import { sectionInput } from './input.ts';
import { checkTyped, refuseFields } from './typed.ts';

/** The sections that decide what happens to members by itself. */
const DECIDING: readonly string[] = ['subscriptions', 'reminders', 'features', 'media', 'discordSync'];

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
    const removals = await assessRemovals(trx, ctx.seal, ctx.clock().getTime());
    return { facts: await loadSharedFacts(trx), removals };
  });
  const before = await loadSharedFacts(ctx.db);
  const found = await compareAll(ctx, bothFutures(ctx, before, after.facts));
  return await summaryOf(ctx, found, waitingOf(found, after.removals));
});

async function* bothFutures(
  { db }: ApiContext,
  before: SharedFacts,
  after: SharedFacts,
): AsyncGenerator<readonly (readonly [MemberFacts, MemberFacts])[]> {
  for await (const page of fleetFacts(db, { dueBefore: null, variants: [before, after] })) {
    yield page.flatMap(([asIs, asItWould]): (readonly [MemberFacts, MemberFacts])[] =>
      asIs === undefined || asItWould === undefined ? [] : [[asIs, asItWould]],
    );
  }
}
