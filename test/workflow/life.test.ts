import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY } from '../../domain/subscription/days.ts';
import type { PaymentFact } from '../../domain/subscription/facts.ts';
import { workflowId } from '../../workflows/ids.ts';
import { poke } from '../../workflows/messages.ts';
import { aMember, inShort } from '../support/a-member.ts';
import { type RememberedLife, rememberedLife, rememberingActivities } from '../support/remembered-life.ts';
import { skippingEnvironment, workerWith } from '../support/workflow-environment.ts';

let env: TestWorkflowEnvironment;
beforeAll(async () => {
  env = await skippingEnvironment();
});
afterAll(async () => {
  await env.teardown();
});

const MONTH = 30 * DAY;

describe('a subscription of 30-day plans', () => {
  it('lives from signing up through payment, admission, reminders and expiry to renewal', async () => {
    const life = rememberedLife(aMember({ memberId: 'whole-life' }));
    const handle = await started(life, 'whole-life', async (member) => {
      await env.sleep(DAY);
      const paidAt = await env.currentTimeMs();
      await pay(life, 'first', paidAt, true);
      await member.signal(poke, 'payment recorded');
      await env.sleep(MONTH + 5 * DAY);
      const renewedAt = await env.currentTimeMs();
      await pay(life, 'second', renewedAt, false);
      await member.signal(poke, 'payment recorded');
      await env.sleep(DAY);
      return { paidAt, renewedAt };
    });

    const { paidAt, renewedAt } = handle;
    const end = paidAt + MONTH;
    const days = life.done.map(({ at, step }) => [
      dayOf(at, { paidAt, end, renewedAt }),
      inShort(step).replace(/^(access|place) .*/, '$1'),
    ]);
    expect(sortedWithin(days)).toEqual([
      ['paid', 'access'],
      ['paid', 'mediaServerInvitation invitation/forecast/first'],
      ['paid', 'place'],
      ['paid', 'subscriptionCreated payment/first'],
      ['3 days before', `subscriptionExpiringSoon reminder/${end}/3`],
      ['1 day before', `subscriptionExpiringSoon reminder/${end}/1`],
      ['end', 'access'],
      ['end', `subscriptionExpired expired/${end}`],
      ['renewed', 'access'],
      ['renewed', 'mediaServerInvitation invitation/forecast/second'],
      ['renewed', 'place'],
      ['renewed', 'subscriptionRenewed payment/second'],
    ]);
    expect(life.standings.map(({ standing }) => standing)).toEqual([
      'registered',
      'active',
      'active',
      'active',
      'expired',
      'active',
    ]);
  });
});

type Handle = ReturnType<TestWorkflowEnvironment['client']['workflow']['getHandle']>;

/** Runs the member's process beside what is told. */
async function started<Result>(
  life: RememberedLife,
  memberId: string,
  story: (member: Handle) => Promise<Result>,
): Promise<Result> {
  const worker = await workerWith(env, memberId, rememberingActivities(new Map([[memberId, life]])));
  return await worker.runUntil(async () => {
    const member = await env.client.workflow.start('subscription', {
      taskQueue: memberId,
      workflowId: workflowId('subscription', memberId),
      args: [{ memberId }],
    });
    return await story(member);
  });
}

async function pay(life: RememberedLife, id: string, from: number, isFirst: boolean): Promise<void> {
  const payment: PaymentFact = { id, planId: 'plan', from, to: from + MONTH, isFirst, isAnnounced: true };
  life.facts = { ...life.facts, payments: [...life.facts.payments, payment] };
}

function dayOf(at: number, marks: { paidAt: number; end: number; renewedAt: number }): string {
  if (at === marks.end) return 'end';
  if (at === marks.end - DAY) return '1 day before';
  if (at === marks.end - 3 * DAY) return '3 days before';
  const since = (mark: number) => at >= mark && at - mark < 60_000;
  if (since(marks.paidAt)) return 'paid';
  return since(marks.renewedAt) ? 'renewed' : `unforeseen, at ${new Date(at).toISOString()}`;
}

/** Steps of one day have no order among themselves. */
function sortedWithin(days: readonly (readonly string[])[]): (readonly string[])[] {
  const order = ['paid', '3 days before', '1 day before', 'end', 'renewed'];
  const rank = ([day = '']: readonly string[]) => order.indexOf(day);
  return [...days].sort(
    (one, other) => rank(one) - rank(other) || (one[1] ?? '').localeCompare(other[1] ?? ''),
  );
}
