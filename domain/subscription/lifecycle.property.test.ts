import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aPayment, aSubscriber, day, settled } from '../../test/support/a-member.ts';
import {
  arbitraryMember,
  hasOrLostAccess,
  isEntitled,
  type RandomMember,
} from '../../test/support/arbitrary-member.ts';
import { accessLevel, LOST, REMOVED } from '../access/access-key.ts';
import { DAY } from './days.ts';
import { entitlementAt } from './entitlement.ts';
import type { Step } from './facts.ts';
import { forecast, foresee } from './forecast.ts';
import { nextSteps } from './next-steps.ts';
import { recordTrouble } from './retry.ts';
import { stepKey } from './step-key.ts';

const HORIZON = 400 * DAY;
const laterDays = fc.integer({ min: 0, max: 400 * 24 * 60 }).map((minutes) => minutes * 60_000);

function forEvery(members: fc.Arbitrary<RandomMember>, holds: (member: RandomMember) => void): void {
  fc.assert(fc.property(members, holds), { numRuns: 300 });
}

describe('for any member', () => {
  const anyMember = arbitraryMember({
    withTroubles: true,
    withRestrictions: true,
    withWaits: true,
    withReadings: true,
  });

  it('steps that worked are not asked for again', () => {
    forEvery(anyMember, ({ facts, now }) => {
      const { rounds, facts: reached } = settled(facts, now);

      expect(rounds).toBeLessThanOrEqual(5);
      expect(nextSteps(reached, now).steps).toEqual([]);
    });
  });

  it('the next look lies ahead', () => {
    forEvery(anyMember, ({ facts, now }) => {
      const { wakeAt } = nextSteps(facts, now);

      expect(wakeAt === null || wakeAt > now).toBe(true);
    });
  });

  it('no step is asked for twice in one look', () => {
    forEvery(anyMember, ({ facts, now }) => {
      const keys = nextSteps(facts, now).steps.map(stepKey);

      expect(new Set(keys).size).toBe(keys.length);
    });
  });

  it('a settled member has access exactly when money or permanence says so and the account is not lost', () => {
    forEvery(arbitraryMember(), (member) => {
      const { facts } = settled(member.facts, member.now);
      const hasAccess = facts.grants.some((grant) => accessLevel(grant.observed) === 'full');
      const hadLost = member.facts.grants.some(({ observed }) => observed === LOST);

      expect(hasOrLostAccess(facts)).toBe(isEntitled(member));
      expect(hasAccess || hadLost).toBe(isEntitled(member) || hadLost);
    });
  });

  it('a lost account is never made again: its grant is left alone or ends', () => {
    forEvery(anyMember, ({ facts, now }) => {
      const lost = facts.grants.filter(({ observed }) => observed === LOST).map(({ id }) => id);
      const asked = nextSteps(facts, now).steps.flatMap((step) =>
        step.kind === 'setAccess' && lost.includes(step.grantId) ? [step.access] : [],
      );

      expect(asked.every((access) => access === REMOVED)).toBe(true);
    });
  });

  it('each notice of the future is sent once', () => {
    forEvery(anyMember, ({ facts, now }) => {
      const keys = forecast(facts, now, now + HORIZON).flatMap(({ step }) =>
        step?.kind === 'sendNotice' ? [step.key] : [],
      );

      expect(new Set([...keys, ...facts.notices]).size).toBe(keys.length + facts.notices.length);
    });
  });

  it('nobody who is not entitled is placed', () => {
    forEvery(anyMember, ({ facts, now }) => {
      const placedAt = forecast(facts, now, now + HORIZON)
        .filter(({ step }) => step?.kind === 'placeMember')
        .map(({ at }) => at);

      expect(placedAt.every((at) => isEntitled({ facts, now: at }))).toBe(true);
    });
  });

  it('reminders come at their instant or late, but never at the end or after', () => {
    forEvery(anyMember, ({ facts, now }) => {
      const sent = forecast(facts, now, now + HORIZON).flatMap(({ at, step }) =>
        step?.kind === 'sendNotice' && step.event === 'subscriptionExpiringSoon'
          ? [{ at, key: step.key }]
          : [],
      );

      for (const { at, key } of sent) {
        const [, end = 0, daysPrior = 0] = key.split('/').map(Number);
        expect(at).toBeGreaterThanOrEqual(end - daysPrior * DAY);
        expect(at).toBeLessThan(end);
      }
    });
  });
});

describe('time', () => {
  it('changes nothing between two looks: whoever wakes early finds nothing to do', () => {
    const property = fc.property(
      arbitraryMember({ withTroubles: true, withRestrictions: true, withWaits: true, withReadings: true }),
      laterDays,
      fc.double({ min: 0, max: 0.9999, noNaN: true }),
      (member, later, part) => {
        const now = member.now + later;
        const { facts, outlook } = settled(foresee(member.facts, member.now, now).facts, now);
        const early = Math.floor(now + ((outlook.wakeAt ?? now + HORIZON) - now) * part);

        const found = nextSteps(facts, early);

        expect(found.steps).toEqual([]);
        expect([found.standing, found.wakeAt]).toEqual([outlook.standing, outlook.wakeAt]);
      },
    );
    fc.assert(property, { numRuns: 300 });
  });

  it('makes no difference to the forecast: seen from later, what is left is the same', () => {
    const property = fc.property(
      arbitraryMember({ withTroubles: true, withRestrictions: true, withWaits: true, withReadings: true }),
      laterDays,
      (member, later) => {
        const seenAt = member.now + later;
        const until = member.now + HORIZON;
        const before = forecast(member.facts, member.now, until);
        const { facts } = foresee(member.facts, member.now, seenAt);

        expect(forecast(facts, seenAt, until)).toEqual(before.filter(({ at }) => at > seenAt));
      },
    );
    fc.assert(property, { numRuns: 300 });
  });

  it('S84: missed while the process stood still is caught up with the same end', () => {
    const property = fc.property(arbitraryMember(), laterDays, (member, later) => {
      const awake = foresee(member.facts, member.now, member.now + later).facts;
      const asleep = settled(member.facts, member.now + later).facts;

      // A lost account ends with the paid time, which one who slept through the end of it did not see.
      expect(hasOrLostAccess(asleep)).toBe(hasOrLostAccess(awake));
    });
    fc.assert(property, { numRuns: 300 });
  });

  it('S43: time bought early is never lost: the end moves by what was bought', () => {
    const property = fc.property(
      fc.integer({ min: 0, max: 29 }),
      fc.integer({ min: 1, max: 90 }),
      (boughtOn, length) => {
        const before = aSubscriber([aPayment('p1', 0, 30)]);
        const after = { ...before, payments: [...before.payments, aPayment('p2', 30, 30 + length)] };

        expect(nextSteps(after, day(boughtOn)).entitledUntil).toBe(day(30 + length));
      },
    );
    fc.assert(property, { numRuns: 100 });
  });
});

describe('a permanent member', () => {
  const permanent = arbitraryMember().map(({ facts, now }) => ({
    now,
    facts: { ...facts, isPermanent: true },
  }));

  it('S1: once settled nothing ever happens', () => {
    forEvery(permanent, ({ facts, now }) => {
      const { facts: reached, outlook } = settled(facts, now);

      expect(outlook).toMatchObject({ standing: 'permanent', wakeAt: null });
      expect(forecast(reached, now, now + HORIZON)).toEqual([]);
    });
  });

  it('S1: is neither reminded nor told of an end', () => {
    forEvery(permanent, ({ facts, now }) => {
      const events = settled(facts, now).done.map((step) =>
        step.kind === 'sendNotice' ? step.event : step.kind,
      );

      expect(events).not.toContain('subscriptionExpiringSoon');
      expect(events).not.toContain('subscriptionExpired');
      expect(events).not.toContain('accessRemoved');
    });
  });
});

describe('a failing subject', () => {
  it('never holds up another', () => {
    const property = fc.property(arbitraryMember(), fc.nat(), (member, pick) => {
      const { steps } = nextSteps(member.facts, member.now);
      fc.pre(steps.length > 0);
      const failing = steps[pick % steps.length] as Step;
      const others = steps.filter((step) => step !== failing);
      const facts = recordTrouble(
        member.facts,
        { stepKey: stepKey(failing), type: 'GatewayRequestRejected' },
        member.now,
      );

      const outlook = nextSteps(facts, member.now);

      expect(outlook.steps).toEqual(expect.arrayContaining(others));
      expect(outlook.steps).not.toContainEqual(failing);
      expect(outlook.wakeAt).not.toBeNull();
    });
    fc.assert(property, { numRuns: 300 });
  });

  it('never keeps a lapsed member on the server: each removal but its own is decided at the end', () => {
    const property = fc.property(arbitraryMember({ withTroubles: true }), ({ facts, now }) => {
      const entitlement = entitlementAt(facts, now);
      fc.pre(entitlement.kind === 'ended');
      const asked = nextSteps(facts, now).steps.map(stepKey);
      const free = facts.grants.filter((grant) => facts.troubles[`access/${grant.id}`] === undefined);

      for (const grant of free.filter(({ observed }) => accessLevel(observed) === 'full')) {
        expect(asked).toContain(`access/${grant.id}`);
      }
    });
    fc.assert(property, { numRuns: 300 });
  });
});
