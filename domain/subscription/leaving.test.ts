import { describe, expect, it } from 'vitest';
import {
  aGrant,
  aMember,
  aPayment,
  aSubscriber,
  day,
  DISABLED,
  expiring,
  FULL,
  REMOVED,
  settled,
  stepsOf,
} from '../../test/support/a-member.ts';
import { explain } from './explain.ts';
import type { MemberFacts } from './facts.ts';
import { forecast } from './forecast.ts';
import { nextSteps } from './next-steps.ts';

const month = aPayment('p1', 0, 30);
const NOW = day(10);

const lives: readonly (readonly [says: string, facts: MemberFacts])[] = [
  ['who is paid up', aSubscriber([month])],
  ['who is permanent', aMember({ isPermanent: true, grants: [aGrant([])] })],
  [
    'who waits for a message about the payment',
    aSubscriber([{ ...month, isAnnounced: true }], { grants: [aGrant(['p1'], { hasCredentials: true })] }),
  ],
  [
    'who would keep the account for a while',
    aSubscriber([aPayment('p1', -40, -5)], {
      grants: [aGrant(['p1'], { desired: DISABLED, observed: DISABLED })],
      settings: expiring('unshare_then_remove', 30),
    }),
  ],
  ['who is suspended', aSubscriber([month], { suspension: { from: day(5), until: day(20) } })],
  ['who has to change the account', aSubscriber([month], { accountChangeRequiredAt: day(5) })],
  [
    'whose removal waits at a hold',
    aSubscriber([aPayment('p1', -40, -5)], {
      grants: [aGrant(['p1'], { hold: { state: 'kept', since: day(-5), timeEnded: day(-5) } })],
    }),
  ],
  [
    'who is charged by a gateway and in grace',
    aSubscriber([aPayment('p1', -20, 9)], {
      recurring: { id: 'r1', status: 'active', statusAt: day(0), askedAt: null },
    }),
  ],
];

describe('a member who is being deleted', () => {
  it.each(lives)('%s loses every account, is told nothing, and is gone then', (_says, facts) => {
    const leaving = { ...facts, isLeaving: true };
    expect(stepsOf(leaving, NOW)).toEqual([`access g1 ${REMOVED}`]);
    expect(nextSteps(leaving, NOW)).toMatchObject({
      standing: 'expired',
      entitledUntil: null,
      because: expect.arrayContaining([{ code: 'leaving' }]),
    });
    const { outlook, done } = settled(leaving, NOW);
    expect(outlook).toMatchObject({ standing: 'closed', wakeAt: null });
    expect(done).toHaveLength(1);
    expect(forecast(leaving, NOW, day(400)).map(({ standing }) => standing)).toEqual(['expired', 'closed']);
  });

  it('stays as long as a server refuses, and an admin is told', () => {
    const trouble = { attempts: 9, type: 'GatewayUnreachable', since: day(1), retryAt: day(11) };
    const facts = aSubscriber([month], {
      isLeaving: true,
      grants: [aGrant(['p1'], { desired: REMOVED })],
      troubles: { 'access/g1': trouble },
    });
    expect(nextSteps(facts, NOW)).toMatchObject({ standing: 'expired', needsAttention: true });
    expect(stepsOf(facts, NOW)).toEqual([`provisioningFailed trouble/access/g1/${day(1)}`]);
    expect(stepsOf(facts, day(11))).toEqual([`access g1 ${REMOVED}`]);
  });

  it('who has nothing on any server is gone at once', () => {
    const facts = aMember({ isLeaving: true, payments: [month] });
    expect(nextSteps(facts, NOW)).toMatchObject({ standing: 'closed', steps: [] });
  });

  it('is explained as such', () => {
    const [span] = explain(aSubscriber([month], { isLeaving: true }), { from: day(1), to: day(2) });
    expect(span).toMatchObject({ isEntitled: false, reason: { code: 'leaving' } });
  });
});

describe('a member who has to change the account', () => {
  it('keeps the account in use while another one that is on its way out still goes', () => {
    const going = aGrant(['p1'], { id: 'g2', desired: REMOVED, observed: FULL });
    const facts = aSubscriber([month], {
      accountChangeRequiredAt: day(5),
      notices: [`accountChange/${day(5)}`],
      grants: [aGrant(['p1']), going],
    });
    expect(stepsOf(facts, NOW)).toEqual([`access g2 ${REMOVED}`]);
    expect(stepsOf({ ...facts, grants: [going] }, NOW)).toEqual([`access g2 ${REMOVED}`]);
  });
});
