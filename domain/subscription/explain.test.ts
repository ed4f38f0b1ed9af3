import { describe, expect, it } from 'vitest';
import { aGrant, aMember, aPayment, aSubscriber, day, expiring } from '../../test/support/a-member.ts';
import { LOST } from '../access/access-key.ts';
import { explain, explainNow } from './explain.ts';
import { recordTrouble } from './retry.ts';

const payments = [aPayment('p1', 0, 30), aPayment('p2', 30, 60), aPayment('p3', 70, 100)];
const facts = aSubscriber(payments);

function reasonsOn(count: number, of = facts) {
  return explain(of, { from: day(count), to: day(count + 1) }).map(({ isEntitled, reason }) => [
    isEntitled,
    reason.code,
    reason.paymentId,
  ]);
}

describe('why a member had access on a day', () => {
  it.each([
    ['before the first payment', -5, [[false, 'noPayment', undefined]]],
    ['within a payment', 10, [[true, 'payment', 'p1']]],
    ['after the end', 65, [[false, 'paymentEnded', 'p2']]],
    ['the day after the seam', 30, [[true, 'payment', 'p2']]],
  ])('%s', (_title, count, expected) => {
    expect(reasonsOn(count)).toEqual(expected);
  });

  it('a day on which the reason changes is told part by part', () => {
    expect(explain(facts, { from: day(59.5), to: day(60.5) })).toEqual([
      {
        from: day(59.5),
        to: day(60),
        isEntitled: true,
        reason: { code: 'payment', paymentId: 'p2', until: day(60) },
      },
      {
        from: day(60),
        to: day(60.5),
        isEntitled: false,
        reason: { code: 'paymentEnded', paymentId: 'p2', until: day(60) },
      },
    ]);
  });

  it('time after the end in which the account was kept is told apart', () => {
    const keeping = { ...facts, settings: expiring('restrict_then_remove', 3) };

    expect(explain(keeping, { from: day(62), to: day(64) })).toEqual([
      {
        from: day(62),
        to: day(63),
        isEntitled: false,
        reason: { code: 'restrictedUntilDeleted', paymentId: 'p2', until: day(63) },
      },
      {
        from: day(63),
        to: day(64),
        isEntitled: false,
        reason: { code: 'paymentEnded', paymentId: 'p2', until: day(60) },
      },
    ]);
  });

  it('an account that was removed on its server ends it, until the member is placed anew after a pause', () => {
    const lost = { observed: LOST, lostSince: day(45) };
    const without = aSubscriber(payments, { grants: [aGrant(['p1', 'p2', 'p3'], lost)] });

    expect(explain(without, { from: day(44), to: day(46) })).toMatchObject([
      { to: day(45), isEntitled: true, reason: { code: 'payment' } },
      { from: day(45), isEntitled: false, reason: { code: 'accessLost', grantId: 'g1', since: day(45) } },
    ]);
    expect(reasonsOn(65, without)).toEqual([[false, 'paymentEnded', 'p2']]);
    expect(reasonsOn(75, without)).toEqual([[true, 'payment', 'p3']]);
    expect(reasonsOn(45, { ...without, isPermanent: true })).toEqual([[false, 'accessLost', undefined]]);
    expect(explain({ ...without, isPermanent: true }, { from: day(44), to: day(46) })).toHaveLength(2);
  });

  it('S1: a permanent member has it because of being permanent', () => {
    expect(reasonsOn(65, { ...facts, isPermanent: true })).toEqual([[true, 'permanent', undefined]]);
  });

  it('a closed member has none', () => {
    expect(reasonsOn(10, { ...facts, closed: 'deleted' })).toEqual([[false, 'closed', undefined]]);
  });
});

describe('why a member has access now', () => {
  it('names the payment and what the server was seen to have', () => {
    expect(explainNow(facts, day(10))).toEqual({
      hasAccess: true,
      standing: 'active',
      because: [{ code: 'payment', paymentId: 'p1', until: day(60) }],
    });
  });

  it('names the failure that keeps a member waiting', () => {
    const waiting = recordTrouble(
      aSubscriber(payments, { grants: [aGrant(['p1'], { observed: 'none' })] }),
      { stepKey: 'access/g1', type: 'GatewayUnreachable' },
      day(10),
    );

    expect(explainNow(waiting, day(10))).toEqual({
      hasAccess: false,
      standing: 'provisioning',
      because: [
        { code: 'payment', paymentId: 'p1', until: day(60) },
        { code: 'provisioning', paymentId: 'p1' },
        { code: 'trouble', grantId: 'g1', type: 'GatewayUnreachable', until: day(10) + 5000 },
      ],
    });
  });

  it('says so when a server still gives what the money does not cover', () => {
    expect(explainNow(aSubscriber(payments), day(65))).toMatchObject({
      hasAccess: true,
      standing: 'expired',
    });
    expect(explainNow(aMember(), day(0))).toMatchObject({ hasAccess: false, standing: 'registered' });
  });
});
