import { admitCrowd, delays, percentile, untilAsleep } from './crowd.ts';
import { raiseStage } from './stage.ts';

/** Members whose time ends at random instants within a minute: the media server's own record minus the end. */
export async function expiry({ members }: { members: number }): Promise<object> {
  const stage = await raiseStage();
  let stopWorker: (() => Promise<void>) | null = null;
  try {
    const first = Date.now() + 15_000 + members * 40;
    const crowd = await admitCrowd(
      stage,
      Array.from({ length: members }, () => Math.round(first + Math.random() * 60_000)),
    );
    stopWorker = await stage.startWorker();
    await untilAsleep(stage, members, 120_000);
    const sorted = await delays(crowd, members, 180_000);
    return { members, p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99), max: sorted.at(-1) };
  } finally {
    await stopWorker?.();
    await stage.stop();
  }
}
