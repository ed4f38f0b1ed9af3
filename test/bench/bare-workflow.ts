import { proxyActivities, proxyLocalActivities, sleep } from '@temporalio/workflow';
import type { BareActivities } from './bare-worker.ts';

const local = proxyLocalActivities<Pick<BareActivities, 'read'>>({ startToCloseTimeout: '10s' });
const remote = proxyActivities<Pick<BareActivities, 'write'>>({ startToCloseTimeout: '30s' });

/** What any durable expiry needs at the least: a timer, a read of facts, one call. */
export async function bare(end: number): Promise<void> {
  await sleep(Math.max(1, end - Date.now()));
  await local.read();
  await remote.write(end);
}
