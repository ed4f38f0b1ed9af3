import { type Client, isGrpcServiceError } from '@temporalio/client';
import { msToTs, tsToMs } from '@temporalio/common/lib/time.js';

export interface Move {
  readonly workflowId: string;
  readonly ms: number;
  /** Told now and then what the process calls now. */
  readonly onProgress: (processNow: number) => Promise<void>;
}

/** `ended`: the process came to its end on the way. `off`: the server does not let processes run ahead. */
export type Moved = 'moved' | 'ended' | 'notRunning' | 'off';

/** About a second for each timer that is skipped; progress is told at least this often. */
const PROGRESS_MS = 3_000;
const NOT_FOUND = 5;
/** Cancelled or exceeded: which of both a call past its deadline ends with is up to the transport. */
const PAST_DEADLINE: readonly number[] = [1, 4];
const UNIMPLEMENTED = 12;
const COMPLETED = 2;
const FAILED = 3;

/**
 * Lets one process run ahead of the clock: its timers end at once, one after the other, and whatever they lead to
 * is really done. It stays ahead by that much. The server does it, so nothing is lost where nobody waits for it.
 */
export async function fastForward(client: Client, { workflowId, ms, onProgress }: Move): Promise<Moved> {
  const namespace = client.options.namespace;
  const workflowExecution = { workflowId };
  const fastForwardId = `ahead-${Date.now()}`;
  try {
    await client.workflowService.updateWorkflowExecutionOptions({
      namespace,
      workflowExecution,
      workflowExecutionOptions: {
        timeSkippingConfig: { enabled: true, fastForwardConfig: { id: fastForwardId, duration: msToTs(ms) } },
      },
      updateMask: { paths: ['time_skipping_config'] },
    });
    for (;;) {
      const result = await pollOnce(client, { namespace, workflowExecution, fastForwardId });
      const { processNow, isRunning } = await processClock(client, workflowId);
      if (processNow !== null) await onProgress(processNow);
      if (result === COMPLETED) return 'moved';
      if (!isRunning) return 'ended';
      if (result === FAILED) throw new Error(`The server gave up moving ${workflowId} ahead`);
    }
  } catch (error) {
    if (isGrpcServiceError(error) && error.code === NOT_FOUND) return 'notRunning';
    if (isGrpcServiceError(error) && error.code === UNIMPLEMENTED) return 'off';
    throw error;
  }
}

interface Poll {
  readonly namespace: string;
  readonly workflowExecution: { readonly workflowId: string };
  readonly fastForwardId: string;
}

/** Null: not there yet. */
async function pollOnce(client: Client, poll: Poll): Promise<number | null> {
  try {
    const reply = await client.withDeadline(Date.now() + PROGRESS_MS, () =>
      client.workflowService.pollWorkflowExecutionTimeSkipping(poll),
    );
    return reply.fastForwardPollingResult;
  } catch (error) {
    if (isGrpcServiceError(error) && PAST_DEADLINE.includes(error.code)) return null;
    throw error;
  }
}

async function processClock(client: Client, workflowId: string) {
  const { raw, status } = await client.workflow.getHandle(workflowId).describe();
  const current = raw.workflowExtendedInfo?.timeSkippingInfo?.currentTime;
  return { processNow: current == null ? null : tsToMs(current), isRunning: status.name === 'RUNNING' };
}
