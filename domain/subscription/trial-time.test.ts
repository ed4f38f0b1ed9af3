import { describe, expect, it } from 'vitest';
import { aPayment, aSubscriber, day, inShort, REMOVED, stepsOf } from '../../test/support/a-member.ts';
import type { MemberFacts } from './facts.ts';
import { forecast } from './forecast.ts';

const inDays = (facts: MemberFacts, from: number, until: number) =>
  forecast(facts, day(from), day(until)).flatMap(({ at, step }) =>
    step === null ? [] : [`${(at - day(0)) / 86_400_000}: ${inShort(step)}`],
  );

describe('a trial', () => {
  const trial = { ...aPayment('t1', 0, 7), isTrial: true, isAnnounced: true };

  it('is welcomed as a trial, and reminded of its end where that is set', () => {
    const facts = aSubscriber([trial]);
    const { reminders, expiry } = facts.settings;
    const silent = { ...facts, settings: { expiry, reminders: { ...reminders, includeTrials: false } } };

    expect(stepsOf(facts, day(0))).toEqual(['trialStarted payment/t1']);
    expect(inDays(facts, 1, 7)).toContain(`4: subscriptionExpiringSoon reminder/${day(7)}/3`);
    expect(inDays(silent, 1, 8)).not.toContain(`4: subscriptionExpiringSoon reminder/${day(7)}/3`);
    expect(inDays(silent, 1, 8)).toContain(`7: access g1 ${REMOVED}`);
  });

  it('that is followed by a payment is reminded of by the payment', () => {
    const facts = aSubscriber([trial, aPayment('p1', 7, 37)]);

    expect(inDays(facts, 1, 36)).toEqual([
      '1: trialStarted payment/t1',
      `34: subscriptionExpiringSoon reminder/${day(37)}/3`,
      `36: subscriptionExpiringSoon reminder/${day(37)}/1`,
    ]);
  });
});
