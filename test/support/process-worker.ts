import { randomBytes } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { inject } from 'vitest';
import type { Activities } from '../../activities/index.ts';
import { ensureSearchAttributes } from '../../bin/worker/search-attributes.ts';
import { quietTemporal } from './quiet-temporal.ts';

export interface ProcessWorker {
  readonly client: Client;
  readonly taskQueue: string;
  stop(): Promise<void>;
}

/** The real workflows on the run's dev server, over activities of the test's own. */
export async function startProcessWorker(activities: Partial<Activities>): Promise<ProcessWorker> {
  quietTemporal();
  const address = inject('temporalAddress');
  const namespace = inject('temporalNamespace');
  const taskQueue = `processes-${randomBytes(4).toString('hex')}`;
  const native = await NativeConnection.connect({ address });
  const connection = await Connection.connect({ address });
  const client = new Client({ connection, namespace });
  await ensureSearchAttributes(client);
  const worker = await Worker.create({
    connection: native,
    namespace,
    taskQueue,
    workflowBundle: { codePath: inject('workflowBundlePath') },
    activities,
  });
  const ended = worker.run();
  return {
    client,
    taskQueue,
    async stop() {
      worker.shutdown();
      await ended;
      await native.close();
      await connection.close();
    },
  };
}
