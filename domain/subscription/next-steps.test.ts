import { describe, expect, it } from 'vitest';
import {
  aGrant,
  aMember,
  aPayment,
  aSubscriber,
  day,
  expiring,
  FULL,
  inShort,
  settled,
  stepsOf,
} from '../../test/support/a-member.ts';
import type { MemberFacts } from './facts.ts';
import { nextSteps } from './next-steps.ts';
import { recordTrouble } from './retry.ts';

const month = aPayment('p1', 0, 30);

describe('the paid time', () => {
  it('S2: a member is active just before the end of the payment and expired at the end', () => {
    const facts = aSubscriber([month], { notices: [`reminder/${day(30)}/1`] });

    expect(nextSteps(facts, day(30) - 1)).toMatchObject({ standing: 'active', steps: [], wakeAt: day(30) });
    expect(nextSteps(facts, day(30)).standing).toBe('expired');
    expect(settled(facts, day(30)).done.map(inShort)).toEqual([
      'access g1 removed',
      `subscriptionExpired expired/${day(30)}`,
    ]);
  });

  it('a message is due once what it tells about is done, or has failed', () => {
    const facts = aSubscriber([month]);
    const tried = { attempts: 1, type: 'GatewayUnreachable', since: day(30), retryAt: day(31) };

    expect(stepsOf(facts, day(30))).toEqual(['access g1 removed']);
    expect(stepsOf({ ...facts, troubles: { 'access/g1': tried } }, day(30))).toEqual([
      `subscriptionExpired expired/${day(30)}`,
    ]);
  });

  it('what waits after a failure is still wanted, so that the failure is remembered', () => {
    const tried = { attempts: 1, type: 'GatewayUnreachable', since: day(30), retryAt: day(31) };
    const failed = aSubscriber([month], { troubles: { 'access/g1': tried } });

    expect(nextSteps(failed, day(30)).wanted).toEqual(['access/g1', `notice/expired/${day(30)}`]);
    expect(nextSteps(failed, day(29)).wanted).not.toContain('access/g1');
  });

  it('S2: a payment entitles from its first instant', () => {
    const facts = aSubscriber([month]);

    expect(nextSteps(facts, day(0) - 1).standing).toBe('expired');
    expect(nextSteps(facts, day(0)).standing).toBe('active');
  });

  it('S3: at the seam of two back-to-back payments nothing is removed and nobody is told', () => {
    const facts = aSubscriber([month, aPayment('p2', 30, 60)]);

    const outlook = nextSteps(facts, day(30));

    expect(outlook).toMatchObject({ standing: 'active', steps: [], entitledUntil: day(60), wakeAt: day(57) });
  });

  it('S43: time that is prepaid moves the end, and with it the reminders', () => {
    const once = aSubscriber([month]);
    const prepaid = aSubscriber([month, aPayment('p2', 30, 60), aPayment('p3', 60, 90)]);

    expect(nextSteps(once, day(10)).entitledUntil).toBe(day(30));
    expect(nextSteps(prepaid, day(10)).entitledUntil).toBe(day(90));
    expect(stepsOf(prepaid, day(27))).toEqual([]);
    expect(stepsOf(prepaid, day(87))).toEqual([`subscriptionExpiringSoon reminder/${day(90)}/3`]);
  });

  it('S44: a member whose covering payment is deleted expires at once', () => {
    const before = aSubscriber([aPayment('p0', -30, 0), month], { notices: [`expired/${day(0)}`] });
    const after = { ...before, payments: before.payments.slice(0, 1) };

    expect(nextSteps(before, day(5)).standing).toBe('active');
    expect(nextSteps(after, day(5)).standing).toBe('expired');
    expect(stepsOf(after, day(5))).toEqual(['access g1 removed']);
  });

  it('S44: a member whose only payment is deleted loses access even where it is usually kept for a while', () => {
    const facts = aSubscriber([], { settings: expiring('unshare_then_remove', 30) });

    expect(nextSteps(facts, day(5))).toMatchObject({ standing: 'expired', because: [{ code: 'noPayment' }] });
    expect(stepsOf(facts, day(5))).toEqual(['access g1 removed']);
  });

  it('S84: after downtime over the end, expiry happens once', () => {
    const late = settled(aSubscriber([month]), day(40));

    expect(late.done.map(inShort)).toEqual(['access g1 removed', `subscriptionExpired expired/${day(30)}`]);
    expect(settled(late.facts, day(41)).done).toEqual([]);
  });

  it('a member with a gap between two payments is expired in the gap and let in again after it', () => {
    const facts = aSubscriber([month, aPayment('p2', 40, 70)]);
    const inGap = settled(facts, day(30));
    const after = settled(inGap.facts, day(40));

    expect(inGap.outlook).toMatchObject({ standing: 'expired', wakeAt: day(40) });
    expect(after.done.map(inShort)).toContain('place p2');
    expect(after.outlook.standing).toBe('active');
  });

  it('a member with nothing but time to come waits for its first instant', () => {
    const outlook = nextSteps(aMember({ payments: [month] }), day(-5));

    expect(outlook).toMatchObject({ standing: 'registered', steps: [], wakeAt: day(0), entitledUntil: null });
  });

  it('somebody who never paid is registered, and nothing is due ever', () => {
    const outlook = nextSteps(aMember(), day(0));

    expect(outlook).toMatchObject({ standing: 'registered', steps: [], wakeAt: null, needsAttention: false });
  });
});

describe('permanent members', () => {
  it('S1: a permanent member without payments stays as is whatever the day', () => {
    const facts = aSubscriber([], { isPermanent: true });

    for (const at of [day(-1000), day(0), day(1000)]) {
      expect(nextSteps(facts, at)).toMatchObject({ standing: 'permanent', steps: [], wakeAt: null });
    }
  });

  it('S1: a permanent member whose payments end is neither reminded nor removed', () => {
    const facts = aSubscriber([month], { isPermanent: true });

    for (const at of [day(27), day(29), day(30), day(90)]) expect(stepsOf(facts, at)).toEqual([]);
  });

  it('a permanent member without a grant is placed', () => {
    const { done } = settled(aMember({ isPermanent: true }), day(0));

    expect(done.map(inShort)).toEqual([
      'place permanent',
      'access forecast/permanent full:forecast:',
      'mediaServerInvitation invitation/forecast/permanent',
    ]);
  });

  it('a member who is permanent no longer and is not covered loses access', () => {
    expect(stepsOf(aSubscriber([]), day(0))).toEqual(['access g1 removed']);
  });
});

describe('a closed member', () => {
  it('S31: a merged or deleted member has no steps and nothing to wait for', () => {
    const facts = aSubscriber([month], { closed: 'merged' });

    expect(nextSteps(facts, day(30))).toEqual({
      standing: 'closed',
      needsAttention: false,
      steps: [],
      wanted: [],
      wakeAt: null,
      entitledUntil: null,
      because: [{ code: 'closed' }],
    });
  });
});

describe('provisioning', () => {
  const bought: MemberFacts = aMember({
    payments: [{ ...month, isFirst: true, isAnnounced: true }],
  });

  it('a first payment leads to a place, an account, the welcome and the credentials', () => {
    const { done, outlook } = settled(bought, day(0));

    expect(nextSteps(bought, day(0)).standing).toBe('provisioning');
    expect(done.map(inShort)).toEqual([
      'place p1',
      'access forecast/p1 full:forecast:',
      'subscriptionCreated payment/p1',
      'mediaServerInvitation invitation/forecast/p1',
    ]);
    expect(outlook.standing).toBe('active');
  });

  it('the credentials are not sent before the account is seen', () => {
    const facts = aSubscriber([month], {
      grants: [aGrant(['p1'], { observed: 'none', hasCredentials: true })],
    });

    expect(stepsOf(facts, day(1))).toEqual([`access g1 ${FULL}`]);
  });

  it('the welcome does not wait for access, nor access for the welcome', () => {
    const noMail = recordTrouble(
      bought,
      { stepKey: 'notice/payment/p1', type: 'GatewayUnreachable' },
      day(0),
    );
    const noServer = recordTrouble(bought, { stepKey: 'place', type: 'NoServerCapacity' }, day(0));

    expect(stepsOf(noMail, day(0))).toEqual(['place p1']);
    expect(stepsOf(noServer, day(0))).toEqual([
      'subscriptionCreated payment/p1',
      `noServerCapacity trouble/place/${day(0)}`,
    ]);
  });

  it('S9: with no server free the money stays and the place is asked for again', () => {
    const facts = recordTrouble(bought, { stepKey: 'place', type: 'NoServerCapacity' }, day(0));

    const outlook = nextSteps(settled(facts, day(0)).facts, day(0));

    expect(outlook).toMatchObject({
      standing: 'provisioning',
      needsAttention: true,
      wakeAt: day(0) + 600_000,
    });
    expect(stepsOf(facts, day(0) + 600_000)).toContain('place p1');
  });

  it('a member whose time ends before access was given is out, and the half-made account is taken back', () => {
    const facts = aSubscriber([month], {
      grants: [aGrant(['p1'], { observed: 'none' })],
      settings: expiring('unshare_then_remove', 7),
    });

    expect(nextSteps(facts, day(30)).standing).toBe('expired');
    expect(stepsOf(facts, day(30))).toContain('access g1 removed');
  });

  it('an invitation that waits to be accepted is left alone', () => {
    const facts = aSubscriber([month], { grants: [aGrant(['p1'], { observed: 'pending' })] });

    expect(nextSteps(facts, day(1))).toMatchObject({ standing: 'invited', steps: [], wakeAt: day(27) });
  });
});
