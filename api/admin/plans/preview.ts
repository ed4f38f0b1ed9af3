import type { Kysely } from 'kysely';
import { fleetFacts, loadSharedFacts } from '../../../db/queries/facts.ts';
import type { DB } from '../../../db/schema.ts';
import { rehearse } from '../../../db/rehearse.ts';
import type { MemberFacts } from '../../../domain/subscription/facts.ts';
import { adminProcedure } from '../../trpc.ts';
import { compareAll, summaryOf } from '../dry-run.ts';
import { checkPrice } from './check-price.ts';
import { planInput, planToSave, storePlan } from './store.ts';

/** What saving this plan would change for those who have it: their forecasts before beside the same after. */
export const preview = adminProcedure.input(planInput).mutation(async ({ ctx, input: typed }) => {
  const { id } = typed;
  await checkPrice(ctx, typed, await planToSave(ctx.db, id));
  if (id === null) return await summaryOf(ctx, []);
  const ofPlan = { planId: id, now: ctx.clock() };
  const before = await factsOf(ctx.db, ofPlan);
  const after = await rehearse(ctx.db, async (trx) => {
    await storePlan(ctx, trx, typed);
    return await factsOf(trx, ofPlan);
  });
  const pairs = [...before].flatMap(([memberId, asIs]): (readonly [MemberFacts, MemberFacts])[] => {
    const asItWould = after.get(memberId);
    return asItWould === undefined ? [] : [[asIs, asItWould]];
  });
  return await summaryOf(ctx, await compareAll(ctx, onePage(pairs)));
});

async function factsOf(
  db: Kysely<DB>,
  ofPlan: { planId: string; now: Date },
): Promise<ReadonlyMap<string, MemberFacts>> {
  const found = new Map<string, MemberFacts>();
  const fleet = { dueBefore: null, ofPlan, variants: [await loadSharedFacts(db)] };
  for await (const page of fleetFacts(db, fleet)) {
    for (const [facts] of page) if (facts !== undefined) found.set(facts.memberId, facts);
  }
  return found;
}

async function* onePage<Row>(rows: readonly Row[]): AsyncGenerator<readonly Row[]> {
  yield rows;
}
