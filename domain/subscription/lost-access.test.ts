import { describe, expect, it } from 'vitest';
import {
  aGrant,
  aMember,
  aPayment,
  aSubscriber,
  day,
  DISABLED,
  expiring,
  FULL,
  OTHER_FULL,
  REMOVED,
  settled,
  stepsOf,
} from '../../test/support/a-member.ts';
import { LOST } from '../access/access-key.ts';
import type { MemberFacts } from './facts.ts';
import type { ExpiryMode } from './lifecycle-settings.ts';
import { forecast } from './forecast.ts';
import { happeningsOf } from './happening.ts';
import { nextSteps } from './next-steps.ts';

const lostGrant = (changes: Parameters<typeof aGrant>[1] = {}) =>
  aGrant(['p1'], { observed: LOST, lostSince: day(5), ...changes });

const told = `lost/g1/${day(5)}`;

function whoLost(changes: Partial<MemberFacts> = {}): MemberFacts {
  return aSubscriber([aPayment('p1', 0, 30)], { grants: [lostGrant()], notices: [told], ...changes });
}

describe('a member whose account was removed on the server', () => {
  it('M24 stays active, with the reason, and needs a person', () => {
    const outlook = nextSteps(whoLost(), day(6));

    expect(outlook).toMatchObject({ standing: 'active', needsAttention: true, steps: [] });
    expect(outlook.because).toEqual([
      { code: 'payment', paymentId: 'p1', until: day(30) },
      { code: 'accessLost', grantId: 'g1', since: day(5) },
    ]);
  });

  it('is told of to the admins once per loss', () => {
    const first = stepsOf(whoLost({ notices: [] }), day(6));
    const again = stepsOf(whoLost({ grants: [lostGrant({ lostSince: day(9) })] }), day(9));

    expect(first).toEqual([`accessLost ${told}`]);
    expect(again).toEqual([`accessLost lost/g1/${day(9)}`]);
  });

  it.each([
    ['other libraries', { grants: [lostGrant({ wants: { p1: OTHER_FULL } })] }],
    [
      'a suspension',
      { suspension: { from: day(5), until: day(20) }, notices: [told, `suspended/${day(5)}`] },
    ],
    [
      'a required account change',
      { accountChangeRequiredAt: day(5), notices: [told, `accountChange/${day(5)}`] },
    ],
    ['permanence', { isPermanent: true }],
    ['an account that was disabled before', { grants: [lostGrant({ desired: DISABLED })] }],
  ] as const)('is given no account by itself: %s', (_what, changes) => {
    expect(stepsOf(whoLost(changes), day(6))).toEqual([]);
  });

  it('is what they were before once the account is seen again', () => {
    const found = whoLost({ grants: [aGrant(['p1'])] });

    expect(nextSteps(found, day(7))).toMatchObject({
      standing: 'active',
      needsAttention: false,
      because: [{ code: 'payment' }],
    });
  });

  it('M25 is being set up anew once the lost grant was ended by a re-invite', () => {
    expect(nextSteps(whoLost({ grants: [] }), day(6)).standing).toBe('provisioning');
    expect(stepsOf(whoLost({ grants: [] }), day(6))).toEqual(['place p1']);
  });

  it('is moved as anybody else when the server does not fit any more, and the lost grant ends behind them', () => {
    const moving = whoLost({ grants: [lostGrant({ wants: {} })] });
    const moved = whoLost({ grants: [lostGrant({ wants: {} }), aGrant(['p1'], { id: 'g2' })] });

    expect(nextSteps(moving, day(6))).toMatchObject({ standing: 'provisioning' });
    expect(stepsOf(moving, day(6))).toEqual(['place p1']);
    expect(stepsOf(moved, day(6))).toEqual([`access g1 ${REMOVED}`]);
  });

  it.each<[ExpiryMode, number]>([
    ['remove_now', 0],
    ['unshare_then_remove', 7],
    ['restrict_then_remove', 7],
  ])('has the grant end at the end of the paid time and is not told of a removal: %s', (mode, days) => {
    const facts = whoLost({ settings: expiring(mode, days) });
    const { done, facts: after } = settled(facts, day(30));

    expect(done.map((step) => (step.kind === 'sendNotice' ? step.event : step.kind))).toEqual([
      'setAccess',
      'subscriptionExpired',
    ]);
    expect(done[0]).toMatchObject({ access: REMOVED });
    expect(after.grants).toEqual([]);
  });

  it('has nothing in the calendar that would take an account away', () => {
    const facts = whoLost();
    const kinds = happeningsOf(facts, forecast(facts, day(6), day(60))).map(({ kind }) => kind);

    expect(kinds).toEqual(['reminder', 'reminder', 'ends']);
  });

  it('is not told of as lost when no time is left or the member is being deleted', () => {
    const leaving = whoLost({ isLeaving: true, notices: [] });
    const unpaid = aMember({ grants: [lostGrant()] });

    expect(stepsOf(leaving, day(6))).toEqual([`access g1 ${REMOVED}`]);
    expect(stepsOf(unpaid, day(6))).toEqual([`access g1 ${REMOVED}`]);
  });

  it('keeps the second account that works', () => {
    const two = whoLost({ grants: [lostGrant(), aGrant(['p1'], { id: 'g2', observed: FULL })] });

    expect(nextSteps(two, day(6))).toMatchObject({ standing: 'active', steps: [] });
  });
});
