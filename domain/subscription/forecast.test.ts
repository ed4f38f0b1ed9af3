import { describe, expect, it } from 'vitest';
import {
  aGrant,
  aMember,
  aPayment,
  aSubscriber,
  DAY_ZERO,
  day,
  expiring,
  inShort,
} from '../../test/support/a-member.ts';
import { DAY } from './days.ts';
import type { MemberFacts } from './facts.ts';
import { forecast } from './forecast.ts';
import { recordTrouble } from './retry.ts';

const month = aPayment('p1', 0, 30);

/** `27 active subscriptionExpiringSoon ...`, by days from zero. */
function told(facts: MemberFacts, from: number, until: number): readonly string[] {
  return forecast(facts, day(from), day(until)).map(({ at, step, standing }) => {
    return `${(at - DAY_ZERO) / DAY} ${standing}${step === null ? '' : `: ${inShort(step)}`}`;
  });
}

describe('the forecast', () => {
  it('names all that will happen to a member if nobody does anything', () => {
    const facts = aMember({
      payments: [{ ...month, isFirst: true, isAnnounced: true }],
      settings: expiring('unshare_then_remove', 7),
    });

    expect(told(facts, 0, 100)).toEqual([
      '0 provisioning: place p1',
      '0 provisioning: access forecast/p1 full:forecast:',
      '0 active',
      '0 active: subscriptionCreated payment/p1',
      '0 active: mediaServerInvitation invitation/forecast/p1',
      `27 active: subscriptionExpiringSoon reminder/${day(30)}/3`,
      `29 active: subscriptionExpiringSoon reminder/${day(30)}/1`,
      '30 restricted',
      '30 restricted: access forecast/p1 disabled',
      `30 restricted: subscriptionExpired expired/${day(30)}`,
      '37 expired',
      '37 expired: access forecast/p1 removed',
      '37 expired: accessRemoved removed/forecast/p1',
    ]);
  });

  it('a dry run of other settings says what they would change', () => {
    const facts = aSubscriber([month], { settings: expiring('unshare_then_remove', 30) });
    const deletedAt = (deleteAfterDays: number) =>
      forecast(
        { ...facts, settings: expiring('unshare_then_remove', deleteAfterDays) },
        day(0),
        day(100),
      ).find(({ step }) => step !== null && inShort(step) === 'access g1 removed')?.at;

    expect(deletedAt(30)).toBe(day(60));
    expect(deletedAt(3)).toBe(day(33));
  });

  it('reaches up to its end and not beyond', () => {
    expect(told(aSubscriber([month]), 0, 27)).toHaveLength(1);
    expect(told(aSubscriber([month]), 0, 26.9)).toEqual([]);
  });

  it('foresees the next attempt of what failed, whoever makes it', () => {
    const facts = recordTrouble(
      aSubscriber([month], { grants: [aGrant(['p1'], { observed: 'none', isHandedOver: true })] }),
      { stepKey: 'access/g1', type: 'NoServerCapacity' },
      day(1),
    );

    const [first] = forecast(facts, day(1), day(2)).filter(({ step }) => step?.kind === 'setAccess');

    expect(first?.at).toBe(day(1) + 600_000);
  });

  it('has nothing to say of a permanent or closed member', () => {
    expect(told(aSubscriber([month], { isPermanent: true }), 0, 1000)).toEqual([]);
    expect(told(aSubscriber([month], { closed: 'deleted' }), 0, 1000)).toEqual([]);
  });
});
