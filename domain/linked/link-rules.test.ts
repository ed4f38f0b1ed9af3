import { describe, expect, it } from 'vitest';
import { type LinkRefusal, type LinkRequest, whyNotLinked } from './link-rules.ts';
import { isOfferedTo } from './offer.ts';

const request: LinkRequest = {
  master: { id: 'm', masterId: null, subs: 0 },
  sub: { id: 's', masterId: null, subs: 0 },
  allowed: 2,
};

describe('a link', () => {
  it('of two who are free comes about up to what the plan pays for', () => {
    expect(whyNotLinked(request)).toBeNull();
    expect(whyNotLinked({ ...request, master: { ...request.master, subs: 1 } })).toBeNull();
  });

  it.each<[string, Partial<LinkRequest>, LinkRefusal]>([
    ['of somebody with themselves', { sub: { ...request.master } }, 'self'],
    ['to somebody who is paid for', { master: { id: 'm', masterId: 'x', subs: 0 } }, 'masterIsSub'],
    ['of somebody who pays for others', { sub: { id: 's', masterId: null, subs: 1 } }, 'subIsMaster'],
    ['to a second master', { sub: { id: 's', masterId: 'x', subs: 0 } }, 'hasMaster'],
    ['to the same master again', { sub: { id: 's', masterId: 'm', subs: 0 } }, 'hasMaster'],
    ['to a master who is on no linked plan', { allowed: 0 }, 'noLinkedPlan'],
    ['of one more than the plan allows', { master: { id: 'm', masterId: null, subs: 2 } }, 'planIsFull'],
  ])('%s is refused', (_what, change, why) => {
    expect(whyNotLinked({ ...request, ...change })).toBe(why);
  });
});

describe('a plan', () => {
  it.each([
    ['for one is offered to everybody', { planSubs: 0, subs: 0 }, 0, true],
    ['for one is offered to a master, who may leave the group', { planSubs: 2, subs: 2 }, 0, true],
    ['for 2 subs is offered to a master of 2 on a linked plan (S62)', { planSubs: 2, subs: 2 }, 2, true],
    ['for 3 subs is offered to a master of 3 whose plan was for 2', { planSubs: 2, subs: 3 }, 3, true],
    ['for 2 subs is not offered to somebody without subs (S62)', { planSubs: 0, subs: 0 }, 2, false],
    ['for 2 subs is not offered to a master of 1 (S62)', { planSubs: 2, subs: 1 }, 2, false],
    ['for 2 subs is not offered to a master of 3', { planSubs: 3, subs: 3 }, 2, false],
    [
      'for 2 subs is not offered to a master of 2 who left the linked plans',
      { planSubs: 0, subs: 2 },
      2,
      false,
    ],
  ])('%s', (_what, buyer, maxSubAccounts, isOffered) => {
    expect(isOfferedTo({ ...buyer, isSub: false }, maxSubAccounts)).toBe(isOffered);
  });
});
