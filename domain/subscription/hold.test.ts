import { describe, expect, it } from 'vitest';
import {
  aGrant,
  aPayment,
  aSubscriber,
  day,
  DISABLED,
  expiring,
  stepsOf,
} from '../../test/support/a-member.ts';
import { explain, explainNow } from './explain.ts';
import type { HoldFact, MemberFacts } from './facts.ts';
import { forecast } from './forecast.ts';
import { happeningsOf } from './happening.ts';
import { nextSteps } from './next-steps.ts';

const payments = [aPayment('p1', 0, 30)];
const waiting: HoldFact = { state: 'waiting', since: day(70), timeEnded: day(30) };

function onHold(hold: HoldFact = waiting, changes: Partial<MemberFacts> = {}): MemberFacts {
  return aSubscriber(payments, { grants: [aGrant(['p1'], { hold })], ...changes });
}

describe('a member whose removal waits at a hold', () => {
  it('keeps access, is told nothing and says since when', () => {
    const outlook = nextSteps(onHold(), day(71));
    expect(outlook.steps).toEqual([]);
    expect(outlook.standing).toBe('expired');
    expect(outlook.needsAttention).toBe(false);
    expect(outlook.because).toEqual([
      { code: 'paymentEnded', paymentId: 'p1', until: day(30) },
      { code: 'held', grantId: 'g1', since: day(70) },
    ]);
  });

  it('is removed and told once it is released', () => {
    expect(stepsOf(aSubscriber(payments), day(71))).toEqual(['access g1 removed']);
  });

  it('keeps access where a person decided so, until they pay and that time ends', () => {
    const kept = onHold({ ...waiting, state: 'kept' });
    expect(nextSteps(kept, day(400)).steps).toEqual([]);
    expect(nextSteps(kept, day(400)).because.at(-1)?.code).toBe('keptByPerson');

    const grants = [aGrant(['p1', 'p2'], { hold: { ...waiting, state: 'kept' } })];
    const renewed = aSubscriber([...payments, aPayment('p2', 80, 110)], { grants });
    expect(nextSteps(renewed, day(90)).standing).toBe('active');
    expect(stepsOf(renewed, day(110))).toEqual(['access g1 removed']);
  });

  it('asks for nothing once it has paid again', () => {
    const grants = [aGrant(['p1', 'p2'], { hold: waiting })];
    const outlook = nextSteps(aSubscriber([...payments, aPayment('p2', 71, 101)], { grants }), day(72));
    expect(outlook.standing).toBe('active');
    expect(outlook.steps).toEqual([]);
    expect(outlook.because).toEqual([{ code: 'payment', paymentId: 'p2', until: day(101) }]);
  });

  it('stays disabled, and not longer than that, where the deletion waits', () => {
    const settings = expiring('unshare_then_remove', 7);
    const grants = [aGrant(['p1'], { desired: DISABLED, observed: DISABLED, hold: waiting })];
    const facts = aSubscriber(payments, { grants, settings, notices: [`expired/${day(30)}`] });
    expect(nextSteps(facts, day(71)).steps).toEqual([]);
    expect(nextSteps(facts, day(71)).because.some(({ code }) => code === 'held')).toBe(true);
  });
});

describe('the forecast of a held removal', () => {
  it('names the step first, and that a person has to release it', () => {
    const entries = forecast(onHold(), day(71), day(100));
    expect(entries).toEqual([
      {
        at: day(71),
        step: { kind: 'setAccess', grantId: 'g1', access: 'removed', paymentId: null },
        standing: 'expired',
        waitsForPerson: true,
      },
    ]);
    expect(happeningsOf(onHold(), entries)).toEqual([]);
  });

  it('names nothing where a person decided to keep it', () => {
    expect(forecast(onHold({ ...waiting, state: 'kept' }), day(71), day(100))).toEqual([]);
  });
});

describe('the explanation of a held removal', () => {
  it('names the hold from the moment it began', () => {
    expect(
      explain(onHold(), { from: day(69), to: day(71) }).map(({ from, reason }) => [from, reason.code]),
    ).toEqual([
      [day(69), 'paymentEnded'],
      [day(70), 'held'],
    ]);
    expect(explainNow(onHold(), day(71))).toMatchObject({ hasAccess: true, standing: 'expired' });
  });
});
