import { describe, expect, it } from 'vitest';
import {
  aGrant,
  aPayment,
  aSubscriber,
  day,
  expiring,
  FULL,
  REMOVED,
  stepsOf,
} from '../../test/support/a-member.ts';
import { applyStep } from './apply-step.ts';
import type { MemberFacts } from './facts.ts';
import { nextSteps } from './next-steps.ts';
import { isOfServer, noticeRetryAt, recordTrouble, retryAt } from './retry.ts';
import { stepKey } from './step-key.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

it.each([
  ['access/g1', 'GatewayCredentialsRejected', true],
  ['access/g1', 'GatewayRequestRejected', false],
  ['gateway/r1', 'GatewayCredentialsRejected', false],
  ['notice/expired/1', 'GatewayCredentialsRejected', false],
])('a trouble of %s by %s is the whole server’s: %s', (key, type, expected) => {
  expect(isOfServer(key, { type })).toBe(expected);
});

describe('the wait before the next attempt', () => {
  it.each([
    ['GatewayUnreachable', [5, 15, 30, 45, 45, 45]],
    ['OutcomeUnknown', [5, 15, 30, 45, 45, 45]],
    ['SomethingNobodyForesaw', [5, 15, 30, 45, 45, 45]],
    ['GatewayRateLimited', [60, 60, 60]],
    ['NoServerCapacity', [600, 600, 600]],
    ['GatewayCredentialsRejected', [3600, 3600]],
    ['GatewayRequestRejected', [3600, 3600]],
    ['GatewayEndpointRetired', [3600, 3600]],
    ['SettingsMissing', [3600, 3600]],
  ])('%s waits %j seconds', (type, seconds) => {
    expect(seconds.map((_, index) => retryAt(type, index + 1, 0) / SECOND)).toEqual(seconds);
  });

  it('grows for a notice from 30 seconds to 15 minutes and stays there', () => {
    const waits = [1, 2, 3, 4, 5, 6, 7, 1000].map((attempts) => noticeRetryAt(attempts, 0) / SECOND);

    expect(waits).toEqual([30, 60, 120, 240, 480, 900, 900, 900]);
  });

  it('counts attempts in a row and remembers when the trouble began', () => {
    const once = recordTrouble(aSubscriber([]), { stepKey: 'access/g1', type: 'GatewayUnreachable' }, day(1));
    const twice = recordTrouble(once, { stepKey: 'access/g1', type: 'GatewayRateLimited' }, day(2));

    expect(twice.troubles['access/g1']).toEqual({
      attempts: 2,
      type: 'GatewayRateLimited',
      since: day(1),
      retryAt: day(2) + MINUTE,
    });
  });

  it('is over when the step works', () => {
    const facts = recordTrouble(
      aSubscriber([]),
      { stepKey: 'access/g1', type: 'GatewayUnreachable' },
      day(1),
    );

    const after = applyStep(
      facts,
      { kind: 'setAccess', grantId: 'g1', access: FULL, paymentId: null },
      day(1),
    );

    expect(after.troubles).toEqual({});
  });
});

/** Runs the process against a server that refuses until `recovery`; answers the attempts and the facts. */
function runAgainst(facts: MemberFacts, from: number, recovery: number) {
  const attempts: number[] = [];
  let reached = facts;
  let at: number | null = from;
  while (at !== null && at < day(31)) {
    const { steps } = nextSteps(reached, at);
    for (const step of steps) {
      if (step.kind === 'setAccess') attempts.push(at);
      const works = step.kind !== 'setAccess' || at >= recovery;
      reached = works
        ? applyStep(reached, step, at)
        : recordTrouble(reached, { stepKey: stepKey(step), type: 'GatewayUnreachable' }, at);
    }
    at = nextSteps(reached, at).wakeAt;
  }
  return { attempts, facts: reached };
}

describe('a media server that fails', () => {
  const month = aPayment('p1', 0, 30);
  const lapsing = aSubscriber([month], { notices: [`reminder/${day(30)}/1`] });

  it('E1: a server that answers 500 for ten minutes around the end loses no end date, and the member is out within a minute of its recovery', () => {
    const recovery = day(30) + 5 * MINUTE;

    const { attempts, facts } = runAgainst(lapsing, day(30) - 5 * MINUTE, recovery);

    expect(attempts[0]).toBe(day(30));
    expect(attempts.at(-1)).toBeGreaterThanOrEqual(recovery);
    expect(attempts.at(-1)).toBeLessThan(recovery + MINUTE);
    expect(facts.payments).toEqual(lapsing.payments);
    expect(facts.grants).toEqual([]);
  });

  it('E1: a removal that fails keeps its grant and never becomes another step', () => {
    const failed = recordTrouble(lapsing, { stepKey: 'access/g1', type: 'GatewayUnreachable' }, day(30));

    expect(failed.grants).toEqual(lapsing.grants);
    expect(stepsOf(failed, day(30) + 5 * SECOND)).toContain('access g1 removed');
  });

  it('a removal is not held up by the failure of an older decision', () => {
    const broken = aSubscriber([month], { grants: [aGrant(['p1'], { observed: 'disabled' })] });
    const failed = recordTrouble(
      broken,
      { stepKey: 'access/g1', type: 'GatewayRequestRejected' },
      day(30) - MINUTE,
    );

    expect(stepsOf(failed, day(30) - SECOND).join()).not.toContain('access g1');
    expect(stepsOf(failed, day(30))).toContain('access g1 removed');
  });

  it('a deletion is not held up by the failure of the restriction before it', () => {
    const facts = aSubscriber([month], {
      grants: [aGrant(['p1'], { desired: 'disabled' })],
      settings: expiring('unshare_then_remove', 7),
    });
    const failed = recordTrouble(
      facts,
      { stepKey: 'access/g1', type: 'GatewayRequestRejected' },
      day(37) - MINUTE,
    );

    expect(stepsOf(failed, day(37) - SECOND).join()).not.toContain('access g1');
    expect(stepsOf(failed, day(37))).toContain('access g1 removed');
  });

  it('a removal that fails waits like every other step', () => {
    const before = recordTrouble(
      lapsing,
      { stepKey: 'access/g1', type: 'GatewayRequestRejected' },
      day(30) - MINUTE,
    );
    const failed = recordTrouble(before, { stepKey: 'access/g1', type: 'GatewayRequestRejected' }, day(30));

    expect(stepsOf(failed, day(30)).join()).not.toContain('access g1');
    expect(nextSteps(failed, day(30)).wakeAt).toBe(day(30) + 60 * MINUTE);
  });

  it('a member who pays is let in at once although a removal has just failed', () => {
    const failed = recordTrouble(
      { ...lapsing, grants: [aGrant(['p2'], { desired: REMOVED })] },
      { stepKey: 'access/g1', type: 'GatewayUnreachable' },
      day(30),
    );
    const paid = { ...failed, payments: [month, { ...aPayment('p2', 30, 60), from: day(30) + SECOND }] };

    expect(stepsOf(paid, day(30) + SECOND)).toEqual([`access g1 ${FULL}`]);
  });
});

describe('a grant whose own process tries on', () => {
  const month = aPayment('p1', 0, 30);
  const handedOver = recordTrouble(
    aSubscriber([month], { grants: [aGrant(['p1'], { observed: 'none', isHandedOver: true })] }),
    { stepKey: 'access/g1', type: 'GatewayUnreachable' },
    day(1),
  );

  it('is left to it', () => {
    const outlook = nextSteps(handedOver, day(1) + MINUTE);

    expect(outlook).toMatchObject({ standing: 'provisioning', steps: [] });
    expect(outlook.because).toContainEqual({
      code: 'trouble',
      type: 'GatewayUnreachable',
      until: day(1) + 5 * SECOND,
      grantId: 'g1',
    });
  });

  it('is taken back when nothing was tried for ten minutes', () => {
    const { wakeAt } = nextSteps(handedOver, day(1) + MINUTE);

    expect(wakeAt).toBe(day(1) + 5 * SECOND + 10 * MINUTE);
    expect(stepsOf(handedOver, wakeAt ?? 0)).toEqual([`access g1 ${FULL}`]);
  });

  it('is decided anew when the paid time ends', () => {
    const failing = recordTrouble(
      handedOver,
      { stepKey: 'access/g1', type: 'GatewayUnreachable' },
      day(30) - SECOND,
    );

    expect(stepsOf(failing, day(30))).toContain('access g1 removed');
  });
});
