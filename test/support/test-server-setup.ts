import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { findTestServer } from '../../bin/embedded/temporal-programs.ts';
import { readEnv } from '../../bin/env.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The program of the server that skips time; every test file starts its own. */
    temporalTestServerPath: string;
  }
}

export async function setup(project: TestProject): Promise<void> {
  const { DATA_DIR, TEMPORAL_TEST_SERVER_PATH } = readEnv();
  const request = { cacheDir: join(DATA_DIR, 'cache'), given: TEMPORAL_TEST_SERVER_PATH, log: console.log };
  project.provide('temporalTestServerPath', await findTestServer(request));
}
