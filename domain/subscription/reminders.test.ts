import { describe, expect, it } from 'vitest';
import { aPayment, aSubscriber, day, inShort, settled, stepsOf } from '../../test/support/a-member.ts';
import type { MemberFacts, PaymentFact } from './facts.ts';
import { nextSteps } from './next-steps.ts';
import { recordTrouble } from './retry.ts';

const month = aPayment('p1', 0, 30);

function remindedAt(daysPrior: readonly number[], payments: readonly PaymentFact[] = [month]): MemberFacts {
  const facts = aSubscriber(payments);
  return { ...facts, settings: { ...facts.settings, reminders: { enabled: true, daysPrior } } };
}

function reminder(end: number, daysPrior: number): string {
  return `subscriptionExpiringSoon reminder/${day(end)}/${daysPrior}`;
}

describe('reminders', () => {
  it('S4: one is sent when 3 days and one when 1 day remain, each at its exact instant', () => {
    const facts = remindedAt([1, 3]);
    const first = settled(facts, day(27));
    const second = settled(first.facts, day(29));

    expect(stepsOf(facts, day(27) - 1)).toEqual([]);
    expect(first.done.map(inShort)).toEqual([reminder(30, 3)]);
    expect(stepsOf(first.facts, day(29) - 1)).toEqual([]);
    expect(second.done.map(inShort)).toEqual([reminder(30, 1)]);
    expect(stepsOf(second.facts, day(30) - 1)).toEqual([]);
  });

  it('S4: a renewal after the first cancels the second', () => {
    const renewal = aPayment('p2', 30, 60);
    const { facts } = settled({ ...remindedAt([1, 3], [month, renewal]), payments: [month] }, day(27));
    const renewed = { ...facts, payments: [month, renewal] };

    expect(stepsOf(renewed, day(29))).toEqual([]);
    expect(stepsOf(renewed, day(57))).toEqual([reminder(60, 3)]);
  });

  it('S80: after downtime over both reminder days only the smallest missed value is sent, once', () => {
    const back = settled(remindedAt([1, 3]), day(29.5));

    expect(back.done.map(inShort)).toEqual([reminder(30, 1)]);
    expect(stepsOf(back.facts, day(29.9))).toEqual([]);
  });

  it('of linked members only the master gets one, and a sub sleeps over the day', () => {
    const sub = { ...remindedAt([1, 3]), isSub: true };

    expect(stepsOf(sub, day(27))).toEqual([]);
    expect(nextSteps(sub, day(26)).wakeAt).toBe(day(30));
    expect(nextSteps(remindedAt([1, 3]), day(26)).wakeAt).toBe(day(27));
  });

  it.each([
    ['at the end', 30],
    ['after the end', 31],
  ])('none is sent %s', (_title, at) => {
    expect(stepsOf(remindedAt([1, 3]), day(at)).join()).not.toContain('reminder/');
  });

  it('one whose instant lies before the payment began is skipped', () => {
    const week = aPayment('p1', 0, 2);

    expect(stepsOf(remindedAt([1, 3], [week]), day(0))).toEqual([]);
    expect(stepsOf(remindedAt([1, 3], [week]), day(1))).toEqual([reminder(2, 1)]);
  });

  it('one whose instant lies in an earlier payment of the same stretch is skipped', () => {
    const facts = remindedAt([10], [month, aPayment('p2', 30, 37)]);

    expect(stepsOf(facts, day(28))).toEqual([]);
    expect(stepsOf(facts, day(31))).toEqual([]);
  });

  it('one whose instant is the beginning of the payment is sent', () => {
    expect(stepsOf(remindedAt([30]), day(0))).toEqual([reminder(30, 30)]);
  });

  it('a greater number of days that is added later is not made up for', () => {
    const { facts } = settled(remindedAt([3]), day(27));
    const more = {
      ...facts,
      settings: { ...facts.settings, reminders: { enabled: true, daysPrior: [3, 7] } },
    };

    expect(stepsOf(more, day(28))).toEqual([]);
  });

  it('a member whose reminders are switched off gets none', () => {
    const facts = remindedAt([1, 3]);
    const off = {
      ...facts,
      settings: { ...facts.settings, reminders: { enabled: false, daysPrior: [1, 3] } },
    };

    expect(stepsOf(off, day(27))).toEqual([]);
    expect(nextSteps(off, day(27)).wakeAt).toBe(day(30));
  });

  it('D6: with the mail down on the day, the slot is received once, late but still true', () => {
    const down = recordTrouble(
      remindedAt([1, 3]),
      { stepKey: `notice/reminder/${day(30)}/3`, type: 'GatewayUnreachable' },
      day(27),
    );

    expect(nextSteps(down, day(27))).toMatchObject({ steps: [], wakeAt: day(27) + 30_000 });
    expect(stepsOf(down, day(28))).toEqual([reminder(30, 3)]);
    expect(stepsOf(settled(down, day(28)).facts, day(28.5))).toEqual([]);
  });

  it('D6: a slot that the mail missed gives way to the next one', () => {
    const down = recordTrouble(
      remindedAt([1, 3]),
      { stepKey: `notice/reminder/${day(30)}/3`, type: 'GatewayUnreachable' },
      day(27),
    );

    expect(settled(down, day(29)).done.map(inShort)).toEqual([reminder(30, 1)]);
  });

  it('D6: "run now" beside the timer sends one', () => {
    const { facts, done } = settled(remindedAt([1, 3]), day(27));

    expect(done).toHaveLength(1);
    expect(settled(facts, day(27)).done).toEqual([]);
  });
});
