import type { MediaAccess } from '../media-server.ts';
import { normaliseId, type WirePolicy } from './wire.ts';

/**
 * The policy with exactly this access, all else as it was. A block list, where one stands, makes Jellyfin
 * ignore the list of allowed libraries and show everything not blocked: it has to go.
 */
export function withAccess(policy: WirePolicy, access: MediaAccess): WirePolicy {
  return {
    ...policy,
    IsDisabled: false,
    EnableAllFolders: false,
    EnabledFolders: [...new Set(access.libraryIds.map(normaliseId))],
    BlockedMediaFolders: [],
    EnableContentDownloading: access.downloads,
    EnableVideoPlaybackTranscoding: access.transcoding,
  };
}

export function hasAccess(policy: WirePolicy, access: MediaAccess): boolean {
  return (
    !policy.IsDisabled &&
    !policy.EnableAllFolders &&
    sameIds(policy.EnabledFolders ?? [], access.libraryIds) &&
    (policy.BlockedMediaFolders ?? []).length === 0 &&
    policy.EnableContentDownloading === access.downloads &&
    policy.EnableVideoPlaybackTranscoding === access.transcoding
  );
}

/** Rights over the server and over other people, which no new account may inherit from an administrator. */
const POWERS = {
  EnableContentDeletion: false,
  EnableContentDeletionFromFolders: [],
  EnableCollectionManagement: false,
  EnableSubtitleManagement: false,
  EnableLyricManagement: false,
  EnableLiveTvManagement: false,
  EnableRemoteControlOfOtherUsers: false,
} as const;

/** What belongs to the one account and not to its settings: how it signs in, and its failed attempts. */
const PERSONAL = ['AuthenticationProviderId', 'PasswordResetProviderId', 'InvalidLoginAttemptCount'] as const;

/** The policy of a new account that starts from a template. */
export function fromTemplate(own: WirePolicy, template: WirePolicy): WirePolicy {
  const personal = PERSONAL.flatMap((field) => (field in own ? [[field, own[field]]] : []));
  return {
    ...own,
    ...template,
    ...(template.IsAdministrator ? POWERS : {}),
    ...Object.fromEntries(personal),
    IsAdministrator: false,
  };
}

function sameIds(some: readonly string[], others: readonly string[]): boolean {
  const left = new Set(some.map(normaliseId));
  const right = new Set(others.map(normaliseId));
  return left.size === right.size && [...left].every((id) => right.has(id));
}
