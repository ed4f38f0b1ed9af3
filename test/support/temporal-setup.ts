import type { TestProject } from 'vitest/node';
import type { RunningTemporal } from '../../bin/embedded/temporal.ts';
import { startTestTemporal, TEST_NAMESPACE } from './temporal-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    temporalAddress: string;
    temporalNamespace: string;
  }
}

let server: RunningTemporal | undefined;

/** `npm test` starts one server for all its stages and names it in the environment. */
export async function setup(project: TestProject): Promise<void> {
  const shared = process.env.TEST_TEMPORAL_ADDRESS;
  if (shared === undefined) server = await startTestTemporal();
  project.provide('temporalAddress', shared ?? server?.address ?? '');
  project.provide('temporalNamespace', TEST_NAMESPACE);
}

export async function teardown(): Promise<void> {
  await server?.stop();
}
