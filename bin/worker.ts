import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { pino } from 'pino';
import { createActivities } from '../activities/index.ts';
import { failureInterceptor } from '../activities/failures.ts';
import { connect } from '../db/connect.ts';
import { readEnv } from './env.ts';
import { readOrMakeKey } from './master-key.ts';
import { gatewayMakers } from './worker/gateway-makers.ts';
import { startRelay } from './worker/relay.ts';
import { ensureSearchAttributes } from './worker/search-attributes.ts';
import { reviveProcesses } from './worker/revive.ts';
import { stopWithParent } from './stop-with-parent.ts';
import { workflowBundle } from './worker/workflow-bundle.ts';

/** Activities under way at once: most wait for a remote, none holds a connection to Postgres meanwhile. */
const ACTIVITIES_AT_ONCE = 200;
/** About a megabyte each; a member's process that is not kept is replayed when it wakes. */
const KEPT_WORKFLOWS = 600;

const env = readEnv();
const log = pino({ name: 'worker', level: env.LOG_LEVEL });
if (env.DATABASE_URL === undefined || env.TEMPORAL_ADDRESS === undefined) {
  log.fatal('DATABASE_URL and TEMPORAL_ADDRESS must be set; npm start sets both');
  process.exit(1);
}

const seal = readOrMakeKey(env.MASTER_KEY_FILE);
const connection = connect({
  url: env.DATABASE_URL,
  maxConnections: 20,
  onError: (error) => log.warn({ error: error.message }, 'a database connection was lost'),
});
Runtime.install({ shutdownSignals: [] });
const native = await NativeConnection.connect({ address: env.TEMPORAL_ADDRESS });
const client = new Client({
  connection: await Connection.connect({ address: env.TEMPORAL_ADDRESS }),
  namespace: env.TEMPORAL_NAMESPACE,
});
await ensureSearchAttributes(client);
const worker = await Worker.create({
  connection: native,
  namespace: env.TEMPORAL_NAMESPACE,
  taskQueue: env.TASK_QUEUE,
  workflowBundle: { codePath: await workflowBundle(`${env.DATA_DIR}/cache`, log) },
  activities: createActivities({ db: connection.db, seal, log, ...gatewayMakers({ stripeApiBase: env.STRIPE_API_BASE }) }),
  interceptors: { activity: [() => failureInterceptor(log)] },
  maxConcurrentActivityTaskExecutions: ACTIVITIES_AT_ONCE,
  maxConcurrentLocalActivityExecutions: ACTIVITIES_AT_ONCE,
  maxCachedWorkflows: KEPT_WORKFLOWS,
  shutdownGraceTime: '5s',
  shutdownForceTime: '10s',
});
const relay = startRelay({ db: connection.db, pool: connection.pool, client, taskQueue: env.TASK_QUEUE, log });
await reviveProcesses(connection.db, client, log);
stopWithParent(() => {
  if (worker.getState() === 'RUNNING') worker.shutdown();
});
log.info({ taskQueue: env.TASK_QUEUE }, 'worker runs');
try {
  await worker.run();
} finally {
  await relay.stop();
  await native.close();
  await client.connection.close();
  await connection.close();
}
