import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fullAccess } from '../access/access-key.ts';
import { settled } from '../../test/support/a-member.ts';
import { aLife, type Deed, deeds, type Life, live, total } from '../../test/support/arbitrary-history.ts';
import { DAY } from './days.ts';
import { entitlementAt } from './entitlement.ts';
import type { GrantFact, MemberFacts } from './facts.ts';
import { forecast, foresee } from './forecast.ts';
import { graceAt } from './grace.ts';
import { nextSteps } from './next-steps.ts';

const RUNS = 10_000;

describe('any history of a member', () => {
  it('has no overlap, no lost and no doubled time, and amounts that add up to the money that moved', () => {
    forAnyHistory((life) => {
      const windows = [...live(life)].sort((a, b) => a.from - b.from);

      for (const [index, { from, to, amount }] of windows.entries()) {
        expect(from).toBeLessThan(to);
        expect(to).toBeLessThanOrEqual(windows[index + 1]?.from ?? Number.POSITIVE_INFINITY);
        expect(amount.amount).toBeGreaterThanOrEqual(0n);
      }
      expect(total(life)).toBe(life.received - life.returned);
      expect(windows.reduce((sum, { from, to }) => sum + to - from, 0)).toBe(life.boughtMs - life.givenUpMs);
    });
  });

  it('entitles exactly in its live windows and the grace after them', () => {
    forAnyHistory((life, at) => {
      const facts = factsOf(life);
      const covering = live(life).some(({ from, to }) => from <= at && at < to);
      const ends = live(life).flatMap(({ from, to }) => (from <= at ? [to] : []));
      const end = ends.length === 0 ? null : Math.max(...ends);
      const isKept =
        end !== null && facts.accountChangeRequiredAt === undefined && graceAt(facts, end, at) !== null;

      const { kind } = entitlementAt(facts, at);

      expect(kind === 'paid').toBe(covering);
      expect(kind === 'grace').toBe(!covering && isKept);
    });
  });

  it('is settled by its steps, after which the server has what the rules say and nothing is due', () => {
    forAnyHistory((life, at) => {
      const { facts, outlook } = settled(factsOf(life), at);
      const isEntitled = ['paid', 'grace'].includes(entitlementAt(facts, at).kind);
      const isSuspended = facts.suspension !== undefined && at < facts.suspension.until;
      const hasAccess = facts.grants.some(({ observed }) => observed.startsWith('full'));

      expect(nextSteps(facts, at).steps).toEqual([]);
      expect(outlook.wakeAt === null || outlook.wakeAt > at).toBe(true);
      const isFlagged = facts.accountChangeRequiredAt !== undefined;

      expect(hasAccess && !isEntitled).toBe(false);
      expect(hasAccess || isFlagged).toBe((isEntitled && !isSuspended) || isFlagged);
    });
  });

  it('has one forecast: seen from halfway, what is left of it is the same', () => {
    forAnyHistory((life, at) => {
      const { facts } = settled(factsOf(life), at);
      const [halfway, until] = [at + 30 * DAY, at + 60 * DAY];
      const whole = forecast(facts, at, until);

      const rest = forecast(foresee(facts, at, halfway).facts, halfway, until);

      expect(rest).toEqual(whole.filter((entry) => entry.at > halfway));
    }, 3_000);
  });
});

/** Lives through any history, and looks at it then and at any instant around it. */
function forAnyHistory(holds: (life: Life, at: number) => void, numRuns = RUNS): void {
  const look = fc.integer({ min: 0, max: 200 * 24 * 60 }).map((minutes) => minutes * 60_000);
  const property = fc.property(deeds(), look, (history: readonly Deed[], later) => {
    const life = aLife(history);
    holds(life, life.now + later);
  });
  fc.assert(property, { numRuns });
}

const FULL = fullAccess(['a'], { downloads: false, transcoding: true });

/** As the database would load it: the past is its last stretch alone. */
function factsOf(life: Life): MemberFacts {
  const payments = [...live(life)]
    .sort((a, b) => a.from - b.from)
    .map(({ id, from, to }, index) => ({
      id,
      planId: 'plan',
      from,
      to,
      isFirst: index === 0,
      isAnnounced: true,
    }));
  const grant: GrantFact = {
    id: 'g1',
    serverId: 's1',
    desired: FULL,
    observed: FULL,
    wants: Object.fromEntries(payments.map(({ id }) => [id, FULL])),
    wantsPermanent: FULL,
    wantsRestricted: null,
    hasCredentials: false,
    isHandedOver: false,
  };
  return {
    version: 1,
    memberId: 'm1',
    isPermanent: false,
    closed: null,
    payments,
    grants: [grant],
    notices: [],
    troubles: {},
    discord: { kickedAt: null },
    settings: life.settings,
    ...(life.suspension === null ? {} : { suspension: life.suspension }),
    ...(life.flaggedAt === null ? {} : { accountChangeRequiredAt: life.flaggedAt }),
  };
}
