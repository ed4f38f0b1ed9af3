import type { ConnectionTest } from '../fault.ts';

export type MediaPlatform = 'jellyfin';

export interface MediaLibrary {
  /** The id that access settings take, normalised to 32 hex characters without hyphens on Jellyfin. */
  readonly externalId: string;
  readonly title: string;
  /** `movies`, `tvshows`, `music`, ... as the server names it; `mixed` where it names none. */
  readonly type: string;
}

export interface MediaMember {
  readonly externalId: string;
  readonly username: string;
  readonly isAdministrator: boolean;
  readonly isDisabled: boolean;
  readonly hasAllLibraries: boolean;
  readonly libraryIds: readonly string[];
  readonly allowsDownloads: boolean;
  readonly allowsTranscoding: boolean;
}

export interface ServerIdentity {
  readonly externalId: string;
  readonly name: string;
  readonly version: string;
}

/** Exactly these libraries and rights; an empty list means no library, never all of them. */
export interface MediaAccess {
  readonly libraryIds: readonly string[];
  readonly downloads: boolean;
  readonly transcoding: boolean;
}

export interface NewAccount {
  readonly username: string;
  readonly password: string;
  readonly access: MediaAccess;
  /** Username of the account whose settings a new one starts from; null: the server's own defaults. */
  readonly template: string | null;
}

export type CreateResult =
  | { readonly kind: 'created'; readonly externalId: string }
  /** Somebody has that name. It is never adopted: the account may belong to a person we do not know. */
  | { readonly kind: 'name-taken' }
  | { readonly kind: 'name-refused'; readonly reason: string };

/**
 * One media server. Each method throws GatewayError and nothing else. All writes read first, change only
 * what is ours and keep every other setting of the account. Owners and administrators are never changed:
 * such a call is `requestRejected`.
 */
export interface MediaServer {
  readonly platform: MediaPlatform;
  readonly supports: {
    readonly invitesByEmail: boolean;
    readonly createsLocalUser: boolean;
    readonly canSuspend: boolean;
  };
  /** A changed identity means the address now leads to another installation: nothing is written then. */
  identify(): Promise<ServerIdentity>;
  /** An empty or short list is no proof of absence. */
  listLibraries(): Promise<readonly MediaLibrary[]>;
  listMembers(): Promise<readonly MediaMember[]>;
  /** Null only when the server itself says that the id does not exist. */
  findMember(externalId: string): Promise<MediaMember | null>;
  /** By name, ignoring case. */
  findMemberByName(username: string): Promise<MediaMember | null>;
  /**
   * Makes an account that is never usable without its password and never has more than `access`, not even
   * between two calls. A time-out is `outcomeUnknown`: `ownsAccount` tells whether it happened.
   */
  createAccount(account: NewAccount): Promise<CreateResult>;
  /** Whether an account of this name opens with this password: proof that we made it. Signs out again. */
  ownsAccount(username: string, password: string): Promise<boolean>;
  /** Makes the account's libraries and rights exactly `access` and enables it. A missing account is `notFound`. */
  setAccess(externalId: string, access: MediaAccess): Promise<'changed' | 'unchanged'>;
  /** Ends access and sign-ins, keeps the account and its libraries. A missing account is `notFound`. */
  suspend(externalId: string): Promise<'suspended' | 'already-suspended'>;
  /** Sets a new password and ends old sign-ins. */
  setPassword(externalId: string, password: string): Promise<void>;
  remove(externalId: string): Promise<'removed' | 'was-not-there'>;
  /**
   * When the account first played something at or after `since` (milliseconds since the epoch), by the server's own
   * record of playbacks, which nobody can write by marking something as watched. Null: none is on record so far,
   * which is no proof that nothing was watched.
   */
  firstPlayback(externalId: string, since: number): Promise<number | null>;
  testConnection(): Promise<ConnectionTest>;
}
