import { ApplicationFailure } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Activities } from '../../activities/index.ts';
import type { GrantProgress } from '../../db/queries/grants.ts';
import { DAY } from '../../domain/subscription/days.ts';
import type { MemberFacts } from '../../domain/subscription/facts.ts';
import { applyStep } from '../../domain/subscription/apply-step.ts';
import { workflowId } from '../../workflows/ids.ts';
import { aPayment, aSubscriber, DAY_ZERO, expiring, inShort } from '../support/a-member.ts';
import { type RememberedLife, rememberedLife, rememberingActivities } from '../support/remembered-life.ts';
import { skippingEnvironment, workerWith } from '../support/workflow-environment.ts';

let env: TestWorkflowEnvironment;
beforeAll(async () => {
  env = await skippingEnvironment();
});
afterAll(async () => {
  await env.teardown();
});

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

describe('an outage', () => {
  it('of ten minutes at a media server is over for its members within a minute of its recovery', async () => {
    const grant = aGrantInTrouble();
    const recoversAt = (await env.currentTimeMs()) + 10 * MINUTE;
    const attempts: number[] = [];
    await run(
      'access',
      { grantId: 'g1' },
      {
        ...grant.activities,
        bringAccess: async ({ now }) => {
          attempts.push(now);
          if (now < recoversAt) throw failure('GatewayUnreachable');
          grant.progress.agrees = true;
        },
      },
    );

    expect((attempts.at(-1) ?? 0) - recoversAt).toBeLessThan(MINUTE);
    expect(attempts.length).toBeLessThan(20);
    expect(grant.alarms).toBe(1);
  });

  it('that only a person can end is tried again every hour and told once', async () => {
    const grant = aGrantInTrouble();
    const mendedAt = (await env.currentTimeMs()) + 30 * HOUR;
    const attempts: number[] = [];
    await run(
      'access',
      { grantId: 'g2' },
      {
        ...grant.activities,
        bringAccess: async ({ now }) => {
          attempts.push(now);
          if (now < mendedAt) throw failure('GatewayCredentialsRejected');
          grant.progress.agrees = true;
        },
      },
    );

    expect(attempts.length).toBeGreaterThan(28);
    expect(attempts.length).toBeLessThan(33);
    expect(grant.alarms).toBe(1);
  });

  it('of a gateway for a week leaves the notice waiting in runs that stay short', async () => {
    const recoversAt = (await env.currentTimeMs()) + 7 * DAY;
    let attempts = 0;
    const handle = await run(
      'gatewayNotice',
      { source: 'stripe', eventId: 'evt_1' },
      {
        handleNotice: async ({ now }) => {
          attempts += 1;
          if (now < recoversAt) throw failure('GatewayCredentialsRejected');
        },
      },
    );

    expect(attempts).toBeGreaterThan(160);
    const { events } = await handle.fetchHistory();
    expect(events?.length).toBeLessThan(450);
    expect(events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId).not.toBe('');
  });

  it('of the mail server over the day of a reminder delays it, and leaves out those that were overtaken', async () => {
    const end = DAY_ZERO + 40 * DAY;
    const begin = await env.currentTimeMs();
    const shift = begin - (end - 3 * DAY) + HOUR;
    const facts: MemberFacts = {
      ...moved(aSubscriber([aPayment('p1', 10, 40)]), shift),
      memberId: 'mail-down',
    };
    const ends = end + shift;
    const upAt = ends - DAY + 5 * HOUR;
    const life = rememberedLife(facts);
    const sent: { key: string; at: number }[] = [];
    await skipTo(ends + HOUR, 'mail-down', {
      ...rememberingActivities(new Map([['mail-down', life]])),
      keepTrouble: keepingTroubles(life),
      sendNotice: async ({ key, event, about, now }) => {
        if (now < upAt) throw failure('GatewayUnreachable');
        sent.push({ key, at: now });
        life.facts = applyStep(life.facts, { kind: 'sendNotice', key, event, about }, now);
      },
    });

    expect(sent.map(({ key }) => key)).toEqual([`reminder/${ends}/1`, `expired/${ends}`]);
    expect((sent[0]?.at ?? 0) - upAt).toBeLessThan(15 * MINUTE + SECOND);
    expect(sent[1]?.at).toBe(ends);
  });

  it('of Discord delays the kick alone: access and messages end to the instant', async () => {
    const begin = await env.currentTimeMs();
    const ends = begin + HOUR;
    const upAt = ends + 3 * HOUR;
    const facts: MemberFacts = {
      ...moved(aSubscriber([aPayment('p1', 0, 30)]), ends - (DAY_ZERO + 30 * DAY)),
      memberId: 'discord-down',
      discord: { kickedAt: null },
      settings: { ...expiring('remove_now', 0), discord: { kickAfterDays: 0 } },
    };
    const life = rememberedLife(facts);
    const kicks: number[] = [];
    const works = rememberingActivities(new Map([['discord-down', life]]));
    await skipTo(upAt + HOUR, 'discord-down', {
      ...works,
      keepTrouble: keepingTroubles(life),
      kickFromDiscord: async (kick) => {
        kicks.push(kick.now);
        if (kick.now < upAt) throw failure('GatewayUnreachable');
        await works.kickFromDiscord(kick);
      },
    });

    const done = life.done.map(({ at, step }) => `${at - ends} ${inShort(step)}`);
    expect(done.slice(-3, -1)).toEqual(['0 access g1 removed', `0 subscriptionExpired expired/${ends}`]);
    expect(life.done.at(-1)?.step.kind).toBe('kickFromDiscord');
    expect((kicks.at(-1) ?? 0) - upAt).toBeLessThan(15 * MINUTE + SECOND);
    expect(kicks.length).toBeLessThan(25);
  });
});

function keepingTroubles(life: RememberedLife): Activities['keepTrouble'] {
  return async ({ stepKey, attempts, type, since, retryAt }) => {
    const trouble = { attempts, type, since, retryAt };
    life.facts = { ...life.facts, troubles: { ...life.facts.troubles, [stepKey]: trouble } };
  };
}

function failure(type: string): ApplicationFailure {
  return ApplicationFailure.create({ type, message: 'as told by the test', nonRetryable: true });
}

/** A grant whose process tries on, with the trouble that it keeps. */
function aGrantInTrouble() {
  const progress: { -readonly [Key in keyof GrantProgress]: GrantProgress[Key] } = {
    memberId: 'm1',
    serverId: 's1',
    agrees: false,
    trouble: null,
  };
  const grant = {
    progress,
    alarms: 0,
    activities: {
      loadGrant: async () => ({ ...progress }),
      keepTrouble: async ({ attempts, type, since, retryAt }) => {
        progress.trouble = { attempts, type, since, retryAt };
      },
      alarmSubscription: async () => {
        grant.alarms += 1;
      },
    } satisfies Partial<Activities>,
  };
  return grant;
}

async function run(process: 'access' | 'gatewayNotice', input: object, activities: Partial<Activities>) {
  const key = Object.values(input).join('/');
  const worker = await workerWith(env, key, activities);
  return await worker.runUntil(async () => {
    const handle = await env.client.workflow.start(process, {
      taskQueue: key,
      workflowId: workflowId(process, key),
      args: [input],
    });
    await handle.result();
    return handle;
  });
}

/** Runs a member's process until an instant. */
async function skipTo(instant: number, memberId: string, activities: Partial<Activities>): Promise<void> {
  const worker = await workerWith(env, memberId, activities);
  await worker.runUntil(async () => {
    await env.client.workflow.start('subscription', {
      taskQueue: memberId,
      workflowId: workflowId('subscription', memberId),
      args: [{ memberId }],
    });
    await env.sleep(instant - (await env.currentTimeMs()));
  });
}

function moved(facts: MemberFacts, by: number): MemberFacts {
  const payments = facts.payments.map((payment) => ({
    ...payment,
    from: payment.from + by,
    to: payment.to + by,
  }));
  return { ...facts, payments };
}
