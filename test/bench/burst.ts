import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import Fastify from 'fastify';
import { startNodeChild } from '../../bin/supervisor/node-child.ts';
import { admitCrowd, delays, untilAsleep } from './crowd.ts';
import { raiseStage, type Stage } from './stage.ts';

export interface BurstOptions {
  readonly members: number;
  /** How long the media server takes over one write. */
  readonly writeMs: number;
  /** Accounts whose writes get no answer. */
  readonly hanging: number;
}

/** All ends in the same second: seconds until the last one is out, beside a bare workflow that does the least possible. */
export async function burst({ members, writeMs, hanging }: BurstOptions): Promise<object> {
  const stage = await raiseStage();
  try {
    const baselineSeconds = await bareBurst(stage, members, writeMs);
    const seconds = await ourBurst(stage, { members, writeMs, hanging });
    return {
      members,
      writeMs,
      hanging,
      seconds,
      baselineSeconds,
      ratio: Number((seconds / baselineSeconds).toFixed(2)),
    };
  } finally {
    await stage.stop();
  }
}

async function ourBurst(stage: Stage, { members, writeMs, hanging }: BurstOptions): Promise<number> {
  const end = Date.now() + 30_000 + members * 80;
  const crowd = await admitCrowd(
    stage,
    Array.from({ length: members }, () => end),
  );
  crowd.jellyfin.knobs.writeDelayMs = writeMs;
  for (const id of [...crowd.ends.keys()].slice(0, hanging)) crowd.jellyfin.hang(id, true);
  const stopWorker = await stage.startWorker();
  try {
    await untilAsleep(stage, members, end - Date.now() - 2000);
    const sorted = await delays(crowd, members - hanging, end - Date.now() + 180_000);
    return (sorted.at(-1) ?? Number.NaN) / 1000;
  } finally {
    await stopWorker();
  }
}

async function bareBurst(stage: Stage, members: number, writeMs: number): Promise<number> {
  const app = Fastify();
  let last = 0;
  let count = 0;
  app.post('/write/:end', async () => {
    await new Promise((resolve) => setTimeout(resolve, writeMs));
    last = Date.now();
    count += 1;
    return {};
  });
  const target = await app.listen({ host: '127.0.0.1', port: 0 });
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const worker = await startNodeChild({
    script: join(root, 'test/bench/bare-worker.ts'),
    cwd: root,
    env: { ...process.env, ...stage.workerEnv, BARE_TARGET: target },
    output: process.stderr.fd,
    stopWithinMs: 15_000,
  });
  try {
    const end = Date.now() + 8_000 + members * 12;
    for (let at = 0; at < members; at += 20) {
      await Promise.all(
        Array.from({ length: Math.min(20, members - at) }, (_, index) =>
          stage.client.workflow.start('bare', {
            taskQueue: 'bare',
            workflowId: `bare/${at + index}`,
            args: [end],
          }),
        ),
      );
    }
    if (Date.now() > end - 500) throw new Error('the baseline was not asleep in time');
    const limit = end + 180_000;
    while (count < members && Date.now() < limit) await new Promise((resolve) => setTimeout(resolve, 50));
    return (last - end) / 1000;
  } finally {
    await worker.stop();
    await app.close();
  }
}
