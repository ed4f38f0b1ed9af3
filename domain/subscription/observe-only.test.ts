import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  aGrant,
  aPayment,
  aSubscriber,
  day,
  DISABLED,
  expiring,
  FULL,
  inShort,
  REMOVED,
  settled,
  stepsOf,
} from '../../test/support/a-member.ts';
import { arbitraryMember } from '../../test/support/arbitrary-member.ts';
import { isLess } from '../access/access-key.ts';
import { explain, explainNow } from './explain.ts';
import type { MemberFacts } from './facts.ts';
import { forecast } from './forecast.ts';
import { happeningsOf } from './happening.ts';
import { nextSteps } from './next-steps.ts';

const payments = [aPayment('p1', 0, 30)];

function observing(facts: MemberFacts): MemberFacts {
  return { ...facts, settings: { ...facts.settings, observeOnly: true } };
}

function armed(facts: MemberFacts): MemberFacts {
  return { ...facts, settings: { ...facts.settings, observeOnly: false } };
}

describe('a site that only observes', () => {
  it('lists whose access would go, why and since when, and neither does nor tells it (S70)', () => {
    const outlook = nextSteps(observing(aSubscriber(payments)), day(40));

    expect(outlook).toMatchObject({ steps: [], wanted: [], standing: 'expired', needsAttention: false });
    expect(outlook.because).toEqual([
      { code: 'paymentEnded', paymentId: 'p1', until: day(30) },
      { code: 'spared', grantId: 'g1', access: REMOVED, since: day(30) },
    ]);
  });

  it('does what is listed, once, and tells it when it is armed (S70)', () => {
    const reached = settled(observing(aSubscriber(payments)), day(40)).facts;

    const { done, facts } = settled(armed(reached), day(40));

    expect(done.map(inShort)).toEqual(['access g1 removed', `subscriptionExpired expired/${day(30)}`]);
    expect(settled(facts, day(400)).done).toEqual([]);
  });

  it.each([
    ['disabled', expiring('unshare_then_remove', 7), day(31), DISABLED, day(30)],
    ['limited', expiring('restrict_then_remove', 7), day(31), 'restricted:1-a', day(30)],
    [
      'removed after days in which it would have been disabled',
      expiring('unshare_then_remove', 7),
      day(40),
      REMOVED,
      day(37),
    ],
  ])('spares an account that would be %s', (_what, settings, now, access, since) => {
    const grants = [aGrant(['p1'], { wantsRestricted: 'restricted:1-a' })];
    const outlook = nextSteps(observing(aSubscriber(payments, { grants, settings })), now);

    expect(outlook.steps).toEqual([]);
    expect(outlook.because).toContainEqual({ code: 'spared', grantId: 'g1', access, since });
  });

  it('spares the account that a member has left behind on a server that fits no more, and gives the other', () => {
    const left = aGrant([], { id: 'g0', wantsPermanent: null });
    const facts = observing(aSubscriber(payments, { grants: [left, aGrant(['p1'])] }));
    const outlook = nextSteps(facts, day(10));

    expect(outlook).toMatchObject({ steps: [], standing: 'active' });
    expect(outlook.because.map(({ code }) => code)).toEqual(['payment', 'spared']);
    expect(stepsOf(armed(facts), day(10))).toEqual(['access g0 removed']);
  });

  it.each<[string, Partial<MemberFacts>, readonly string[]]>([
    [
      'a payment gives access',
      { grants: [aGrant(['p1'], { desired: DISABLED, observed: DISABLED })] },
      [`access g1 ${FULL}`],
    ],
    ['a deleted member goes', { isLeaving: true }, ['access g1 removed']],
    [
      'a suspended member is disabled',
      { suspension: { from: day(9), until: day(20) } },
      ['access g1 disabled'],
    ],
    [
      'what was decided before goes on',
      { grants: [aGrant(['p1'], { desired: REMOVED }), aGrant(['p1'], { id: 'g2' })] },
      ['access g1 removed'],
    ],
    [
      'an account that was changed for another goes',
      { grants: [aGrant([], { isReplaced: true }), aGrant(['p1'], { id: 'g2' })] },
      ['access g1 removed'],
    ],
  ])('lets other things happen: %s', (_what, changes, steps) => {
    const asked = stepsOf(observing(aSubscriber(payments, changes)), day(10));

    expect(asked.filter((step) => step.startsWith('access'))).toEqual(steps);
  });

  it('ends what was never on a server: there is nothing to spare', () => {
    const grants = [aGrant(['p1'], { observed: 'none' })];

    expect(stepsOf(observing(aSubscriber(payments, { grants })), day(40))).toEqual(['access g1 removed']);
  });

  it('never takes anything away by itself, whoever it is about', () => {
    fc.assert(
      fc.property(arbitraryMember({ withTroubles: true, withRestrictions: true }), (member) => {
        const facts = observing(member.facts);
        fc.pre(facts.isLeaving !== true && facts.suspension === undefined);
        const taken = nextSteps(facts, member.now).steps.filter((step) => {
          const grant = facts.grants.find(({ id }) => step.kind === 'setAccess' && id === step.grantId);
          if (step.kind !== 'setAccess' || grant === undefined || grant.isReplaced === true) return false;
          return isLess(step.access, grant.desired) && isLess(step.access, grant.observed);
        });

        expect(taken).toEqual([]);
        expect(settled(facts, member.now).rounds).toBeLessThanOrEqual(5);
      }),
      { numRuns: 150 },
    );
  });
});

describe('the forecast of a site that only observes', () => {
  const facts = observing(aSubscriber(payments, { settings: expiring('unshare_then_remove', 7) }));

  it('names at its instant what is not done, and plans the end alone', () => {
    const entries = forecast(facts, day(29.5), day(60));

    expect(entries.map(({ at, step, spared }) => [at, step && inShort(step), spared?.since])).toEqual([
      [day(29.5), `subscriptionExpiringSoon reminder/${day(30)}/1`, undefined],
      [day(30), null, undefined],
      [day(30), 'access g1 disabled', day(30)],
      [day(37), 'access g1 removed', day(37)],
    ]);
    expect(happeningsOf(facts, entries).map(({ kind }) => kind)).toEqual(['reminder', 'ends']);
    expect(happeningsOf(facts, forecast(facts, day(40), day(60)))).toEqual([]);
  });
});

describe('the explanation of what is spared', () => {
  it('says since the end of the paid time that the site only observes', () => {
    const facts = observing(aSubscriber(payments));

    expect(
      explain(facts, { from: day(29), to: day(31) }).map(({ from, reason }) => [from, reason.code]),
    ).toEqual([
      [day(29), 'payment'],
      [day(30), 'spared'],
    ]);
    expect(explainNow(facts, day(31))).toMatchObject({ hasAccess: true, standing: 'expired' });
  });
});
