import { describe, expect, it } from 'vitest';
import {
  aGrant,
  aMember,
  aPayment,
  aSubscriber,
  day,
  expiring,
  REMOVED,
  settled,
  stepsOf,
} from '../../test/support/a-member.ts';
import { forecast } from './forecast.ts';
import { nextSteps } from './next-steps.ts';

const month = aPayment('p1', 0, 30);
const announced = { ...month, isAnnounced: true };

describe('the copies for the admins', () => {
  const trial = { ...aPayment('t1', 0, 30), isTrial: true, isAnnounced: true, isForAdmins: true };
  const charged = { id: 'r1', statusAt: day(2), askedAt: day(2), isForAdmins: true };

  it('tell of a trial beside the member, once, and not of one that began more than a week ago', () => {
    const told = aSubscriber([trial], { notices: ['admin/payment/t1', 'payment/t1'] });

    expect(stepsOf(aSubscriber([trial]), day(1))).toEqual([
      'trialStarted payment/t1',
      'memberTrialStarted admin/payment/t1',
    ]);
    expect(stepsOf(told, day(1))).toEqual([]);
    expect(stepsOf(aSubscriber([trial], { notices: ['payment/t1'] }), day(1))).toEqual([
      'memberTrialStarted admin/payment/t1',
    ]);
    expect(stepsOf(aSubscriber([trial], { notices: ['payment/t1'] }), day(8))).toEqual([]);
  });

  it('tell of no trial of a permanent member, now or when it would begin', () => {
    const facts = aSubscriber([trial], { notices: ['payment/t1'], isPermanent: true });

    expect(stepsOf(facts, day(1))).toEqual([]);
    expect(forecast(facts, day(-1), day(60))).toEqual([]);
  });

  it.each([
    { status: 'active' as const, told: [] },
    {
      status: 'past_due' as const,
      told: [
        `recurringPaymentFailed chargeFailed/${day(2)}`,
        `memberChargeFailed admin/chargeFailed/${day(2)}`,
      ],
    },
    {
      status: 'cancelled_at_period_end' as const,
      told: [`recurringCancelled cancelled/${day(2)}`, `memberRenewalCancelled admin/cancelled/${day(2)}`],
    },
  ])('tell what becomes of a renewal: $status', ({ status, told }) => {
    const facts = aSubscriber([month], { recurring: { ...charged, status } });
    const { isForAdmins: _not, ...asBefore } = { ...charged, status };

    expect(stepsOf(facts, day(3))).toEqual(told);
    expect(stepsOf(aSubscriber([month], { recurring: asBefore }), day(3))).toEqual(told.slice(0, 1));
    expect(settled(facts, day(3)).outlook.steps).toEqual([]);
  });
});

describe('the notice of a payment', () => {
  it('welcomes at the first payment and thanks for every later one', () => {
    const facts = aSubscriber([
      { ...announced, isFirst: true },
      { ...aPayment('p2', 30, 60), isAnnounced: true },
    ]);

    expect(stepsOf(facts, day(1))).toEqual([
      'subscriptionCreated payment/p1',
      'subscriptionRenewed payment/p2',
    ]);
  });

  it('is due as soon as the payment is known, also for time to come', () => {
    const facts = aMember({ payments: [{ ...aPayment('p1', 10, 40), isAnnounced: true }] });

    expect(stepsOf(facts, day(0))).toEqual(['subscriptionRenewed payment/p1']);
  });

  it('is not sent for time that was imported', () => {
    expect(stepsOf(aSubscriber([month]), day(1))).toEqual([]);
  });

  it('is not sent twice', () => {
    expect(stepsOf(aSubscriber([announced], { notices: ['payment/p1'] }), day(1))).toEqual([]);
  });

  it('is dropped for a payment that ended before the present stretch', () => {
    const facts = aSubscriber([announced, aPayment('p2', 40, 70)]);

    expect(stepsOf(facts, day(41))).toEqual([]);
  });

  it('is still sent for the payment that ended last', () => {
    const facts = aSubscriber([announced], { grants: [] });

    expect(stepsOf(facts, day(31))).toContain('subscriptionRenewed payment/p1');
  });

  it('is sent to a permanent member too, since the money came', () => {
    expect(stepsOf(aSubscriber([announced], { isPermanent: true }), day(1))).toEqual([
      'subscriptionRenewed payment/p1',
    ]);
  });
});

describe('the invitation', () => {
  it('hands the credentials over once', () => {
    const facts = aSubscriber([month], { grants: [aGrant(['p1'], { hasCredentials: true })] });

    expect(stepsOf(facts, day(1))).toEqual(['mediaServerInvitation invitation/g1']);
    expect(settled(facts, day(1)).facts.grants[0]?.hasCredentials).toBe(false);
  });

  it('is not sent for a place that is being left', () => {
    const leaving = aGrant([], { id: 'old', desired: REMOVED, hasCredentials: true });
    const facts = aSubscriber([month], { grants: [leaving, aGrant(['p1'])] });

    expect(stepsOf(facts, day(1))).toEqual(['access old removed']);
  });

  it('is not sent to somebody whose time has ended', () => {
    const facts = aSubscriber([month], {
      grants: [aGrant(['p1'], { hasCredentials: true })],
      settings: expiring('unshare_then_remove', 7),
    });

    expect(stepsOf(facts, day(30)).join()).not.toContain('invitation');
  });
});

describe('the notice of a removal', () => {
  const gone = aGrant(['p1'], { desired: REMOVED, observed: REMOVED });

  it('is owed while the grant that went is among the facts', () => {
    const facts = aSubscriber([month], {
      grants: [gone],
      notices: [`expired/${day(30)}`],
      settings: expiring('unshare_then_remove', 7),
    });

    expect(stepsOf(facts, day(38))).toEqual(['accessRemoved removed/g1']);
    expect(nextSteps(facts, day(38)).standing).toBe('expired');
    expect(settled(facts, day(38)).facts.grants).toEqual([]);
  });

  it('is dropped when the member has paid again', () => {
    const facts = aSubscriber([month, aPayment('p2', 38, 68)], { grants: [gone] });

    expect(stepsOf(facts, day(38))).toEqual(['place p2']);
  });
});
