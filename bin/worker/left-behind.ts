import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import type { Kysely } from 'kysely';
import type { Log } from '../../activities/deps.ts';
import type { DB } from '../../db/schema.ts';

const { TaskQueueKind, WorkflowTaskFailedCause } = proto.temporal.api.enums.v1;

const KEY = 'own-queue:';
/** Temporal refuses one of two seconds; it answers empty before the deadline, so nothing is handed to a call given up. */
const POLL_MS = 4_000;
const POLLS_AT_ONCE = 20;
/** Temporal goes on sending steps to a worker for ten seconds after it last heard of it. */
const STILL_SENT_MS = 12_000;
const LOOK_AGAIN_MS = 2_000;
const EVENTS_READ = 20;

export interface QueueParts {
  readonly db: Kysely<DB>;
  readonly client: Client;
  readonly taskQueue: string;
  readonly log: Log;
}

interface Execution {
  readonly workflowId: string;
  readonly runId: string;
}

/**
 * Temporal sends a process to the worker that keeps it, by a queue of that worker's own; what lies in the queue of
 * a killed worker waits there until it times out. The name of that queue is only told in histories: this reads it
 * from the history of a process whose activity runs here, and writes it down for whoever starts next.
 */
export function rememberOwnQueue(
  { db, client, log }: QueueParts,
  identity: string,
): ActivityInterceptorsFactory {
  let isKnown = false;
  let nextLook = 0;
  async function look(execution: Execution): Promise<void> {
    const name = await ownQueue(client, identity, execution);
    if (name === null) return;
    isKnown = true;
    await db
      .insertInto('site_state')
      .values({ key: `${KEY}${name}`, value: identity })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  return ({ info }) => ({
    inbound: {
      async execute(input, next) {
        const { workflowExecution } = info;
        if (!isKnown && Date.now() >= nextLook && workflowExecution !== undefined) {
          nextLook = Date.now() + LOOK_AGAIN_MS;
          look(workflowExecution).catch((error: unknown) => {
            isKnown = false;
            log.warn({ error: String(error) }, 'the name of this worker’s own queue could not be read');
          });
        }
        return await next(input);
      },
    },
  });
}

/** Null: no step of this process reached this worker by a queue of its own yet. */
async function ownQueue(
  { workflowService, options: { namespace } }: Client,
  identity: string,
  execution: Execution,
): Promise<string | null> {
  const { history } = await workflowService.getWorkflowExecutionHistoryReverse({
    namespace,
    execution,
    maximumPageSize: EVENTS_READ,
  });
  const events = history?.events ?? [];
  const own = events.find(
    (event, at) =>
      event.workflowTaskScheduledEventAttributes?.taskQueue?.kind === TaskQueueKind.TASK_QUEUE_KIND_STICKY &&
      events[at - 1]?.workflowTaskStartedEventAttributes?.identity === identity,
  );
  return own?.workflowTaskScheduledEventAttributes?.taskQueue?.name ?? null;
}

/**
 * Takes the steps that wait for workers of earlier and hands them back to Temporal, which gives them to anybody.
 * A worker that still lives loses nothing by it: its processes are replayed once. Never rejects.
 */
export async function handBackLeftBehind(parts: QueueParts, isStopping: () => boolean): Promise<void> {
  try {
    const rows = await parts.db
      .deleteFrom('site_state')
      .where('key', 'like', `${KEY}%`)
      .returning('key')
      .execute();
    await Promise.all(rows.map(({ key }) => emptyQueue(parts, key.slice(KEY.length), isStopping)));
  } catch (error) {
    parts.log.warn({ error: String(error) }, 'what waits for a worker that is gone waits until it times out');
  }
}

async function emptyQueue(parts: QueueParts, name: string, isStopping: () => boolean): Promise<void> {
  const until = Date.now() + STILL_SENT_MS;
  const taken = await Promise.all(Array.from({ length: POLLS_AT_ONCE }, () => takeUntilEmpty(parts, name)));
  while (Date.now() < until && !isStopping()) taken.push(await takeUntilEmpty(parts, name));
  await parts.client.workflowService.shutdownWorker({
    namespace: parts.client.options.namespace,
    stickyTaskQueue: name,
    reason: 'its worker is gone',
  });
  const steps = taken.reduce((sum, count) => sum + count, 0);
  if (steps > 0) parts.log.info({ steps }, 'steps that waited for a worker that is gone were handed back');
}

async function takeUntilEmpty({ client, taskQueue }: QueueParts, name: string): Promise<number> {
  const {
    workflowService,
    options: { namespace },
  } = client;
  for (let taken = 0; ; taken++) {
    const { taskToken } = await client.withDeadline(Date.now() + POLL_MS, () =>
      workflowService.pollWorkflowTaskQueue({
        namespace,
        taskQueue: { name, kind: TaskQueueKind.TASK_QUEUE_KIND_STICKY, normalName: taskQueue },
      }),
    );
    if (taskToken === undefined || taskToken === null || taskToken.length === 0) return taken;
    await workflowService.respondWorkflowTaskFailed({
      namespace,
      taskToken,
      cause: WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_RESET_STICKY_TASK_QUEUE,
    });
  }
}
