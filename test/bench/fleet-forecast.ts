import { sql } from 'kysely';
import { fleetPlan } from '../../api/fleet-plan.ts';
import { fleetFacts, loadSharedFacts } from '../../db/queries/facts.ts';
import { admitCrowd } from './crowd.ts';
import { raiseStage } from './stage.ts';

const DAY_MS = 86_400_000;
const MB = 2 ** 20;

/** The calendar of the next 30 days for everybody, as the overview asks for it, beside what reading the facts takes alone. */
export async function fleetForecast({ members }: { members: number }): Promise<object> {
  const stage = await raiseStage();
  try {
    const now = Date.now();
    await admitCrowd(
      stage,
      Array.from({ length: members }, () => Math.round(now + 60_000 + Math.random() * 60 * DAY_MS)),
    );
    // What autovacuum has done on any site that did not begin a moment ago.
    await sql`analyze`.execute(stage.db);
    const rssBefore = process.memoryUsage().rss;
    const readingSeconds = await secondsOf(async () => {
      const fleet = { dueBefore: null, variants: [await loadSharedFacts(stage.db)] };
      for await (const page of fleetFacts(stage.db, fleet)) void page.length;
    });
    const plan = fleetPlan({
      db: stage.db,
      clock: () => new Date(),
      timeZone: async () => 'Europe/Berlin',
      now: () => performance.now(),
    });
    const seconds = await secondsOf(plan);
    const { rss } = process.memoryUsage();
    return {
      members,
      happenings: (await plan()).planned.length,
      seconds,
      readingSeconds,
      rssMb: Math.round(rss / MB),
      rssGrewMb: Math.round((rss - rssBefore) / MB),
    };
  } finally {
    await stage.stop();
  }
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return Number(((performance.now() - begun) / 1000).toFixed(2));
}
