import { randomUUID } from 'node:crypto';
import type { VirtualClock } from '../frame/index.ts';
import type { LogEntry } from './activity.ts';
import type { JellyfinVersion } from './authorization.ts';
import { defaultPolicy, plainId, sees, type UserPolicy } from './policy.ts';

export interface Library {
  readonly id: string;
  readonly name: string;
  /** Absent: a mixed one. */
  readonly type: string | null;
  /** Not scanned yet: the server names it but gives no id. */
  isNew: boolean;
}

export interface StoredUser {
  readonly id: string;
  name: string;
  /** Empty: none, so everybody may sign in. */
  password: string;
  policy: UserPolicy;
  configuration: Record<string, unknown>;
  /** Wall clock, as all instants of the record. */
  readonly createdAt: number;
  disabledAt: number | null;
  removedAt: number | null;
  lastLoginAt: number | null;
}

export interface SignIn {
  readonly token: string;
  readonly sessionId: string;
  readonly userId: string;
  readonly client: string;
  readonly device: string;
  readonly deviceId: string;
  readonly version: string;
  readonly at: number;
  /** What plays on it. */
  playing: string | null;
  readonly canBeControlled: boolean;
}

export interface JournalEntry {
  /** Wall clock, milliseconds since the epoch, when the effect stood. */
  readonly at: number;
  readonly kind: 'created' | 'policy' | 'deleted' | 'password' | 'renamed' | 'configuration';
  readonly userId: string;
  readonly name: string;
  readonly isDisabled: boolean;
  /** Ids of the libraries this account sees after it. */
  readonly libraries: readonly string[];
}

/** One account in the server's own record, also when it is gone. */
export interface UserRecord {
  readonly id: string;
  readonly name: string;
  readonly state: 'enabled' | 'disabled' | 'removed';
  readonly isAdministrator: boolean;
  readonly libraries: readonly string[];
  readonly libraryNames: readonly string[];
  readonly createdAt: number;
  readonly disabledAt: number | null;
  readonly removedAt: number | null;
  readonly signIns: number;
  readonly policy: UserPolicy;
  readonly configuration: Readonly<Record<string, unknown>>;
}

export interface Knobs {
  version: JellyfinVersion;
  /** Ids in answers carry hyphens. */
  hyphenatedIds: boolean;
  /** How empty lists of a policy are sent; the server leaves out what is null. */
  emptyLists: 'sent' | 'null' | 'absent';
  /** How long each write takes, in real time. */
  writeDelayMs: number;
  /** Still starting: 503 with this Retry-After. */
  startingSeconds: number | null;
  /** Writes to these accounts get no answer and have no effect. */
  readonly hanging: Set<string>;
}

export interface World {
  readonly identity: { id: string; readonly name: string };
  readonly apiKeys: Set<string>;
  readonly knobs: Knobs;
  readonly users: Map<string, StoredUser>;
  readonly removed: StoredUser[];
  readonly libraries: Map<string, Library>;
  readonly signIns: Map<string, SignIn>;
  readonly journal: JournalEntry[];
  /** The server's activity log, in the order of writing. */
  readonly log: LogEntry[];
  readonly clock: VirtualClock;
  /** Fields of a policy this server knows beside the usual ones, as a later release would. */
  readonly laterPolicyFields: Readonly<Record<string, unknown>>;
}

export function newId(): string {
  return randomUUID().replaceAll('-', '');
}

export function freshPolicy(world: World): UserPolicy {
  return { ...defaultPolicy(), ...world.laterPolicyFields };
}

export function findUser(world: World, id: string): StoredUser | null {
  return world.users.get(plainId(id)) ?? null;
}

export function findByName(world: World, name: string): StoredUser | null {
  const wanted = name.toLowerCase();
  return [...world.users.values()].find((user) => user.name.toLowerCase() === wanted) ?? null;
}

/** Letters and digits of any script, and the few signs that the server lets pass. */
export function isAllowedName(name: unknown): name is string {
  return typeof name === 'string' && /^(?!\s)[\p{L}\p{Mn}\p{Nd}\p{Pc} \-'._@+]+(?<!\s)$/u.test(name);
}

export function addUser(
  world: World,
  fields: { name: string; password: string; policy?: Partial<UserPolicy> },
): StoredUser {
  const user: StoredUser = {
    id: newId(),
    name: fields.name,
    password: fields.password,
    policy: { ...freshPolicy(world), ...fields.policy },
    configuration: defaultConfiguration(),
    createdAt: Date.now(),
    disabledAt: null,
    removedAt: null,
    lastLoginAt: null,
  };
  world.users.set(user.id, user);
  note(world, user, 'created');
  return user;
}

export function setPolicy(world: World, user: StoredUser, policy: UserPolicy): void {
  if (policy.IsDisabled && !user.policy.IsDisabled) user.disabledAt = Date.now();
  if (!policy.IsDisabled) user.disabledAt = null;
  user.policy = policy;
  note(world, user, 'policy');
}

export function deleteUser(world: World, user: StoredUser): void {
  revoke(world, user.id, null);
  world.users.delete(user.id);
  user.removedAt = Date.now();
  world.removed.push(user);
  note(world, user, 'deleted');
}

/** Ends the account's sign-ins, all but one. */
export function revoke(world: World, userId: string, except: string | null): void {
  for (const { token, userId: owner } of world.signIns.values()) {
    if (owner === userId && token !== except) world.signIns.delete(token);
  }
}

export function note(world: World, user: StoredUser, kind: JournalEntry['kind']): void {
  world.journal.push({
    at: Date.now(),
    kind,
    userId: user.id,
    name: user.name,
    isDisabled: user.policy.IsDisabled,
    libraries: kind === 'deleted' ? [] : visibleLibraries(world, user).map((library) => library.id),
  });
}

export function visibleLibraries(world: World, user: StoredUser): Library[] {
  return [...world.libraries.values()].filter((library) => sees(user.policy, library.id));
}

export function recordOf(world: World): UserRecord[] {
  const signedIn = new Map<string, number>();
  for (const { userId } of world.signIns.values()) signedIn.set(userId, (signedIn.get(userId) ?? 0) + 1);
  return [...world.users.values(), ...world.removed].map((user) => {
    const libraries = user.removedAt === null ? visibleLibraries(world, user) : [];
    return {
      id: user.id,
      name: user.name,
      state: user.removedAt !== null ? 'removed' : user.policy.IsDisabled ? 'disabled' : 'enabled',
      isAdministrator: user.policy.IsAdministrator,
      libraries: libraries.map((library) => library.id),
      libraryNames: libraries.map((library) => library.name),
      createdAt: user.createdAt,
      disabledAt: user.disabledAt,
      removedAt: user.removedAt,
      signIns: signedIn.get(user.id) ?? 0,
      policy: user.policy,
      configuration: user.configuration,
    };
  });
}

function defaultConfiguration(): Record<string, unknown> {
  return {
    PlayDefaultAudioTrack: true,
    SubtitleLanguagePreference: '',
    DisplayMissingEpisodes: false,
    GroupedFolders: [],
    SubtitleMode: 'Default',
    DisplayCollectionsView: false,
    EnableLocalPassword: false,
    OrderedViews: [],
    LatestItemsExcludes: [],
    MyMediaExcludes: [],
    HidePlayedInLatest: true,
    RememberAudioSelections: true,
    RememberSubtitleSelections: true,
    EnableNextEpisodeAutoPlay: true,
    CastReceiverId: 'F007D354',
  };
}
