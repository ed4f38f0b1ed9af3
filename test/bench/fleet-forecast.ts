import { siteDays } from '../../api/site-days.ts';
import { fleetFacts, loadSharedFacts } from '../../db/queries/facts.ts';
import { type PlannedDay, planOf } from '../../domain/fleet/fleet-plan.ts';
import { admitCrowd } from './crowd.ts';
import { raiseStage } from './stage.ts';

const DAY_MS = 86_400_000;

/** The calendar of the next 30 days for everybody, beside what reading the facts takes alone. */
export async function fleetForecast({ members }: { members: number }): Promise<object> {
  const stage = await raiseStage();
  try {
    const now = Date.now();
    await admitCrowd(
      stage,
      Array.from({ length: members }, () => Math.round(now + 60_000 + Math.random() * 60 * DAY_MS)),
    );
    const fleet = { dueBefore: null, variants: [await loadSharedFacts(stage.db)] };
    const days = siteDays(new Date(now), 'Europe/Berlin', 30);
    const span = { now, until: days.end - 1, dayOf: days.dayOf };
    const rssBefore = process.memoryUsage().rss;
    const readingSince = performance.now();
    for await (const page of fleetFacts(stage.db, fleet)) void page.length;
    const begun = performance.now();
    const planned: PlannedDay[] = [];
    for await (const page of fleetFacts(stage.db, fleet)) {
      planned.push(...page.flatMap((facts) => facts.flatMap((one) => planOf(one, span))));
    }
    const seconds = (performance.now() - begun) / 1000;
    return {
      members,
      happenings: planned.length,
      seconds: Number(seconds.toFixed(2)),
      readingSeconds: Number(((begun - readingSince) / 1000).toFixed(2)),
      rssMb: Math.round(process.memoryUsage().rss / 2 ** 20),
      rssGrewMb: Math.round((process.memoryUsage().rss - rssBefore) / 2 ** 20),
    };
  } finally {
    await stage.stop();
  }
}
