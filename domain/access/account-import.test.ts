import { describe, expect, it } from 'vitest';
import {
  type AccountHolder,
  importObstacle,
  type ImportServer,
  LISTING_HOLDS_MS,
  readSeenAccount,
  type SeenAccount,
} from './account-import.ts';

const NOW = Date.UTC(2026, 10, 27, 12);
const HOUR = 3_600_000;

function seen(changes: Partial<SeenAccount> = {}): SeenAccount {
  return {
    username: 'ada',
    isAdministrator: false,
    isDisabled: false,
    isIgnored: false,
    seenAt: NOW,
    holder: null,
    ...changes,
  };
}

function holder(changes: Partial<AccountHolder> = {}): AccountHolder {
  return { isLeaving: false, endedAt: null, ...changes };
}

describe('an account on a server', () => {
  it.each<[string, Partial<SeenAccount>, string]>([
    ['that nobody knows can be imported', {}, 'new'],
    ['of a member is known', { holder: holder() }, 'known'],
    ['that is being removed is not imported again', { holder: holder({ isLeaving: true }) }, 'leaving'],
    [
      'that was removed before it was listed again is a former one',
      { holder: holder({ endedAt: NOW - HOUR }) },
      'former',
    ],
    ['that was removed since it was listed is gone', { holder: holder({ endedAt: NOW }) }, 'leaving'],
    ['of the administrator of the server is protected (S75)', { isAdministrator: true }, 'administrator'],
    [
      'that new ones are copied from is protected, however it is written (S75)',
      { username: 'Template' },
      'template',
    ],
    ['that an admin ignores is left alone', { isIgnored: true }, 'ignored'],
    ['that is disabled has no access to take over', { isDisabled: true }, 'disabled'],
    [
      'of an administrator stays protected where a member had it',
      { isAdministrator: true, holder: holder({ endedAt: 1 }) },
      'administrator',
    ],
  ])('%s', (_title, changes, reading) => {
    expect(readSeenAccount(seen(changes), 'template')).toBe(reading);
  });

  it('with any name is no template while none is named', () => {
    expect(readSeenAccount(seen({ username: '' }), '')).toBe('new');
  });
});

describe('a server', () => {
  const ready: ImportServer = { state: 'reachable', listedAt: NOW, fitsPlan: null };

  it.each<[string, Partial<ImportServer>, string | null]>([
    ['that answered just now is imported from', {}, null],
    ['that does not answer is not', { state: 'unreachable' }, 'notAnswering'],
    ['that refuses the key is not', { state: 'refused' }, 'notAnswering'],
    ['whose accounts were never listed is not', { listedAt: null }, 'notListed'],
    ['whose listing is old has to be asked again', { listedAt: NOW - LISTING_HOLDS_MS - 1 }, 'oldListing'],
    ['on which the plan of imported members fits is imported from', { fitsPlan: true }, null],
    ['on which it does not fit is not: they would be moved away', { fitsPlan: false }, 'planDoesNotFit'],
  ])('%s', (_title, changes, obstacle) => {
    expect(importObstacle({ ...ready, ...changes }, NOW)).toBe(obstacle);
  });
});
