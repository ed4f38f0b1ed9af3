import type { TestProject } from 'vitest/node';
import type { RunningPostgres } from '../../bin/embedded/postgres.ts';
import { startTestPostgres } from './postgres-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A role on this server may make and drop databases. */
    postgresUrl: string;
  }
}

let server: RunningPostgres | undefined;

/** `npm test` starts one server for all its stages and names it in the environment. */
export async function setup(project: TestProject): Promise<void> {
  const shared = process.env.TEST_POSTGRES_URL;
  if (shared === undefined) server = await startTestPostgres();
  project.provide('postgresUrl', shared ?? server?.url ?? '');
}

export async function teardown(): Promise<void> {
  await server?.stop();
}
