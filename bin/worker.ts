import { join } from 'node:path';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { pino } from 'pino';
import { readEnv } from './env.ts';
import { readOrMakeKey } from './master-key.ts';
import { stopWithParent } from './stop-with-parent.ts';
import { startWorker } from './worker/start.ts';
import { workflowBundle } from './worker/workflow-bundle.ts';

const env = readEnv();
const log = pino({ name: 'worker', level: env.LOG_LEVEL });
if (env.DATABASE_URL === undefined || env.TEMPORAL_ADDRESS === undefined) {
  log.fatal('DATABASE_URL and TEMPORAL_ADDRESS must be set; npm start sets both');
  process.exit(1);
}

// The process itself decides when to stop: see stop-with-parent.ts.
Runtime.install({
  shutdownSignals: [],
  logger: new DefaultLogger('WARN', ({ level, message, meta }) =>
    level === 'ERROR' ? log.error(meta, message) : log.warn(meta, message),
  ),
});
const worker = await startWorker({
  databaseUrl: env.DATABASE_URL,
  temporalAddress: env.TEMPORAL_ADDRESS,
  namespace: env.TEMPORAL_NAMESPACE,
  taskQueue: env.TASK_QUEUE,
  bundlePath: await workflowBundle(join(env.DATA_DIR, 'cache'), log),
  seal: readOrMakeKey(env.MASTER_KEY_FILE),
  log,
  stripeApiBase: env.STRIPE_API_BASE,
  discordApiBase: env.DISCORD_API_BASE,
});
stopWithParent(() => void worker.stop());
log.info({ taskQueue: env.TASK_QUEUE }, 'worker runs');
await worker.ended;
