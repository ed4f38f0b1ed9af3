import { describe, expect, it } from 'vitest';
import {
  aGrant,
  aMember,
  aPayment,
  aSubscriber,
  day,
  settled,
  stepsOf,
} from '../../test/support/a-member.ts';
import { nextSteps } from './next-steps.ts';
import { isOfServer, recordTrouble } from './retry.ts';

const month = aPayment('p1', 0, 30);
const announced = { ...month, isAnnounced: true };

describe('troubles told to the admins', () => {
  const broken = aSubscriber([month], { grants: [aGrant(['p1'], { observed: 'none' })] });
  const fail = (times: number, type: string) =>
    Array.from({ length: times }).reduce<typeof broken>(
      (facts) => recordTrouble(facts, { stepKey: 'access/g1', type }, day(1)),
      broken,
    );

  it.each([
    ['GatewayUnreachable', 2, false],
    ['GatewayUnreachable', 3, true],
    ['OutcomeUnknown', 3, true],
    ['GatewayCredentialsRejected', 1, true],
    ['GatewayRequestRejected', 1, true],
    ['GatewayEndpointRetired', 1, true],
    ['SettingsMissing', 1, true],
  ])('%s after %i attempts: told is %s', (type, attempts, isTold) => {
    const facts = fail(attempts, type);

    expect(nextSteps(facts, day(1)).needsAttention).toBe(isTold);
    expect(stepsOf(facts, day(1))).toEqual(isTold ? [`provisioningFailed trouble/access/g1/${day(1)}`] : []);
  });

  it('are left to the word about the server where that refuses our key', () => {
    const facts = fail(1, 'GatewayCredentialsRejected');
    const troubles = Object.entries(facts.troubles).map(([key, trouble]) => [
      key,
      { ...trouble, isOfServer: isOfServer(key, trouble) },
    ]);
    const loaded = { ...facts, troubles: Object.fromEntries(troubles) };

    expect(nextSteps(loaded, day(1))).toMatchObject({ steps: [], needsAttention: true });
  });

  it('are told once for as long as they last', () => {
    const { facts } = settled(fail(3, 'GatewayUnreachable'), day(1));
    const later = recordTrouble(facts, { stepKey: 'access/g1', type: 'GatewayUnreachable' }, day(2));

    expect(stepsOf(later, day(2))).toEqual([]);
    expect(nextSteps(later, day(2)).needsAttention).toBe(true);
  });

  it('are told at once when no server has room', () => {
    const facts = recordTrouble(
      aMember({ payments: [month] }),
      { stepKey: 'place', type: 'NoServerCapacity' },
      day(1),
    );

    expect(nextSteps(facts, day(1)).steps).toEqual([
      {
        kind: 'sendNotice',
        key: `trouble/place/${day(1)}`,
        event: 'noServerCapacity',
        about: 'p1',
      },
    ]);
  });

  it('E4: a removal that the server refuses is told with the grant it concerns', () => {
    const facts = recordTrouble(
      aSubscriber([month], { notices: [`expired/${day(30)}`] }),
      { stepKey: 'access/g1', type: 'GatewayRequestRejected' },
      day(30),
    );

    expect(nextSteps(facts, day(30))).toMatchObject({
      needsAttention: true,
      steps: [{ event: 'provisioningFailed', about: 'g1' }],
      because: [{ code: 'paymentEnded' }, { code: 'trouble', grantId: 'g1', type: 'GatewayRequestRejected' }],
    });
  });

  it('are of no consequence once the step is not wanted any more', () => {
    const facts = recordTrouble(
      aSubscriber([month]),
      { stepKey: 'place', type: 'GatewayRequestRejected' },
      day(1),
    );

    expect(nextSteps(facts, day(1))).toMatchObject({ needsAttention: false, steps: [], wakeAt: day(27) });
  });
});

describe('the notice of a bonus', () => {
  it('S60: is owed once for each bonus by which the time has grown', () => {
    const facts = aSubscriber([month], { bonuses: [{ id: 'b1' }, { id: 'b2' }] });

    expect(stepsOf(facts, day(1))).toEqual([
      'referralBonusApplied bonus/b1',
      'referralBonusApplied bonus/b2',
    ]);
    expect(stepsOf({ ...facts, notices: ['bonus/b1', 'bonus/b2'] }, day(1))).toEqual([]);
  });
});

describe('a member whose address nobody knows', () => {
  const nowhere = aSubscriber([announced], { hasNoAddress: true });

  it('is told nothing, and what is still true once there is an address', () => {
    const { hasNoAddress: _none, ...found } = nowhere;

    expect(nextSteps(nowhere, day(28))).toMatchObject({
      standing: 'active',
      steps: [],
      needsAttention: false,
    });
    expect(stepsOf(found, day(28))).toEqual([
      'subscriptionRenewed payment/p1',
      `subscriptionExpiringSoon reminder/${day(30)}/3`,
    ]);
  });

  it('needs a person while there are sign-in details that nobody can send', () => {
    const waiting = { ...nowhere, grants: [aGrant(['p1'], { hasCredentials: true })] };

    expect(nextSteps(waiting, day(1))).toMatchObject({ steps: [], needsAttention: true });
    expect(nextSteps({ ...waiting, hasNoAddress: false }, day(1))).toMatchObject({
      steps: expect.arrayContaining([expect.objectContaining({ event: 'mediaServerInvitation' })]),
      needsAttention: false,
    });
  });

  it('is of as much concern to the admins as everybody', () => {
    const refused = recordTrouble(
      aMember({ payments: [month], hasNoAddress: true }),
      { stepKey: 'place', type: 'GatewayRequestRejected' },
      day(1),
    );

    expect(nextSteps(refused, day(1)).steps).toMatchObject([{ event: 'provisioningFailed' }]);
  });
});
