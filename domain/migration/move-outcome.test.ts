import { describe, expect, it } from 'vitest';
import { aGrant, aPayment, aSubscriber, day, DISABLED, REMOVED } from '../../test/support/a-member.ts';
import { NONE } from '../access/access-key.ts';
import type { GrantFact, MemberFacts, Trouble } from '../subscription/facts.ts';
import { moveOutcome } from './move-outcome.ts';

const NOW = day(10);
const month = aPayment('p1', 0, 30);
const source = aGrant(['p1'], { moveTo: 's2', wants: {}, wantsPermanent: null });
const target = aGrant(['p1'], { id: 'g2', serverId: 's2', isMove: true });
const making: GrantFact = { ...target, observed: NONE };

function after(attempts: number, type: string): Trouble {
  return { attempts, type, since: day(9), retryAt: day(11) };
}

function member(grants: readonly GrantFact[], changes: Partial<MemberFacts> = {}): MemberFacts {
  return aSubscriber([month], { grants, ...changes });
}

const cases: readonly [string, MemberFacts, object][] = [
  ['nothing has happened', member([source]), { kind: 'waiting' }],
  ['the account is being made', member([source, making]), { kind: 'waiting' }],
  ['access stands on the target', member([source, target]), { kind: 'migrated' }],
  ['nothing is left on the source', member([target]), { kind: 'migrated' }],
  [
    'the source does not answer while the target stands',
    member([{ ...source, desired: REMOVED, isHandedOver: true }, target], {
      troubles: { 'access/g1': after(9, 'GatewayUnreachable') },
    }),
    { kind: 'migrated' },
  ],
  [
    'the target cannot be reached, however long',
    member([source, making], { troubles: { 'access/g2': after(99, 'GatewayUnreachable') } }),
    { kind: 'waiting' },
  ],
  [
    'the target failed once',
    member([source, making], { troubles: { 'access/g2': after(1, 'OutcomeUnknown') } }),
    { kind: 'waiting' },
  ],
  [
    'the target fails again and again',
    member([source, making], { troubles: { 'access/g2': after(3, 'OutcomeUnknown') } }),
    { kind: 'failed', type: 'OutcomeUnknown' },
  ],
  [
    'the target refuses the request',
    member([source, making], { troubles: { 'access/g2': after(1, 'GatewayRequestRejected') } }),
    { kind: 'failed', type: 'GatewayRequestRejected' },
  ],
  [
    'there is no place after all',
    member([source], { troubles: { place: after(1, 'NoServerCapacity') } }),
    { kind: 'failed', type: 'NoServerCapacity' },
  ],
  [
    'the time ended meanwhile',
    member([{ ...source, desired: DISABLED }], { payments: [aPayment('p1', -30, 0)] }),
    { kind: 'repointed' },
  ],
  [
    'the member was flagged meanwhile',
    member([source], { accountChangeRequiredAt: day(9) }),
    { kind: 'skipped', reason: 'flagged' },
  ],
  [
    'the member was suspended meanwhile',
    member([source], { suspension: { from: day(9), until: day(12) } }),
    { kind: 'skipped', reason: 'suspended' },
  ],
  [
    'the member is being deleted',
    member([source], { isLeaving: true }),
    { kind: 'skipped', reason: 'leaving' },
  ],
  [
    'what was begun on the target was taken back',
    member([source, { ...target, isReplaced: true }]),
    { kind: 'waiting' },
  ],
];

describe('what became of a move', () => {
  it.each(cases)('when %s', (_when, facts, outcome) => {
    expect(moveOutcome(facts, { sourceId: 's1', targetId: 's2' }, NOW)).toEqual(outcome);
  });
});
