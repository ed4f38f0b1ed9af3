import { describe, expect, it } from 'vitest';
import { NONE, restrictedAccess } from '../access/access-key.ts';
import {
  aGrant,
  aMember,
  aPayment,
  aSubscriber,
  DISABLED,
  day,
  expiring,
  FULL,
  inShort,
  OTHER_FULL,
  REMOVED,
  settled,
  stepsOf,
} from '../../test/support/a-member.ts';
import { PENDING } from './access-decision.ts';
import type { GrantFact, MemberFacts, RecurringFact, Standing } from './facts.ts';
import { nextSteps } from './next-steps.ts';
import { recordTrouble } from './retry.ts';

/** The rows of the member state table, M1 to M38 in its order: from where, what happens, what follows. */

const month = aPayment('p1', 0, 30);
const next = aPayment('p2', 30, 60);
const RESTRICTED = restrictedAccess(['a']);
const charged: RecurringFact = { id: 'r1', status: 'active', statusAt: day(0), askedAt: null };
const standingAt = (facts: MemberFacts, at: number): Standing => nextSteps(facts, at).standing;
const doneAt = (facts: MemberFacts, at: number) => settled(facts, at).done.map(inShort);
const withGrant = (changes: Partial<GrantFact>, facts: Partial<MemberFacts> = {}) =>
  aSubscriber([month], { grants: [aGrant(['p1', 'p2'], changes)], ...facts });
const silent = (settings: MemberFacts['settings']) => ({
  ...settings,
  reminders: { enabled: false, daysPrior: [] },
});
const ending = (mode: Parameters<typeof expiring>[0], days: number, changes: Partial<GrantFact> = {}) =>
  withGrant(changes, { settings: silent(expiring(mode, days)) });

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

describe('the end of the paid time', () => {
  it.each([FULL, PENDING])(
    'M16 with %s, T passed and a charge is due: GRACE, the gateway is asked',
    (seen) => {
      const facts = { ...ending('remove_now', 0, { observed: seen }), recurring: charged };

      expect(doneAt(facts, day(30))).toEqual(['ask r1']);
      expect(standingAt(facts, day(30))).toBe(seen === FULL ? 'grace' : 'invited');
    },
  );

  it.each([
    { mode: 'warn_then_remove' as const, warned: [`timeEndedWarning warned/${day(30)}`], until: day(35) },
    { mode: 'warn_only' as const, warned: [`timeEndedWarning warned/${day(30)}`], until: null },
    { mode: 'none' as const, warned: [], until: null },
  ])('M17 ACTIVE, T passed in $mode: GRACE', ({ mode, warned, until }) => {
    const { reminders, expiry } = silent(expiring(mode, 0));
    const facts = withGrant({}, { settings: { reminders, expiry: { ...expiry, warnDays: 5 } } });

    expect(doneAt(facts, day(30))).toEqual(warned);
    expect(settled(facts, day(30)).outlook).toMatchObject({ standing: 'grace', wakeAt: until });
  });

  it('M18 GRACE, a payment covers now: ACTIVE', () => {
    const facts = { ...ending('remove_now', 0), recurring: charged, payments: [month, next] };

    expect(nextSteps(facts, day(31))).toMatchObject({ standing: 'active', steps: [] });
  });

  it.each([
    { why: 'the grace is over', recurring: { ...charged, askedAt: day(32) }, at: day(32) },
    { why: 'the gateway gave up', recurring: undefined, at: day(31) },
  ])('M19 GRACE, $why: RESTRICTED or EXPIRED', ({ recurring, at }) => {
    const with_ = recurring === undefined ? {} : { recurring };
    const removed = { ...ending('remove_now', 0), ...with_ };
    const kept = { ...ending('unshare_then_remove', 30), ...with_ };

    expect(settled(removed, at).outlook.standing).toBe('expired');
    expect(settled(kept, at).outlook.standing).toBe('restricted');
  });

  it.each([
    { mode: 'unshare_then_remove' as const, stays: null, becomes: DISABLED },
    { mode: 'restrict_then_remove' as const, stays: RESTRICTED, becomes: RESTRICTED },
    { mode: 'restrict_then_remove' as const, stays: null, becomes: DISABLED },
  ])(
    'M20 ACTIVE, T passed in $mode: RESTRICTED to $becomes, deleted N days later',
    ({ mode, stays, becomes }) => {
      const facts = ending(mode, 7, { wantsRestricted: stays });

      expect(doneAt(facts, day(30))[0]).toBe(`access g1 ${becomes}`);
      expect(settled(facts, day(30)).outlook).toMatchObject({ standing: 'restricted', wakeAt: day(37) });
    },
  );

  it.each([
    { mode: 'remove_now' as const, days: 7 },
    { mode: 'unshare_then_remove' as const, days: 0 },
    { mode: 'restrict_then_remove' as const, days: 0 },
  ])('M21 ACTIVE, T passed in $mode after $days days: EXPIRED, the account is removed', ({ mode, days }) => {
    const facts = ending(mode, days, { wantsRestricted: RESTRICTED });

    expect(doneAt(facts, day(30))).toEqual([
      `access g1 ${REMOVED}`,
      `subscriptionExpired expired/${day(30)}`,
    ]);
    expect(settled(facts, day(30)).outlook.standing).toBe('expired');
  });

  it('M22 RESTRICTED, N days are over: EXPIRED, and the member is told', () => {
    const { facts } = settled(ending('unshare_then_remove', 7), day(30));

    expect(doneAt(facts, day(37))).toEqual([`access g1 ${REMOVED}`, 'accessRemoved removed/g1']);
    expect(settled(facts, day(37)).outlook.standing).toBe('expired');
  });
});

describe('restrictions', () => {
  const suspended = withGrant({}, { suspension: { from: day(10), until: day(12) } });
  const flagged = withGrant({}, { accountChangeRequiredAt: day(5) });

  it('M26 ACTIVE, suspended: SUSPENDED, and the libraries are withheld', () => {
    expect(stepsOf(suspended, day(10))).toEqual([`access g1 ${DISABLED}`]);
    expect(standingAt(suspended, day(10))).toBe('suspended');
  });

  it.each([
    { how: 'its time is over', until: day(12) },
    { how: 'it is lifted', until: day(11) },
  ])('M27 SUSPENDED, $how: ACTIVE, and shared again', ({ until }) => {
    const { facts } = settled(suspended, day(10));
    const over = { ...facts, suspension: { from: day(10), until } };

    expect(stepsOf(over, until)).toEqual([`access g1 ${FULL}`]);
    expect(settled(over, until).outlook.standing).toBe('active');
  });

  it.each([
    { mode: 'remove_now' as const, standing: 'expired' },
    { mode: 'unshare_then_remove' as const, standing: 'restricted' },
  ])('M28 SUSPENDED, T passed in $mode: $standing', ({ mode, standing }) => {
    const facts = { ...ending(mode, 7), suspension: { from: day(10), until: day(90) } };
    const { facts: withheld } = settled(facts, day(10));

    expect(settled(withheld, day(30)).outlook.standing).toBe(standing);
  });

  it.each([
    { from: 'registered', facts: aMember() },
    { from: 'active', facts: withGrant({}) },
    { from: 'permanent', facts: withGrant({}, { isPermanent: true }) },
    { from: 'expired', facts: aMember({ payments: [aPayment('p1', -60, -30)] }) },
  ])('M29 $from, flagged for an account change: BLOCKED, nothing is given', ({ from, facts }) => {
    const blocked = { ...facts, accountChangeRequiredAt: day(5) };

    expect(standingAt(facts, day(6))).toBe(from);
    expect(standingAt(blocked, day(6))).toBe('blocked');
    expect(settled(blocked, day(6)).done.map(({ kind }) => kind)).not.toContain('placeMember');
  });

  it.each<[string, Standing, number, readonly string[]]>([
    [
      'covered: PROVISIONING until the new account is there, and the old one goes after it',
      'provisioning',
      6,
      ['place p1', `access forecast/p1 full:forecast:`, `access g1 ${REMOVED}`],
    ],
    ['not covered: EXPIRED, and the old one goes', 'expired', 31, [`access g1 ${REMOVED}`]],
  ])('M30 BLOCKED, account changed, %s', (_what, standing, at, access) => {
    const { accountChangeRequiredAt: _cleared, ...rest } = flagged;
    const grants = [aGrant([], { wantsPermanent: null, isReplaced: true })];
    const changed: MemberFacts = {
      ...rest,
      grants,
      accountChangedAt: day(at),
      settings: silent(expiring('unshare_then_remove', 30)),
    };

    expect(standingAt(changed, day(at))).toBe(standing);
    const done = doneAt(changed, day(at));
    expect(done.filter((step) => /^(place|access) /.test(step))).toEqual(access);
    expect(done).toContain(`accountChanged accountChanged/${day(at)}`);
    expect(settled(changed, day(at)).outlook.standing).toBe(standing === 'expired' ? 'expired' : 'active');
  });

  it('M31 BLOCKED, the flag is cleared: where the facts say', () => {
    const { accountChangeRequiredAt: _cleared, ...cleared } = flagged;

    expect(standingAt(cleared, day(6))).toBe('active');
    expect(standingAt(cleared, day(31))).toBe('expired');
  });

  it('M32 BLOCKED, T passed: BLOCKED, and the grants end', () => {
    const facts = { ...flagged, settings: silent(expiring('unshare_then_remove', 30)) };

    expect(doneAt(facts, day(30))).toContain(`access g1 ${REMOVED}`);
    expect(settled(facts, day(30)).outlook.standing).toBe('blocked');
  });
});

describe('by hand', () => {
  it('M33 any, permanent on: PERMANENT, and nothing is timed any more', () => {
    const facts = { ...ending('remove_now', 0), isPermanent: true };

    expect(nextSteps(facts, day(40))).toMatchObject({ standing: 'permanent', wakeAt: null, steps: [] });
  });

  it.each([
    { covered: true, at: day(10), standing: 'active' },
    { covered: false, at: day(40), standing: 'expired' },
  ])('M34 PERMANENT, permanent off with a covering payment: $covered -> $standing', ({ at, standing }) => {
    expect(settled(ending('remove_now', 0), at).outlook.standing).toBe(standing);
  });

  it('M36 any, a payment is edited, deleted or refunded: the facts are looked at anew', () => {
    const cut = { ...ending('remove_now', 0), payments: [aPayment('p1', 0, 10)] };
    const gone = { ...ending('remove_now', 0), payments: [] };

    expect(stepsOf(cut, day(10))).toEqual([`access g1 ${REMOVED}`]);
    expect(stepsOf(gone, day(10))).toEqual([`access g1 ${REMOVED}`]);
  });

  it('M37 any, merged into another: the process ends and does nothing more', () => {
    const merged = { ...withGrant({}), closed: 'merged' as const };

    expect(nextSteps(merged, day(31))).toMatchObject({ standing: 'closed', steps: [], wakeAt: null });
  });
});
