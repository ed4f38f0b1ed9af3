import { ServiceError, type WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PaymentFact } from '../../domain/subscription/facts.ts';
import { workflowId } from '../../workflows/ids.ts';
import { lookAgain, type LookAgainResult, poke } from '../../workflows/messages.ts';
import { aMember } from '../support/a-member.ts';
import { type ProcessWorker, startProcessWorker } from '../support/process-worker.ts';
import { type RememberedLife, rememberedLife, rememberingActivities } from '../support/remembered-life.ts';
import { eventually } from '../support/site.ts';

const MANY = `many-wakings-${Date.now()}`;

let life: RememberedLife;
let worker: ProcessWorker;
beforeAll(async () => {
  life = rememberedLife(aMember({ memberId: MANY }));
  worker = await startProcessWorker(rememberingActivities(new Map([[MANY, life]])));
});
afterAll(async () => {
  await worker.stop();
});

describe('a subscription that is woken very often', () => {
  it('goes on as a new run, keeps what it knew and answers everybody', async () => {
    const from = Date.now();
    const payment: PaymentFact = {
      id: 'only',
      planId: 'plan',
      from,
      to: from + 600_000,
      isFirst: false,
      isAnnounced: true,
    };
    life.facts = { ...life.facts, payments: [payment] };
    const member = await worker.client.workflow.start('subscription', {
      taskQueue: worker.taskQueue,
      workflowId: workflowId('subscription', MANY),
      args: [{ memberId: MANY }],
    });
    await member.executeUpdate(lookAgain);
    const first = (await member.describe()).runId;
    await eventually(() => life.done.length === 4);
    // Requests and pokes that come while it acts: some of them meet the end of a run.
    for (let batch = 0; batch < 25; batch += 1) {
      const pokes = Array.from({ length: 3 }, () => member.signal(poke, 'woken'));
      const answers = await Promise.all(Array.from({ length: 6 }, () => ask(member)));
      await Promise.all(pokes);
      expect(answers).toEqual(answers.map(() => ({ standing: 'active', needsAttention: false })));
    }
    expect((await member.describe()).runId).not.toBe(first);
    expect(life.done).toHaveLength(4);
    expect(life.standings).toHaveLength(1);

    // The end has moved to a few seconds from now, and is acted upon as of its very instant.
    const to = Date.now() + 6_000;
    life.facts = { ...life.facts, payments: [{ ...payment, to }] };
    await member.signal(poke, 'end moved');
    await eventually(() => life.done.length === 6);
    expect(
      life.done
        .slice(4)
        .map(({ at, step }) => [at, step.kind])
        .sort(),
    ).toEqual([
      [to, 'sendNotice'],
      [to, 'setAccess'],
    ]);
    await member.terminate('the test is over');
  });
});

/** The server turns away who comes in the very moment in which a run ends: whoever asks again reaches the next one. */
async function ask(member: WorkflowHandle): Promise<LookAgainResult> {
  for (;;) {
    try {
      return await member.executeUpdate(lookAgain);
    } catch (error) {
      if (!(error instanceof ServiceError) || !String(error.cause).includes('FAILED_PRECONDITION'))
        throw error;
    }
  }
}
