import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { DAY } from '../../domain/subscription/days.ts';
import type { Instant, PaymentFact } from '../../domain/subscription/facts.ts';
import { forecast } from '../../domain/subscription/forecast.ts';
import { nextSteps } from '../../domain/subscription/next-steps.ts';
import { workflowId } from '../../workflows/ids.ts';
import { poke } from '../../workflows/messages.ts';
import { aMember, inShort } from '../support/a-member.ts';
import { type RememberedLife, rememberedLife, rememberingActivities } from '../support/remembered-life.ts';
import { skippingEnvironment, workerWith } from '../support/workflow-environment.ts';

const MEMBER = 'two-years';
const MONTH = 30 * DAY;
const MONTHS = 24;
/** Every third month the member lets the time run out and comes back two days later. */
const LATE = { every: 3, by: 2 * DAY };
/** As many as are read from the database (db/queries/facts.ts). */
const KEPT = { payments: 20, notices: 40 };

type History = Awaited<
  ReturnType<ReturnType<TestWorkflowEnvironment['client']['workflow']['getHandle']>['fetchHistory']>
>;

let env: TestWorkflowEnvironment;
let life: RememberedLife;
let histories: readonly History[];
beforeAll(async () => {
  env = await skippingEnvironment();
  life = rememberedLife(aMember({ memberId: MEMBER }));
  histories = await liveTwoYears();
});
afterAll(async () => {
  await env.teardown();
});

describe('two years of a member who pays by the month', () => {
  it('goes through several runs, each with fewer than 500 events, and every one can be replayed', async () => {
    expect(histories.length).toBeGreaterThan(1);
    for (const history of histories) {
      expect(history.events?.length).toBeLessThan(500);
      await Worker.runReplayHistory({ workflowBundle: { codePath: inject('workflowBundlePath') } }, history);
    }
  });

  it('reminds, ends and lets in again at every turn, and at no other time', () => {
    const count = (event: string) => life.done.filter(({ step }) => inShort(step).startsWith(event)).length;
    const lapses = MONTHS / LATE.every;

    expect(count('subscriptionCreated')).toBe(1);
    expect(count('subscriptionRenewed')).toBe(MONTHS - 1);
    expect(count('subscriptionExpired')).toBe(lapses);
    // Once at the beginning and once after each lapse but the last, which nobody pays for.
    expect(count('place')).toBe(lapses);
    // Both reminders before each lapse; who pays five days ahead is not reminded.
    expect(count('subscriptionExpiringSoon')).toBe(2 * lapses);
    expect(forecast(life.facts, Number.MAX_SAFE_INTEGER - DAY, Number.MAX_SAFE_INTEGER)).toEqual([]);
  });
});

/** Pays five days ahead, or two days late; answers the histories of all runs in order. */
async function liveTwoYears(): Promise<readonly History[]> {
  const worker = await workerWith(env, MEMBER, rememberingActivities(new Map([[MEMBER, life]])));
  return await worker.runUntil(async () => {
    const id = workflowId('subscription', MEMBER);
    await env.client.workflow.start('subscription', {
      taskQueue: MEMBER,
      workflowId: id,
      args: [{ memberId: MEMBER }],
    });
    let end: Instant = 0;
    for (let month = 1; month <= MONTHS; month += 1) {
      // Begun a moment ago: a window that begins in the next few milliseconds races with the server's clock.
      const from = Math.max(end, (await env.currentTimeMs()) - 1_000);
      pay({ id: `p${month}`, from, isFirst: month === 1 });
      await env.client.workflow.getHandle(id).signal(poke, 'payment recorded');
      // The clock is moved only once the process sleeps: a jump in the middle of its work is nobody's life.
      await vi.waitUntil(() => nextSteps(life.facts, from).steps.length === 0, {
        timeout: 20_000,
        interval: 20,
      });
      end = from + MONTH;
      const next = month % LATE.every === 0 ? end + LATE.by : end - 5 * DAY;
      await env.sleep(next - (await env.currentTimeMs()));
    }
    return await allRuns(id);
  });
}

function pay({ id, from, isFirst }: Pick<PaymentFact, 'id' | 'from' | 'isFirst'>): void {
  const payment: PaymentFact = { id, planId: 'plan', from, to: from + MONTH, isFirst, isAnnounced: true };
  const payments = [...life.facts.payments, payment].slice(-KEPT.payments);
  const ofPayments = new Set(payments.map((one) => `payment/${one.id}`));
  const others = life.facts.notices.filter((key) => !key.startsWith('payment/'));
  const notices = [
    ...life.facts.notices.filter((key) => ofPayments.has(key)),
    ...others.slice(-KEPT.notices),
  ];
  // Where the member is fits the plan of the new payment as it fitted the last one.
  const grants = life.facts.grants.map((grant) => ({
    ...grant,
    wants: { ...grant.wants, [id]: Object.values(grant.wants).at(-1) ?? grant.desired },
  }));
  life.facts = { ...life.facts, payments, notices, grants };
}

async function allRuns(id: string): Promise<readonly History[]> {
  const runs: History[] = [];
  let runId = (await env.client.workflow.getHandle(id).describe()).runId;
  // From the present run back to the first.
  for (let isFirst = false; !isFirst; ) {
    const history = await env.client.workflow.getHandle(id, runId).fetchHistory();
    runs.unshift(history);
    const before = history.events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId;
    isFirst = before == null || before === '';
    runId = before ?? '';
  }
  return runs;
}
