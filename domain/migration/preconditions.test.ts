import { describe, expect, it } from 'vitest';
import { server } from '../../test/support/a-server-choice.ts';
import type { ServerCandidate } from '../access/choose-server.ts';
import { type MigrationWish, migrationProblems, type Mover } from './preconditions.ts';

const target = server('target');
const mover: Mover = { groupIds: ['standard'], isTrial: false, needsSeat: true };

function problemsOf(changes: Partial<MigrationWish>) {
  const wish = {
    sourceId: 'source',
    target,
    isUnderWay: false,
    movers: [mover],
    concerned: 1,
    isPartial: false,
  };
  return migrationProblems({ ...wish, ...changes });
}

function targetThat(is: Partial<ServerCandidate>): Partial<MigrationWish> {
  return { target: { ...target, ...is } };
}

const onTarget = (code: string) => [{ field: 'targetId', code }];

const cases: readonly [string, Partial<MigrationWish>, readonly object[]][] = [
  ['nothing is in the way', {}, []],
  ['source and target are one', { sourceId: 'target' }, onTarget('sameServer')],
  ['another one is under way', { isUnderWay: true }, onTarget('underWay')],
  ['the target is disabled', targetThat({ isEnabled: false }), onTarget('disabled')],
  ['the target is in maintenance', targetThat({ isInMaintenance: true }), onTarget('maintenance')],
  [
    'the target takes nobody new',
    targetThat({ allowsNewSubscriptions: false }),
    onTarget('noNewSubscriptions'),
  ],
  [
    'the target takes nobody new, which trials do not mind',
    {
      ...targetThat({ isTrialsOnly: true, allowsNewSubscriptions: false }),
      movers: [{ ...mover, isTrial: true }],
    },
    [],
  ],
  ['the target is for trials', targetThat({ isTrialsOnly: true }), onTarget('trialsOnly')],
  ['the target takes no trials', { movers: [{ ...mover, isTrial: true }] }, onTarget('noTrials')],
  [
    'a plan has a group that the target has not',
    { movers: [mover, { ...mover, groupIds: ['standard', 'premium'] }] },
    [{ field: 'targetId', code: 'nothingInGroup', groupId: 'premium', members: 1 }],
  ],
  ['the target is full', targetThat({ maxUsers: 3, used: 4 }), onTarget('full')],
  [
    'the target is full of those who move',
    { ...targetThat({ maxUsers: 3, used: 3 }), movers: [{ ...mover, needsSeat: false }] },
    [],
  ],
  [
    'there are places for some',
    { ...targetThat({ maxUsers: 4, used: 3 }), movers: [mover, mover] },
    [{ field: 'isPartial', code: 'tooFewPlaces', free: 1, needed: 2 }],
  ],
  [
    'there are places for some, which is enough',
    { ...targetThat({ maxUsers: 4, used: 3 }), movers: [mover, mover], isPartial: true },
    [],
  ],
  ['there is nobody', { movers: [], concerned: 0 }, [{ field: 'memberIds', code: 'nobody' }]],
  ['only people whose time is over are concerned', { movers: [], concerned: 3 }, []],
];

describe('what is in the way of a migration', () => {
  it.each(cases)('when %s', (_when, changes, problems) => {
    expect(problemsOf(changes)).toEqual(problems);
  });

  it('is told at once', () => {
    const is = {
      isEnabled: false,
      isInMaintenance: true,
      allowsNewSubscriptions: false,
      maxUsers: 1,
      used: 1,
    };
    const codes = problemsOf({ ...targetThat({ ...is, groupIds: [] }), concerned: 0 }).map(
      ({ code }) => code,
    );

    expect(codes).toEqual([
      'disabled',
      'maintenance',
      'noNewSubscriptions',
      'nothingInGroup',
      'full',
      'nobody',
    ]);
  });
});
