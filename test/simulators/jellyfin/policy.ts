/** What an account may do. Written whole: a field left out falls back to its default. */
export interface UserPolicy {
  IsAdministrator: boolean;
  IsDisabled: boolean;
  IsHidden: boolean;
  EnableAllFolders: boolean;
  EnabledFolders: string[];
  BlockedMediaFolders: string[];
  EnableAllDevices: boolean;
  EnabledDevices: string[];
  EnableContentDownloading: boolean;
  EnableVideoPlaybackTranscoding: boolean;
  MaxActiveSessions: number;
  InvalidLoginAttemptCount: number;
  LoginAttemptsBeforeLockout: number;
  AuthenticationProviderId: string;
  PasswordResetProviderId: string;
  [field: string]: unknown;
}

export function defaultPolicy(): UserPolicy {
  return {
    IsAdministrator: false,
    IsHidden: true,
    EnableCollectionManagement: false,
    EnableSubtitleManagement: false,
    EnableLyricManagement: false,
    IsDisabled: false,
    MaxParentalRating: null,
    MaxParentalSubRating: null,
    BlockedTags: [],
    AllowedTags: [],
    EnableUserPreferenceAccess: true,
    AccessSchedules: [],
    BlockUnratedItems: [],
    EnableRemoteControlOfOtherUsers: false,
    EnableSharedDeviceControl: true,
    EnableRemoteAccess: true,
    EnableLiveTvManagement: true,
    EnableLiveTvAccess: true,
    EnableMediaPlayback: true,
    EnableAudioPlaybackTranscoding: true,
    EnableVideoPlaybackTranscoding: true,
    EnablePlaybackRemuxing: true,
    ForceRemoteSourceTranscoding: false,
    EnableContentDeletion: false,
    EnableContentDeletionFromFolders: [],
    EnableContentDownloading: true,
    EnableSyncTranscoding: true,
    EnableMediaConversion: true,
    EnabledDevices: [],
    EnableAllDevices: true,
    EnabledChannels: [],
    EnableAllChannels: true,
    EnabledFolders: [],
    EnableAllFolders: true,
    InvalidLoginAttemptCount: 0,
    LoginAttemptsBeforeLockout: -1,
    MaxActiveSessions: 0,
    EnablePublicSharing: true,
    BlockedMediaFolders: [],
    BlockedChannels: [],
    RemoteClientBitrateLimit: 0,
    AuthenticationProviderId: 'Jellyfin.Server.Implementations.Users.DefaultAuthenticationProvider',
    PasswordResetProviderId: 'Jellyfin.Server.Implementations.Users.DefaultPasswordResetProvider',
    SyncPlayAccess: 'CreateAndJoinGroups',
  };
}

const PROVIDERS = ['AuthenticationProviderId', 'PasswordResetProviderId'] as const;
/** Lists of ids that the server reads as such; anything else in them is refused. */
const ID_LISTS = ['EnabledFolders', 'EnabledChannels', 'BlockedMediaFolders', 'BlockedChannels'] as const;

export type ReadPolicy =
  | { readonly ok: true; readonly policy: UserPolicy }
  | { readonly ok: false; readonly field: string };

/** Reads a written policy as the server does: unknown fields are dropped, missing ones take the default. */
export function readPolicy(body: unknown, known: UserPolicy): ReadPolicy {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return { ok: false, field: '' };
  const sent = body as Record<string, unknown>;
  for (const field of PROVIDERS)
    if (typeof sent[field] !== 'string' || sent[field] === '') return { ok: false, field };
  const policy = { ...known };
  for (const [field, byDefault] of Object.entries(known)) {
    if (!(field in sent) || (sent[field] === null && typeof byDefault === 'object')) continue;
    if (!sameKind(sent[field], byDefault)) return { ok: false, field };
    policy[field] = sent[field];
  }
  for (const field of ID_LISTS) {
    const ids = policy[field] as string[];
    if (!ids.every(isId)) return { ok: false, field };
    policy[field] = ids.map(plainId);
  }
  if (policy.LoginAttemptsBeforeLockout === 0) policy.LoginAttemptsBeforeLockout = 3;
  return { ok: true, policy };
}

function sameKind(value: unknown, byDefault: unknown): boolean {
  if (byDefault === null) return value === null || typeof value === 'number';
  if (Array.isArray(byDefault)) return Array.isArray(value);
  return typeof value === typeof byDefault;
}

function isId(value: unknown): boolean {
  return typeof value === 'string' && /^[0-9a-f]{32}$/i.test(value.replaceAll('-', ''));
}

export function plainId(id: string): string {
  return id.replaceAll('-', '').toLowerCase();
}

export function hyphenatedId(id: string): string {
  return id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** A block list, where there is one, makes the list of allowed libraries count for nothing. */
export function sees(policy: UserPolicy, libraryId: string): boolean {
  if (policy.BlockedMediaFolders.length > 0) return !policy.BlockedMediaFolders.includes(libraryId);
  return policy.EnableAllFolders || policy.EnabledFolders.includes(libraryId);
}
