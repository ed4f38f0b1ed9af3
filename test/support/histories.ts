import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { eventually } from './site.ts';

export interface ReadHistory {
  readonly workflowId: string;
  readonly runId: string;
  readonly type: string;
  readonly events: number;
  /** Everything that stands in it, payloads opened. */
  readonly text: string;
  /** The largest payload, in bytes. */
  readonly largest: number;
}

/** Every run that this task queue has had, as an operator could read it; waits until the server lists them all. */
export async function readHistories(
  client: Client,
  taskQueue: string,
  isComplete: (types: readonly string[]) => boolean,
): Promise<ReadHistory[]> {
  const runs = await eventually(async () => {
    const found: WorkflowExecutionInfo[] = [];
    for await (const info of client.workflow.list({ query: `TaskQueue = '${taskQueue}'` })) found.push(info);
    return isComplete(found.map(({ type }) => type)) ? found : null;
  });
  return await Promise.all(runs.map((info) => readHistory(client, info)));
}

async function readHistory(client: Client, info: WorkflowExecutionInfo): Promise<ReadHistory> {
  const { workflowId, runId, type } = info;
  const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
  const sizes: number[] = [0];
  const opened = open(history.events ?? [], sizes);
  const shown = open(info.raw, sizes);
  return {
    workflowId,
    runId,
    type,
    events: history.events?.length ?? 0,
    text: JSON.stringify([opened, shown]),
    largest: Math.max(...sizes),
  };
}

/** Bytes become the text they stand for; big numbers and maps become plain ones. */
function open(value: unknown, sizes: number[]): unknown {
  if (value instanceof Uint8Array) {
    sizes.push(value.length);
    return new TextDecoder().decode(value);
  }
  if (Array.isArray(value)) return value.map((one) => open(one, sizes));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, open(one, sizes)]));
}
