import type { AccessKey } from '../subscription/facts.ts';
import { accessLevel, AS_FOUND, DISABLED, fullAccess, LOST, restrictedAccess } from './access-key.ts';

/** An account of a member as we know it. */
export interface KnownAccount {
  readonly grantId: string;
  readonly externalId: string;
  readonly desired: AccessKey;
  readonly observed: AccessKey;
}

/** The same account as its server lists it now. */
export interface ListedAccount {
  readonly externalId: string;
  readonly isDisabled: boolean;
  readonly hasAllLibraries: boolean;
  readonly libraryIds: readonly string[];
  readonly allowsDownloads: boolean;
  readonly allowsTranscoding: boolean;
}

export interface AccountReading {
  /** Not listed: whether they are gone, only the server's answer about each one tells. */
  readonly missing: readonly KnownAccount[];
  /** Lost ones that are there again, with the access they have now. */
  readonly returned: readonly { readonly account: KnownAccount; readonly access: AccessKey }[];
}

/**
 * What a listing of a server's accounts says against what is known. One that is empty proves nothing: a server
 * always has the account of whoever asks.
 */
export function readAccounts(
  known: readonly KnownAccount[],
  listing: readonly ListedAccount[],
): AccountReading {
  if (listing.length === 0) return { missing: [], returned: [] };
  const listed = new Map(listing.map((account) => [account.externalId, account]));
  return {
    missing: known.filter(({ externalId, observed }) => observed !== LOST && !listed.has(externalId)),
    returned: known.flatMap((account) => {
      const found = listed.get(account.externalId);
      if (account.observed !== LOST || found === undefined) return [];
      return [{ account, access: accessOfListed(found, account.desired) }];
    }),
  };
}

/** The name of an account's access, comparable with what is desired for it. */
function accessOfListed(listed: ListedAccount, desired: AccessKey): AccessKey {
  if (desired === AS_FOUND) return AS_FOUND;
  if (listed.isDisabled) return DISABLED;
  // Another set than any that is decided here, so that it is corrected.
  const libraryIds = listed.hasAllLibraries ? ['*'] : listed.libraryIds;
  if (accessLevel(desired) === 'restricted') return restrictedAccess(libraryIds);
  return fullAccess(libraryIds, {
    downloads: listed.allowsDownloads,
    transcoding: listed.allowsTranscoding,
  });
}
