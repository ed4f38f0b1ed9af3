import { join } from 'node:path';
import { type RunningTemporal, startTemporal } from '../../bin/embedded/temporal.ts';
import { findTemporalCli } from '../../bin/embedded/temporal-programs.ts';
import { readEnv } from '../../bin/env.ts';

export const TEST_NAMESPACE = 'streams-manager-test';

/** One server for a whole run, in memory; tests keep apart by ids and task queues of their own. */
export async function startTestTemporal(): Promise<RunningTemporal> {
  const { DATA_DIR, TEMPORAL_CLI_PATH } = readEnv();
  const log = (words: string): void => console.log(words);
  const cli = await findTemporalCli({ cacheDir: join(DATA_DIR, 'cache'), given: TEMPORAL_CLI_PATH, log });
  return startTemporal({ cli, folder: null, namespace: TEST_NAMESPACE, ui: false, timeSkipping: true, log });
}
