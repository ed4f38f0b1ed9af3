import { describe, expect, it } from 'vitest';
import {
  aGrant,
  aMember,
  aPayment,
  aSubscriber,
  day,
  DISABLED,
  REMOVED,
} from '../../test/support/a-member.ts';
import { LOST, NONE } from '../access/access-key.ts';
import type { MemberFacts } from '../subscription/facts.ts';
import { decideMove } from './move-decision.ts';

const NOW = day(10);
const route = { sourceId: 's1', targetId: 's2' };
const month = aPayment('p1', 0, 30);
const past = aPayment('p1', -30, 0);
const here = aGrant(['p1']);
const onTarget = aGrant(['p1'], { id: 'g2', serverId: 's2' });
const onThird = aGrant(['p1'], { id: 'g3', serverId: 's3' });

const moves: readonly [string, MemberFacts][] = [
  ['who has paid', aSubscriber([month])],
  ['who has paid in advance too', aSubscriber([month, aPayment('p2', 30, 60)])],
  ['a permanent member', aMember({ isPermanent: true, grants: [here] })],
  ['whose account is still being made', aSubscriber([month], { grants: [{ ...here, observed: NONE }] })],
  [
    'whose account is tried by its own process',
    aSubscriber([month], { grants: [{ ...here, observed: NONE, isHandedOver: true }] }),
  ],
  ['who was suspended once', aSubscriber([month], { suspension: { from: day(1), until: day(2) } })],
  [
    'whose access is kept after the end',
    aSubscriber([past], {
      settings: { ...aMember().settings, expiry: { mode: 'none', deleteAfterDays: 0 } },
    }),
  ],
];

const skips: readonly [string, MemberFacts, string][] = [
  ['who is merged', aSubscriber([month], { closed: 'merged' }), 'leaving'],
  ['who is being deleted', aSubscriber([month], { isLeaving: true }), 'leaving'],
  ['who has to change the account', aSubscriber([month], { accountChangeRequiredAt: day(1) }), 'flagged'],
  [
    'who is suspended now',
    aSubscriber([month], { suspension: { from: day(9), until: day(11) } }),
    'suspended',
  ],
  ['whose address nobody knows', aSubscriber([month], { hasNoAddress: true }), 'noAddress'],
  ['whose account is lost', aSubscriber([month], { grants: [{ ...here, observed: LOST }] }), 'lost'],
  ['who has a third server', aSubscriber([month], { grants: [here, onThird] }), 'elsewhere'],
  ['who has gone to the target', aSubscriber([month], { grants: [onTarget] }), 'notThere'],
  ['who is on the way out', aSubscriber([month], { grants: [{ ...here, desired: REMOVED }] }), 'notThere'],
  [
    'who takes another account',
    aSubscriber([month], { grants: [{ ...here, isReplaced: true }] }),
    'notThere',
  ],
];

const repoints: readonly [string, MemberFacts][] = [
  ['whose time is over and account is gone', aMember({ payments: [past] })],
  [
    'whose account is kept disabled',
    aSubscriber([past], { grants: [{ ...here, desired: DISABLED, observed: DISABLED }] }),
  ],
  [
    'whose removal waits at a hold',
    aSubscriber([past], {
      grants: [{ ...here, hold: { state: 'waiting', since: day(0), timeEnded: day(0) } }],
    }),
  ],
  ['who never paid', aMember()],
];

describe('what a migration does about a member', () => {
  it.each(moves)('%s is moved', (_who, facts) => {
    expect(decideMove(facts, route, NOW)).toEqual({
      kind: 'move',
      needsSeat: true,
      paymentId: facts.isPermanent ? null : 'p1',
    });
  });

  it('who has a place on the target already needs none', () => {
    const facts = aSubscriber([month], { grants: [here, onTarget] });
    expect(decideMove(facts, route, NOW)).toMatchObject({ kind: 'move', needsSeat: false });
  });

  it.each(skips)('%s is left where they are', (_who, facts, reason) => {
    expect(decideMove(facts, route, NOW)).toEqual({ kind: 'skip', reason });
  });

  it.each(repoints)('%s comes back on the target', (_who, facts) => {
    expect(decideMove(facts, route, NOW)).toEqual({ kind: 'repoint' });
  });
});
