import { describe, expect, it } from 'vitest';
import { aGrant, aPayment, aSubscriber, day } from '../../test/support/a-member.ts';
import type { MemberFacts } from '../subscription/facts.ts';
import { LOST } from './access-key.ts';
import { type ReInviteRules, ownReInviteRefusal, reInviteRefusal } from './re-invite.ts';

const rules: ReInviteRules = { enabled: true, cooldownHours: 24, most: 3 };
const HOUR = 3_600_000;
const now = day(10);

function whoLost(changes: Partial<MemberFacts> = {}): MemberFacts {
  return aSubscriber([aPayment('p1', 0, 30)], {
    grants: [aGrant(['p1'], { observed: LOST, lostSince: day(5) })],
    ...changes,
  });
}

describe('re-inviting a member', () => {
  it.each<[string, Partial<MemberFacts>, unknown]>([
    ['whose account is lost is possible', {}, null],
    ['who is permanent is possible', { isPermanent: true, payments: [] }, null],
    [
      'who is permanent is possible whatever a suspension says',
      { isPermanent: true, suspension: { from: day(9), until: day(12) } },
      null,
    ],
    ['whose time is over is not', { payments: [aPayment('p1', 0, 8)] }, { code: 'noTime' }],
    ['whose account is there is not', { grants: [aGrant(['p1'])] }, { code: 'notLost' }],
    ['who is being let in is not', { grants: [] }, { code: 'notLost' }],
    ['who has to change the account is not', { accountChangeRequiredAt: day(9) }, { code: 'accountChange' }],
    [
      'who is suspended is not',
      { suspension: { from: day(9), until: day(12) } },
      { code: 'suspended', until: day(12) },
    ],
    ['whose suspension is over is possible', { suspension: { from: day(2), until: day(9) } }, null],
    ['who is being deleted is not', { isLeaving: true }, { code: 'noTime' }],
  ])('%s', (_what, changes, refusal) => {
    const facts = whoLost(changes);

    expect(reInviteRefusal(facts, now)).toEqual(refusal);
    expect(ownReInviteRefusal({ facts, rules, earlier: [], now })).toEqual(refusal);
  });

  it.each<[string, Partial<ReInviteRules>, readonly number[], unknown]>([
    ['off', { enabled: false }, [], { code: 'off' }],
    ['the first', {}, [], null],
    ['within the wait', {}, [now - 23 * HOUR], { code: 'tooSoon', until: now + HOUR }],
    ['just after the wait', {}, [now - 24 * HOUR], null],
    ['no wait', { cooldownHours: 0 }, [now], null],
    ['the last of the month', {}, [now - 72 * HOUR, now - 40 * HOUR], null],
    [
      'one too many',
      { most: 2 },
      [now - 29 * 24 * HOUR, now - 50 * HOUR],
      { code: 'tooOften', until: now + 24 * HOUR },
    ],
    ['the oldest is 30 days ago', { most: 2 }, [now - 30 * 24 * HOUR, now - 50 * HOUR], null],
    [
      'more than are allowed by now',
      { most: 1 },
      [now - 50 * HOUR, now - 60 * HOUR],
      { code: 'tooOften', until: now - 50 * HOUR + 30 * 24 * HOUR },
    ],
  ])('by themselves: %s', (_what, changes, earlier, refusal) => {
    const own = { facts: whoLost(), rules: { ...rules, ...changes }, earlier, now };

    expect(ownReInviteRefusal(own)).toEqual(refusal);
  });

  it('is not offered to somebody whose other account works, but an admin may clear the lost one', () => {
    const grants = [...whoLost().grants, aGrant(['p1'], { id: 'g2' })];
    const facts = whoLost({ grants });

    expect(ownReInviteRefusal({ facts, rules, earlier: [], now })).toEqual({ code: 'hasAccess' });
    expect(reInviteRefusal(facts, now)).toBeNull();
  });
});
