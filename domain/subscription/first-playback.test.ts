import { describe, expect, it } from 'vitest';
import {
  aGrant,
  aMember,
  aPayment,
  aSubscriber,
  day,
  inShort,
  stepsOf,
} from '../../test/support/a-member.ts';
import { DAY } from './days.ts';
import { explain } from './explain.ts';
import type { Instant, MemberFacts } from './facts.ts';
import { forecast } from './forecast.ts';
import { nextSteps } from './next-steps.ts';
import { recordTrouble } from './retry.ts';

const HOUR = DAY / 24;

/** Paid on day 0 for 30 days from the first playback on. */
function waiting(askedAt: Instant | null, changes: Partial<MemberFacts> = {}): MemberFacts {
  const payment = { ...aPayment('p1', 0, 37), clock: { startsBy: day(7), askedAt } };
  return aSubscriber([payment], changes);
}

const look = 'look p1';

describe('a member whose time starts with the first playback', () => {
  it.each<[string, Instant | null, Instant, readonly string[]]>([
    ['not in the first hour', null, day(0) + HOUR - 1, []],
    ['an hour after the payment', null, day(0) + HOUR, [look]],
    ['not again before the next hour', day(0) + HOUR, day(0) + 2 * HOUR - 1, []],
    ['in the next hour', day(0) + HOUR, day(0) + 2 * HOUR, [look]],
    ['every six hours after a day', day(1), day(1) + 6 * HOUR, [look]],
    ['not more often then', day(1), day(1) + 6 * HOUR - 1, []],
    ['when the wait is over, for what was watched to its end', day(6.9), day(7), [look]],
    ['once after it is over', day(7), day(8), []],
    ['as long as no server has answered after it is over', day(5), day(20), [look]],
    ['never when the time has ended', day(5), day(37), ['access g1 removed']],
  ])('is looked for %s', (_when, askedAt, now, steps) => {
    expect(stepsOf(waiting(askedAt), now)).toEqual(steps);
  });

  it('is not looked for while there is no account to watch with', () => {
    const { payments } = waiting(null);
    const facts = aMember({ payments, grants: [aGrant(['p1'], { observed: 'none' })] });

    expect(nextSteps(facts, day(1)).steps.map(({ kind }) => kind)).toEqual(['setAccess']);
  });

  it('a server that does not answer delays nothing but the next look', () => {
    const failed = recordTrouble(
      waiting(null),
      { stepKey: 'playback/p1', type: 'GatewayUnreachable' },
      day(1),
    );

    expect(nextSteps(failed, day(1))).toMatchObject({
      standing: 'active',
      steps: [],
      wakeAt: day(1) + 30_000,
      needsAttention: false,
    });
  });

  it('says why, and when the clock starts at the latest', () => {
    const reason = { code: 'payment', paymentId: 'p1', until: day(37) };
    const facts = waiting(day(3));

    expect(nextSteps(facts, day(3)).because).toEqual([{ ...reason, clockStartsBy: day(7) }]);
    expect(nextSteps(facts, day(7)).because).toEqual([reason]);
    expect(explain(facts, { from: day(6), to: day(8) })).toEqual([
      { from: day(6), to: day(7), isEntitled: true, reason: { ...reason, clockStartsBy: day(7) } },
      { from: day(7), to: day(8), isEntitled: true, reason },
    ]);
  });

  it('is not reminded of an end that is not known', () => {
    const settings = {
      reminders: { enabled: true, daysPrior: [3, 32] },
      expiry: { mode: 'remove_now' as const, deleteAfterDays: 0 },
    };
    const reminders = forecast(waiting(null, { settings }), day(0), day(40)).flatMap(({ at, step }) =>
      step?.kind === 'sendNotice' && step.event === 'subscriptionExpiringSoon' ? [at] : [],
    );

    expect(reminders).toEqual([day(34)]);
  });

  it('is foreseen to watch nothing, so that access lasts as long as it can', () => {
    const entries = forecast(waiting(null), day(0), day(60));
    const looks = entries.filter(({ step }) => step?.kind === 'lookForPlayback').map(({ at }) => at);

    expect(looks.slice(0, 2)).toEqual([day(0) + HOUR, day(0) + 2 * HOUR]);
    expect(looks.at(-1)).toBe(day(7));
    expect(looks.length).toBeLessThan(50);
    expect(
      entries.flatMap(({ at, step }) => (step?.kind === 'setAccess' ? [{ at, step: inShort(step) }] : [])),
    ).toEqual([{ at: day(37), step: 'access g1 removed' }]);
  });
});
