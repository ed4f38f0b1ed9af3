import type { TestWorkflowEnvironment } from '@temporalio/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY } from '../../domain/subscription/days.ts';
import type { Step } from '../../domain/subscription/facts.ts';
import { forecast } from '../../domain/subscription/forecast.ts';
import { workflowId } from '../../workflows/ids.ts';
import { arbitraryMember, type MemberShape } from '../support/arbitrary-member.ts';
import { inShort } from '../support/a-member.ts';
import { type RememberedLife, rememberedLife, rememberingActivities } from '../support/remembered-life.ts';
import { skippingEnvironment, workerWith } from '../support/workflow-environment.ts';

/** `FORECAST_MEMBERS=1000` for a long look, `FORECAST_SEED` for other people. */
const MEMBERS = Number(process.env.FORECAST_MEMBERS ?? 200);
/**
 * As many as are through well within a minute: the time-skipping server drops connections that ping it for longer
 * than that, and a task that is lost with one comes back only in its own time, which then stands still.
 */
const AT_ONCE = 50;
/** Whose time may wait for a first playback: each of them is looked for dozens of times. */
const WAITING = 2;
/** Whose end waits until a gateway's payments were read. */
const READ = 5;
const HORIZON = 200 * DAY;
const SEED = Number(process.env.FORECAST_SEED ?? 20_261_124);

const crowds = Array.from({ length: Math.ceil(MEMBERS / AT_ONCE) }, (_none, index) => ({
  crowd: index + 1,
  members: Math.min(AT_ONCE, MEMBERS - index * AT_ONCE),
}));

describe.concurrent('a subscription process', () => {
  it.each(crowds)(
    'does for each of $members random members what was forecast, step for step and instant for instant (crowd $crowd)',
    async ({ crowd, members }) => {
      const env = await skippingEnvironment();
      await doesAsForecast(env, { crowd, members }).finally(() => env.teardown());
    },
    900_000,
  );
});

async function doesAsForecast(
  env: TestWorkflowEnvironment,
  { crowd, members }: (typeof crowds)[number],
): Promise<void> {
  const begin = (await env.currentTimeMs()) + 60_000;
  const lives = new Map<string, RememberedLife>();
  const draw = (numRuns: number, shape: MemberShape) =>
    fc.sample(arbitraryMember({ now: begin, withRestrictions: true, ...shape }), {
      numRuns,
      seed: SEED + crowd - 1,
    });
  const sample = [
    ...draw(Math.max(members - WAITING - READ, 0), {}),
    ...draw(WAITING, { withWaits: true }),
    ...draw(READ, { withReadings: true }),
  ];
  sample.forEach(({ facts }, index) => {
    const memberId = `member-${index}`;
    lives.set(memberId, rememberedLife({ ...facts, memberId }));
  });
  const before = new Map([...lives].map(([memberId, life]) => [memberId, life.facts]));
  const worker = await workerWith(env, 'forecast', rememberingActivities(lives));
  await worker.runUntil(async () => {
    // One after the other: started in one instant, they would only measure this machine.
    for (const [index, memberId] of [...lives.keys()].entries()) {
      await env.client.workflow.start('subscription', {
        taskQueue: 'forecast',
        workflowId: workflowId('subscription', memberId),
        args: [{ memberId }],
        startDelay: begin + index * 10_000 - (await env.currentTimeMs()),
      });
    }
    await env.sleep(HORIZON);
  });
  for (const [memberId, life] of lives) {
    const firstLook = Math.min(...[...life.done, ...life.standings].map(({ at }) => at));
    const facts = before.get(memberId) ?? life.facts;
    const happened = shown(life.done.filter(({ at }) => at <= begin + HORIZON));
    expect({ memberId, steps: happened }).toEqual({
      memberId,
      steps: shown(forecast(facts, firstLook, begin + HORIZON)),
    });
  }
}

/** Steps of one instant have no order among themselves: they run side by side. */
function shown(entries: readonly { readonly at: number; readonly step: Step | null }[]): string[] {
  return entries.flatMap(({ at, step }) => (step === null ? [] : [`${at} ${inShort(step)}`])).sort();
}
