import { describe, expect, it } from 'vitest';
import { NONE } from '../access/access-key.ts';
import {
  aGrant,
  aMember,
  aPayment,
  aSubscriber,
  DISABLED,
  day,
  expiring,
  FULL,
  OTHER_FULL,
  REMOVED,
  settled,
  stepsOf,
} from '../../test/support/a-member.ts';
import { PENDING } from './access-decision.ts';
import { nextSteps } from './next-steps.ts';
import { recordTrouble } from './retry.ts';
import { month, next, charged, standingAt, doneAt, withGrant, silent } from '../../test/support/a-state.ts';

/** The rows of the member state table, M1 to M38 in its order: from where, what happens, what follows. */

describe('let in', () => {
  it('M1 NONE, trial started: PROVISIONING, and a welcome to the trial', () => {
    const trial = { ...aPayment('t1', 0, 7), isTrial: true, isAnnounced: true };
    const facts = aMember({ payments: [trial] });

    expect(standingAt(aMember(), day(0))).toBe('registered');
    expect(standingAt(facts, day(0))).toBe('provisioning');
    expect(doneAt(facts, day(0))).toContain('trialStarted payment/t1');
  });

  it.each([
    { from: 'NONE', grants: [], does: 'place p2' },
    { from: 'EXPIRED', grants: [], does: 'place p2' },
    {
      from: 'RESTRICTED',
      grants: [aGrant(['p2'], { desired: DISABLED, observed: DISABLED })],
      does: `access g1 ${FULL}`,
    },
  ])('M2 $from, a payment is recorded or a future one begins: access is given', ({ from, grants, does }) => {
    const payments = from === 'NONE' ? [aPayment('p2', 40, 70)] : [month, aPayment('p2', 40, 70)];
    const facts = aMember({
      payments,
      grants,
      notices: [`expired/${day(30)}`],
      settings: silent(expiring('unshare_then_remove', 30)),
    });

    expect(stepsOf(facts, day(39))).toEqual([]);
    expect(nextSteps(facts, day(39)).wakeAt).toBe(day(40));
    expect(stepsOf(facts, day(40))).toEqual([does]);
  });

  it('M4 NONE, imported as permanent: PERMANENT, without an end', () => {
    const facts = aMember({ isPermanent: true, grants: [aGrant([])] });

    expect(nextSteps(facts, day(0))).toMatchObject({ standing: 'permanent', steps: [], wakeAt: null });
  });

  it('M5 PROVISIONING, the grant needs acceptance: INVITED', () => {
    expect(standingAt(withGrant({ observed: NONE }), day(1))).toBe('provisioning');
    expect(nextSteps(withGrant({ observed: PENDING }), day(1))).toMatchObject({
      standing: 'invited',
      steps: [],
    });
  });

  it('M6 PROVISIONING, the account is made: ACTIVE, and the credentials go out', () => {
    const facts = withGrant({ observed: NONE });

    expect(doneAt(facts, day(1))).toEqual([`access g1 ${FULL}`, 'mediaServerInvitation invitation/g1']);
    expect(settled(facts, day(1)).outlook.standing).toBe('active');
  });

  it('M7 PROVISIONING, T passed: EXPIRED, and the place is free', () => {
    const facts = withGrant({ observed: NONE }, { settings: silent(expiring('remove_now', 0)) });

    expect(standingAt(facts, day(30))).toBe('expired');
    expect(doneAt(facts, day(30))).toEqual([
      `access g1 ${REMOVED}`,
      `subscriptionExpired expired/${day(30)}`,
    ]);
  });

  it('M8 PROVISIONING, no server has room: PROVISIONING, admins are told once and it is tried on', () => {
    const facts = aMember({ payments: [month], settings: silent(expiring('remove_now', 0)) });
    const refused = recordTrouble(facts, { stepKey: 'place', type: 'NoServerCapacity' }, day(1));

    expect(nextSteps(refused, day(1))).toMatchObject({ standing: 'provisioning', needsAttention: true });
    expect(doneAt(refused, day(1))).toEqual([`noServerCapacity trouble/place/${day(1)}`]);
    expect(stepsOf(refused, day(2))).toEqual(['place p1']);
  });

  it('M9 INVITED, accepted: ACTIVE', () => {
    expect(standingAt(withGrant({ observed: FULL }), day(1))).toBe('active');
  });

  it('M10 INVITED, the invitation vanished or ran out: INVITED, once it is sent again', () => {
    expect(stepsOf(withGrant({ observed: PENDING }), day(1))).toEqual([]);
    expect(stepsOf(withGrant({ observed: NONE }), day(2))).toEqual([`access g1 ${FULL}`]);
    expect(standingAt(withGrant({ observed: PENDING }), day(2))).toBe('invited');
  });
});

describe('paid on', () => {
  it('M11 ACTIVE, a payment is recorded: the time is longer, reminders and end move', () => {
    const reminded = [`reminder/${day(30)}/3`];
    const facts = aSubscriber([month, next], { notices: reminded });

    expect(stepsOf(facts, day(29))).toEqual([]);
    expect(nextSteps(facts, day(29))).toMatchObject({
      standing: 'active',
      entitledUntil: day(60),
      wakeAt: day(30),
    });
  });

  it('M12 ACTIVE, the plan changes now: the access of the new plan at once, on another server where needed', () => {
    const changed = { ...aPayment('p2', 10, 50), planId: 'other' };
    const payments = [aPayment('p1', 0, 10), changed];
    const here = aSubscriber(payments, { grants: [aGrant([], { wants: { p1: FULL, p2: OTHER_FULL } })] });
    const elsewhere = aSubscriber(payments, { grants: [aGrant([], { wants: { p1: FULL } })] });

    expect(stepsOf(here, day(10))).toEqual([`access g1 ${OTHER_FULL}`]);
    expect(stepsOf(elsewhere, day(10))).toEqual(['place p2']);
    expect(standingAt(elsewhere, day(10))).toBe('active');
  });

  it('M13 ACTIVE, the plan changes later: the libraries switch when the new time begins', () => {
    const facts = aSubscriber([month, { ...next, planId: 'other' }], {
      grants: [aGrant([], { wants: { p1: FULL, p2: OTHER_FULL } })],
    });

    expect(stepsOf(facts, day(30) - 1)).toEqual([]);
    expect(stepsOf(facts, day(30))).toEqual([`access g1 ${OTHER_FULL}`]);
  });

  it('M14 ACTIVE, a reminder is due: it is sent, and none to somebody permanent', () => {
    const facts = aSubscriber([month]);

    expect(stepsOf(facts, day(27))).toEqual([`subscriptionExpiringSoon reminder/${day(30)}/3`]);
    expect(stepsOf({ ...facts, isPermanent: true }, day(27))).toEqual([]);
  });

  it('M15 ACTIVE, cancelled at the gateway: the member is told, and reminders are on', () => {
    const active = aSubscriber([month], { recurring: charged });
    const cancelled = {
      ...active,
      recurring: { ...charged, status: 'cancelled_at_period_end' as const, statusAt: day(5) },
    };

    expect(stepsOf(active, day(27))).toEqual([]);
    expect(stepsOf(cancelled, day(5))).toEqual([`recurringCancelled cancelled/${day(5)}`]);
    expect(stepsOf(cancelled, day(27))).toContain(`subscriptionExpiringSoon reminder/${day(30)}/3`);
  });
});
