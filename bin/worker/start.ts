import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import type { Log } from '../../activities/deps.ts';
import { failureInterceptor } from '../../activities/failures.ts';
import { createActivities } from '../../activities/index.ts';
import { lifeInterceptor } from '../../activities/sign-of-life.ts';
import { connect } from '../../db/connect.ts';
import type { Seal } from '../../db/seal.ts';
import { temporalConnection } from '../temporal-connection.ts';
import { type ApiBases, type GatewayMakers, gatewayMakers } from './gateway-makers.ts';
import { keepSyncsGoing } from './hourly-syncs.ts';
import { handBackLeftBehind, type QueueParts, rememberOwnQueue } from './left-behind.ts';
import { startRelay } from './relay.ts';
import { reviveProcesses } from './revive.ts';
import { ensureSearchAttributes } from './search-attributes.ts';
import { keepSignsOfLife } from './signs-of-life.ts';
import { untilItAnswers } from './until-it-answers.ts';

/** Activities under way at once: most wait for a remote, none holds a connection to Postgres meanwhile. */
const ACTIVITIES_AT_ONCE = 200;
/** Up to half a megabyte each. A process that is not kept is replayed when it wakes: three times the work. */
const KEPT_WORKFLOWS = 1500;
/**
 * How long a step waits for the worker that keeps its process. When a thousand end in one second the last waits
 * long for its turn, and handing it to anybody then would mean replaying it. What a killed worker leaves behind
 * is handed back by the next one (left-behind.ts).
 */
const WAIT_FOR_SAME_WORKER = '20s';
/** Well within the silence after which an activity's worker counts as dead (workflows/activity-proxies.ts). */
const SIGNS_OF_LIFE = '1s';
/** Whoever keeps this program running starts it again after that, and tells a person. */
const PARTS_ANSWER_WITHIN_MS = 60_000;

export interface WorkerOptions extends ApiBases {
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  readonly namespace: string;
  readonly taskQueue: string;
  readonly bundlePath: string;
  readonly seal: Seal;
  readonly log: Log;
}

export interface RunningWorker {
  readonly client: Client;
  /** Ends when the worker does; rejects when it failed. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** Workflows, activities and the relay of the outbox, in this process. */
export async function startWorker(options: WorkerOptions): Promise<RunningWorker> {
  const { log, taskQueue } = options;
  const { db, pool, close } = connect({
    url: options.databaseUrl,
    maxConnections: 20,
    preparesStatements: true,
    onError: (error) => log.warn({ error: error.message }, 'a database connection was lost'),
  });
  const temporal = { what: 'Temporal', log, withinMs: PARTS_ANSWER_WITHIN_MS };
  const { native, client } = await untilItAnswers(temporal, () => connectTo(options));
  await untilItAnswers(temporal, () => ensureSearchAttributes(client));
  const gateways = gatewayMakers(options);
  const queues = { db, client, taskQueue, log };
  const worker = await createWorker(options, native, { ...queues, makers: gateways.makers });
  const endLife = await keepSignsOfLife({ db, seal: options.seal, client, log }, temporal);
  const relay = startRelay({ db, pool, client, taskQueue, log });
  const endSyncs = keepSyncsGoing({ db, log });
  const handedBack = handBackLeftBehind(queues, () => worker.getState() !== 'RUNNING');
  const ended = worker.run().finally(async () => {
    endLife();
    endSyncs();
    await handedBack;
    await relay.stop();
    gateways.close();
    await native.close();
    await client.connection.close();
    await close();
  });
  await untilItAnswers({ ...temporal, what: 'Temporal and database' }, () =>
    reviveProcesses(db, client, log),
  );
  return {
    client,
    ended,
    async stop() {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await ended;
    },
  };
}

async function connectTo({ temporalAddress: address, namespace }: WorkerOptions) {
  const native = await NativeConnection.connect({ address });
  try {
    const connection = await Connection.connect(temporalConnection(address));
    return { native, client: new Client({ connection, namespace }) };
  } catch (error) {
    await native.close();
    throw error;
  }
}

function createWorker(
  options: WorkerOptions,
  connection: NativeConnection,
  { makers, ...queues }: QueueParts & { makers: GatewayMakers },
): Promise<Worker> {
  const { seal, log } = options;
  const identity = `${process.pid}@${hostname()}/${randomUUID().slice(0, 8)}`;
  return Worker.create({
    connection,
    identity,
    namespace: options.namespace,
    taskQueue: options.taskQueue,
    workflowBundle: { codePath: options.bundlePath },
    activities: createActivities({ db: queues.db, seal, log, ...makers }),
    interceptors: {
      activity: [lifeInterceptor, () => failureInterceptor(log), rememberOwnQueue(queues, identity)],
    },
    maxConcurrentActivityTaskExecutions: ACTIVITIES_AT_ONCE,
    maxConcurrentLocalActivityExecutions: ACTIVITIES_AT_ONCE,
    maxCachedWorkflows: KEPT_WORKFLOWS,
    maxHeartbeatThrottleInterval: SIGNS_OF_LIFE,
    stickyQueueScheduleToStartTimeout: WAIT_FOR_SAME_WORKER,
    shutdownGraceTime: '5s',
    shutdownForceTime: '10s',
  });
}
