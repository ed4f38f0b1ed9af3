import {
  type Client,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { poke } from '../../../db/queries/outbox.ts';
import { workflowId } from '../../../workflows/ids.ts';
import { lookAgain as lookAgainUpdate, type LookAgainResult } from '../../../workflows/messages.ts';
import { Refusal } from '../../refusal.ts';
import { adminProcedure } from '../../trpc.ts';
import { idInput } from '../input.ts';
import { refusedByTemporal, temporalUnreachable } from './temporal-refusals.ts';

const DEADLINE_MS = 8000;

/** Has the member's process look at the facts now and waits for what it finds. */
export const lookAgain = adminProcedure.input(idInput).mutation(async ({ ctx, input }) => {
  if (ctx.temporal === null) throw temporalUnreachable();
  const answer = await ask(ctx.temporal, input.id);
  if (answer !== 'notRunning') return { kind: 'looked' as const, ...answer };
  await poke(ctx.db, { workflow: 'subscription', key: input.id, reason: 'look again' });
  return { kind: 'started' as const };
});

async function ask(client: Client, memberId: string): Promise<LookAgainResult | 'notRunning'> {
  const handle = client.workflow.getHandle(workflowId('subscription', memberId));
  try {
    return await client.withDeadline(Date.now() + DEADLINE_MS, () => handle.executeUpdate(lookAgainUpdate));
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'notRunning';
    if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) throw noWorker();
    // The process ended or began a new run while it was asked: its next look answers.
    if (error instanceof WorkflowUpdateFailedError) return 'notRunning';
    throw refusedByTemporal(error) ?? error;
  }
}

function noWorker(): Refusal {
  return new Refusal('unavailable', {
    userMessage: `No worker answered within ${DEADLINE_MS / 1000} seconds. The question stays with the process and is answered once a worker runs; check that the worker is started.`,
    reason: 'noWorker',
  });
}
