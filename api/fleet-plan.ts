import type { Kysely } from 'kysely';
import { fleetFacts, loadSharedFacts } from '../db/queries/facts.ts';
import type { DB } from '../db/schema.ts';
import { type PlannedDay, planOf } from '../domain/fleet/fleet-plan.ts';
import { type SiteDays, siteDays } from './site-days.ts';

export interface FleetPlan {
  readonly days: SiteDays;
  /** The instant from which it was foreseen. */
  readonly asOf: number;
  /** In order of time. */
  readonly planned: readonly PlannedDay[];
}

export interface FleetPlanParts {
  readonly db: Kysely<DB>;
  clock(): Date;
  timeZone(): Promise<string>;
  /** A monotonic clock. */
  now(): number;
}

const DAYS = 30;
/** A plan that took a second to make is kept for twenty, so that looking at it never costs more than a little of one core. */
const KEPT_FOR = 20;
const LONGEST_KEPT_MS = 60_000;

/** What happens to everybody in the next 30 days if nobody does anything; made once for all who ask at a time. */
export function fleetPlan(parts: FleetPlanParts): () => Promise<FleetPlan> {
  let known: { readonly plan: Promise<FleetPlan>; freshUntil: number } | null = null;
  return () => {
    if (known !== null && parts.now() < known.freshUntil) return known.plan;
    const begun = parts.now();
    const current = { plan: makePlan(parts), freshUntil: Number.POSITIVE_INFINITY };
    known = current;
    current.plan.then(
      () => {
        const took = parts.now() - begun;
        current.freshUntil = parts.now() + Math.min(took * KEPT_FOR, LONGEST_KEPT_MS);
      },
      () => {
        if (known === current) known = null;
      },
    );
    return current.plan;
  };
}

async function makePlan({ db, clock, timeZone }: FleetPlanParts): Promise<FleetPlan> {
  const now = clock();
  const days = siteDays(now, await timeZone(), DAYS);
  const span = { now: now.getTime(), until: days.end - 1, dayOf: days.dayOf };
  const planned: PlannedDay[] = [];
  const fleet = { dueBefore: new Date(days.end), variants: [await loadSharedFacts(db)] };
  for await (const page of fleetFacts(db, fleet)) {
    planned.push(...page.flatMap((facts) => facts.flatMap((one) => planOf(one, span))));
  }
  return { days, asOf: now.getTime(), planned: planned.sort((a, b) => a.at - b.at) };
}
