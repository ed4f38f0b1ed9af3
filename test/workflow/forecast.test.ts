import fc from 'fast-check';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY } from '../../domain/subscription/days.ts';
import type { Step } from '../../domain/subscription/facts.ts';
import { forecast } from '../../domain/subscription/forecast.ts';
import { workflowId } from '../../workflows/ids.ts';
import { arbitraryMember } from '../support/arbitrary-member.ts';
import { inShort } from '../support/a-member.ts';
import { type RememberedLife, rememberedLife, rememberingActivities } from '../support/remembered-life.ts';
import { skippingEnvironment, workerWith } from '../support/workflow-environment.ts';

/** `FORECAST_MEMBERS=1000` for a long look. */
const MEMBERS = Number(process.env.FORECAST_MEMBERS ?? 200);
const HORIZON = 200 * DAY;

let env: TestWorkflowEnvironment;
beforeAll(async () => {
  env = await skippingEnvironment();
});
afterAll(async () => {
  await env.teardown();
});

describe('a subscription process', () => {
  it(`does for each of ${MEMBERS} random members what was forecast, step for step and instant for instant`, async () => {
    const begin = (await env.currentTimeMs()) + 60_000;
    const lives = new Map<string, RememberedLife>();
    const sample = fc.sample(arbitraryMember({ now: begin, withRestrictions: true }), {
      numRuns: MEMBERS,
      seed: 20_261_124,
    });
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
  }, 900_000);
});

/** Steps of one instant have no order among themselves: they run side by side. */
function shown(entries: readonly { readonly at: number; readonly step: Step | null }[]): string[] {
  return entries.flatMap(({ at, step }) => (step === null ? [] : [`${at} ${inShort(step)}`])).sort();
}
