import { describe, expect, it } from 'vitest';
import {
  aGrant,
  aPayment,
  aSubscriber,
  day,
  expiring,
  inShort,
  REMOVED,
  settled,
  stepsOf,
} from '../../test/support/a-member.ts';
import { applyStep } from './apply-step.ts';
import { DAY } from './days.ts';
import { explain } from './explain.ts';
import type { MemberFacts, RecurringFact } from './facts.ts';
import { forecast } from './forecast.ts';
import { nextSteps } from './next-steps.ts';
import { recordTrouble } from './retry.ts';

const HOUR = DAY / 24;
const month = aPayment('p1', 0, 30);
const charged: RecurringFact = { id: 'r1', status: 'active', statusAt: day(0), askedAt: day(0) };
const silent = { enabled: false, daysPrior: [] };

function subscriber(recurring: RecurringFact, graceHours = 48): MemberFacts {
  const expiry = { ...expiring('remove_now', 0).expiry, recurringGraceHours: graceHours };
  return aSubscriber([month], { recurring, settings: { reminders: silent, expiry } });
}

function inHours(facts: MemberFacts, from: number, until: number) {
  return forecast(facts, from, until).flatMap(({ at, step }) =>
    step === null ? [] : [`${(at - day(30)) / HOUR}: ${inShort(step)}`],
  );
}

describe('a member whom a gateway charges', () => {
  it('S25: at the end of the paid time the gateway is asked, and access stays', () => {
    const facts = subscriber(charged);
    const { facts: asked, done } = settled(facts, day(30));

    expect(done.map(inShort)).toEqual(['ask r1']);
    expect(nextSteps(asked, day(30))).toMatchObject({
      standing: 'grace',
      entitledUntil: day(30),
      wakeAt: day(30) + HOUR,
      because: [{ code: 'chargeExpected', paymentId: 'p1', since: day(30), until: day(32) }],
    });
  });

  it('is explained part by part on the day on which the grace ended without a charge', () => {
    const facts = subscriber({ ...charged, askedAt: day(32) });

    const parts = explain(facts, { from: day(31.5), to: day(32.5) });

    expect(parts.map(({ from, isEntitled, reason }) => [from, isEntitled, reason.code])).toEqual([
      [day(31.5), true, 'chargeExpected'],
      [day(32), false, 'paymentEnded'],
    ]);
  });

  it('the answer that ends the grace and a removal of the same instant may come in either order', () => {
    const replaced = aGrant(['p1'], { isReplaced: true, wants: {} });
    const facts: MemberFacts = {
      ...subscriber({ ...charged, askedAt: null }),
      grants: [replaced],
      suspension: { from: day(20), until: day(90) },
      settings: expiring('unshare_then_remove', 1),
    };
    const now = day(32);
    const { steps } = nextSteps(facts, now);
    const after = (order: typeof steps) => order.reduce((so, step) => applyStep(so, step, now), facts);

    expect(steps.map(inShort).sort()).toEqual(['access g1 removed', 'ask r1']);
    expect(after(steps)).toEqual(after(steps.toReversed()));
  });

  it('S25: a charge that comes two hours late never costs access', () => {
    const { facts: waiting } = settled(subscriber(charged), day(30) + 2 * HOUR);
    const charge = aPayment('p2', 30, 60);
    const paid = {
      ...waiting,
      payments: [month, charge],
      grants: waiting.grants.map((grant) => ({ ...grant, wants: { ...grant.wants, p2: grant.desired } })),
    };

    expect(waiting.grants).toMatchObject([{ observed: expect.stringMatching(/^full/) }]);
    expect(nextSteps(paid, day(30) + 2 * HOUR)).toMatchObject({
      standing: 'active',
      steps: [],
      entitledUntil: day(60),
    });
  });

  // E11
  it('whose charge never comes is asked again and again, and loses access exactly at the end of the grace', () => {
    expect(inHours(subscriber(charged), day(29), day(60))).toEqual([
      ...[0, 1, 3, 6, 12, 24, 48].map((hours) => `${hours}: ask r1`),
      `48: access g1 ${REMOVED}`,
      `48: subscriptionExpired expired/${day(30)}`,
    ]);
  });

  it('loses nothing on an old answer: while the gateway is silent access stays', () => {
    const failure = { stepKey: 'gateway/r1', type: 'GatewayUnreachable' };
    const waiting = { ...subscriber(charged), recurring: { ...charged, askedAt: day(31) } };
    const silence = recordTrouble(recordTrouble(waiting, failure, day(33)), failure, day(33));

    expect(nextSteps(silence, day(33))).toMatchObject({ standing: 'grace', steps: [] });
    expect(nextSteps(silence, day(33)).wakeAt).toBe(day(33) + 60_000);
    expect(stepsOf(silence, day(34))).toEqual(['ask r1']);
  });

  it('without a grace is asked before anything is taken', () => {
    expect(inHours(subscriber(charged, 0), day(29), day(60))).toEqual([
      '0: ask r1',
      `0: access g1 ${REMOVED}`,
      `0: subscriptionExpired expired/${day(30)}`,
    ]);
  });

  it('the gateway that gives up ends the grace at once', () => {
    const { facts } = settled(subscriber({ ...charged, status: 'past_due' }), day(30) + HOUR);
    const { recurring: _ended, ...givenUp } = facts;

    expect(nextSteps(givenUp, day(30) + 2 * HOUR).standing).toBe('expired');
    expect(stepsOf(givenUp, day(30) + 2 * HOUR)).toEqual([`access g1 ${REMOVED}`]);
  });

  it.each([
    { status: 'suspended' as const, said: [] },
    { status: 'cancelled_at_period_end' as const, said: [`-720: recurringCancelled cancelled/${day(0)}`] },
  ])('S5: $status at the gateway, it is reminded and has no grace', ({ status, said }) => {
    const facts = { ...subscriber({ ...charged, status }), settings: expiring('remove_now', 0) };

    expect(inHours(facts, day(0), day(60))).toEqual([
      ...said,
      `-72: subscriptionExpiringSoon reminder/${day(30)}/3`,
      `-24: subscriptionExpiringSoon reminder/${day(30)}/1`,
      `0: access g1 ${REMOVED}`,
      `0: subscriptionExpired expired/${day(30)}`,
    ]);
  });

  it('S5: active there, is not reminded; past due, is told once', () => {
    const active = { ...subscriber(charged), settings: expiring('remove_now', 0) };
    const late = { ...active, recurring: { ...charged, status: 'past_due' as const, statusAt: day(2) } };

    expect(inHours(active, day(0), day(30) - 1)).toEqual([]);
    expect(inHours(late, day(2), day(30) - 1)).toEqual([
      `${-28 * 24}: recurringPaymentFailed chargeFailed/${day(2)}`,
    ]);
  });

  it('what follows only if the gateway has not charged is told as such, and counts in no calendar', () => {
    const entries = forecast(subscriber(charged), day(29), day(60));

    expect(entries.filter(({ unlessCharged }) => unlessCharged !== true)).toMatchObject([
      { step: null, standing: 'grace' },
      { step: { kind: 'askGateway' } },
    ]);
  });
});
