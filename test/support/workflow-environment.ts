import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { inject } from 'vitest';
import { addSearchAttributes } from '../../bin/worker/search-attributes.ts';
import { searchAttributes } from '../../workflows/search-attributes.ts';
import { quietTemporal } from './quiet-temporal.ts';

/** A time-skipping server of one test file's own: its clock is global. */
export async function skippingEnvironment(): Promise<TestWorkflowEnvironment> {
  quietTemporal();
  const env = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path: inject('temporalTestServerPath') } },
  });
  await addSearchAttributes(env.client, Object.values(searchAttributes));
  return env;
}

/** A worker over the bundle that was made once for the run. */
export async function workerWith(
  env: TestWorkflowEnvironment,
  taskQueue: string,
  activities: object,
): Promise<Worker> {
  return await Worker.create({
    connection: env.nativeConnection,
    namespace: env.namespace ?? 'default',
    taskQueue,
    workflowBundle: { codePath: inject('workflowBundlePath') },
    activities,
    maxConcurrentActivityTaskExecutions: 50,
  });
}
