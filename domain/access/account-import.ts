/** An account as its server listed it last, with the member whose it is, or was. */
export interface SeenAccount {
  readonly username: string;
  readonly isAdministrator: boolean;
  readonly isDisabled: boolean;
  /** An admin said that it is nobody's. */
  readonly isIgnored: boolean;
  /** When the listing was asked for. */
  readonly seenAt: number;
  /** Null: no grant knows it. */
  readonly holder: AccountHolder | null;
}

export interface AccountHolder {
  /** It is decided that the account goes. */
  readonly isLeaving: boolean;
  /** When it was gone from the server; null: it is theirs. */
  readonly endedAt: number | null;
}

/** Why an account is left alone. */
export type LeftAlone = 'known' | 'leaving' | 'administrator' | 'template' | 'ignored' | 'disabled';

/**
 * What an import may do with an account. `former` is one that a member had and lost, and that is there again:
 * somebody made it by hand, so it is imported only where a person names it.
 */
export type AccountReading = 'new' | 'former' | LeftAlone;

/** Who runs a server, and what new accounts are copied from, is protected before anything else is asked. */
export function readSeenAccount(account: SeenAccount, templateUser: string): AccountReading {
  const { holder } = account;
  if (holder !== null && holder.endedAt === null) return holder.isLeaving ? 'leaving' : 'known';
  if (account.isAdministrator) return 'administrator';
  if (templateUser !== '' && sameName(account.username, templateUser)) return 'template';
  if (account.isIgnored) return 'ignored';
  if (account.isDisabled) return 'disabled';
  if (holder === null) return 'new';
  // A listing from before the end shows what has gone since.
  return holder.endedAt !== null && holder.endedAt < account.seenAt ? 'former' : 'leaving';
}

export function isImportable(reading: AccountReading): reading is 'new' | 'former' {
  return reading === 'new' || reading === 'former';
}

/** As Jellyfin compares names. */
function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** Somebody is imported from what a server says now, not from what it said some time ago. */
export const LISTING_HOLDS_MS = 15 * 60_000;

export interface ImportServer {
  readonly state: 'reachable' | 'unreachable' | 'refused';
  /** When its accounts were last listed; null: never. */
  readonly listedAt: number | null;
  /** Whether the plan that imported members get fits here; null: they get none. */
  readonly fitsPlan: boolean | null;
}

/** Why nobody can be imported from a server now. */
export type ImportObstacle = 'notAnswering' | 'notListed' | 'oldListing' | 'planDoesNotFit';

export function importObstacle(server: ImportServer, now: number): ImportObstacle | null {
  if (server.state !== 'reachable') return 'notAnswering';
  if (server.listedAt === null) return 'notListed';
  if (server.listedAt < now - LISTING_HOLDS_MS) return 'oldListing';
  return server.fitsPlan === false ? 'planDoesNotFit' : null;
}
