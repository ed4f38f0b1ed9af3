import { describe, expect, it } from 'vitest';
import {
  aGrant,
  aMember,
  aPayment,
  DISABLED,
  day,
  expiring,
  FULL,
  REMOVED,
  settled,
  stepsOf,
} from '../../test/support/a-member.ts';
import { PENDING } from './access-decision.ts';
import type { MemberFacts, Standing } from './facts.ts';
import { nextSteps } from './next-steps.ts';
import {
  month,
  next,
  RESTRICTED,
  charged,
  standingAt,
  doneAt,
  withGrant,
  silent,
  ending,
} from '../../test/support/a-state.ts';

/** The rows of the member state table, M1 to M38 in its order: from where, what happens, what follows. */

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
