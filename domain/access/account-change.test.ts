import { describe, expect, it } from 'vitest';
import { aGrant, aPayment, aSubscriber, day } from '../../test/support/a-member.ts';
import type { MemberFacts } from '../subscription/facts.ts';
import { accountChangeRefusal, newNameProblem } from './account-change.ts';
import { REMOVED } from './access-key.ts';

const now = day(10);
const HOUR = 3_600_000;
const replaced = aGrant([], { isReplaced: true });

describe('changing one’s own media account', () => {
  it.each<[string, Partial<MemberFacts>, unknown]>([
    ['is possible', {}, null],
    ['is possible for who has to', { accountChangeRequiredAt: day(9) }, null],
    ['is possible without paid time', { payments: [aPayment('p1', 0, 8)] }, null],
    ['is not while the old account is there', { grants: [replaced] }, { code: 'underWay' }],
    [
      'is possible once the old account is gone',
      { grants: [{ ...replaced, desired: REMOVED, observed: REMOVED }] },
      null,
    ],
    [
      'is not within 24 hours of the last time',
      { accountChangedAt: now - 23 * HOUR },
      { code: 'tooSoon', until: now + HOUR },
    ],
    ['is possible after 24 hours', { accountChangedAt: now - 24 * HOUR }, null],
    ['is not for who is being deleted', { isLeaving: true }, { code: 'off' }],
    ['is not for who is closed', { closed: 'merged' }, { code: 'off' }],
  ])('%s', (_what, changes, refusal) => {
    const facts = aSubscriber([aPayment('p1', 0, 30)], changes);

    expect(accountChangeRefusal({ facts, isEnabled: true, now })).toEqual(refusal);
    expect(accountChangeRefusal({ facts, isEnabled: false, now })).toEqual({ code: 'off' });
  });

  it.each<[string, string, boolean, unknown]>([
    ['a free one', 'fresh', false, null],
    ['the present one, whatever its case', 'Bob', false, { code: 'sameAccount' }],
    ['somebody else’s', 'fresh', true, { code: 'accountTaken' }],
    ['one that media servers refuse', 'a/b', false, { code: 'usernameInvalid', detail: expect.any(String) }],
    ['none', '', false, { code: 'usernameInvalid', detail: 'Choose a name' }],
  ])('takes as a name %s as it should', (_what, name, isTaken, problem) => {
    expect(newNameProblem({ name, old: ['bob'], isTaken })).toEqual(problem);
  });
});
