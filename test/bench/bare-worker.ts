import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { connect } from '../../db/connect.ts';
import { stopWithParent } from '../../bin/stop-with-parent.ts';

export const BARE_QUEUE = 'bare';

/** The same kinds of work as an expiry: one row read, one HTTP call that the other side takes its time over. */
const activities = {
  read: async (): Promise<void> => {
    await connection.db.selectFrom('plans').select('id').limit(1).execute();
  },
  write: async (end: number): Promise<void> => {
    const reply = await fetch(`${process.env.BARE_TARGET}/write/${end}`, { method: 'POST' });
    await reply.text();
  },
};
export type BareActivities = typeof activities;

Runtime.install({
  shutdownSignals: [],
  logger: new DefaultLogger('ERROR', ({ message }) => console.error(message)),
});
const connection = connect({ url: process.env.DATABASE_URL ?? '', maxConnections: 20 });
const native = await NativeConnection.connect({ address: process.env.TEMPORAL_ADDRESS ?? '' });
const worker = await Worker.create({
  connection: native,
  namespace: process.env.TEMPORAL_NAMESPACE ?? '',
  taskQueue: BARE_QUEUE,
  workflowBundle: await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('bare-workflow.ts', import.meta.url)),
  }),
  activities,
  maxConcurrentActivityTaskExecutions: 200,
  maxConcurrentLocalActivityExecutions: 200,
  maxCachedWorkflows: 1500,
});
stopWithParent(() => worker.shutdown());
await worker.run();
await native.close();
await connection.close();
