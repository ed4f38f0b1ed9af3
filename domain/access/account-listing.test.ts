import { describe, expect, it } from 'vitest';
import { AS_FOUND, DISABLED, fullAccess, LOST, restrictedAccess } from './access-key.ts';
import { type KnownAccount, type ListedAccount, readAccounts } from './account-listing.ts';

const FLAGS = { downloads: false, transcoding: true };
const FULL = fullAccess(['a', 'b'], FLAGS);

function known(externalId: string, changes: Partial<KnownAccount> = {}): KnownAccount {
  return { grantId: `grant of ${externalId}`, externalId, desired: FULL, observed: FULL, ...changes };
}

function listed(externalId: string, changes: Partial<ListedAccount> = {}): ListedAccount {
  return {
    externalId,
    isDisabled: false,
    hasAllLibraries: false,
    libraryIds: ['b', 'a'],
    allowsDownloads: false,
    allowsTranscoding: true,
    ...changes,
  };
}

describe('a listing of accounts', () => {
  it('that is empty says nothing (R1, E6)', () => {
    const accounts = [known('1'), known('2', { observed: LOST })];

    expect(readAccounts(accounts, [])).toEqual({ missing: [], returned: [] });
  });

  it('names what is missing, and what was lost already is not asked for again', () => {
    const accounts = [known('1'), known('2'), known('3', { observed: LOST })];

    expect(readAccounts(accounts, [listed('1'), listed('somebody else')])).toEqual({
      missing: [accounts[1]],
      returned: [],
    });
  });

  it.each<[string, Partial<ListedAccount>, string, string]>([
    ['as it was', {}, FULL, FULL],
    ['disabled', { isDisabled: true }, FULL, DISABLED],
    ['with other libraries', { libraryIds: ['a'] }, FULL, fullAccess(['a'], FLAGS)],
    [
      'with more rights',
      { allowsDownloads: true },
      FULL,
      fullAccess(['a', 'b'], { ...FLAGS, downloads: true }),
    ],
    ['with whatever it has, where it was imported', { hasAllLibraries: true }, AS_FOUND, AS_FOUND],
    ['limited', { libraryIds: ['a'] }, restrictedAccess(['a']), restrictedAccess(['a'])],
  ])('finds a lost account again %s', (_what, changes, desired, access) => {
    const account = known('1', { observed: LOST, desired });

    expect(readAccounts([account], [listed('1', changes)]).returned).toEqual([{ account, access }]);
  });

  it('never takes an account with every library for one with the libraries of a plan', () => {
    const account = known('1', { observed: LOST });
    const [found] = readAccounts([account], [listed('1', { hasAllLibraries: true })]).returned;

    expect(found?.access).not.toBe(FULL);
  });
});
