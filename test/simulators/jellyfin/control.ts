import { play } from './activity.ts';
import type { JellyfinVersion } from './authorization.ts';
import { plainId, type UserPolicy } from './policy.ts';
import { SEEDED } from './seed.ts';
import { signIn } from './sign-in.ts';
import {
  addUser,
  findByName,
  findUser,
  type JournalEntry,
  type Knobs,
  type Library,
  newId,
  recordOf,
  setPolicy,
  type UserRecord,
  type World,
} from './world.ts';

export interface NewUser {
  readonly name: string;
  readonly password: string;
  readonly policy?: Partial<UserPolicy>;
}

/** What tests, drills and people do to the server behind its API. */
export interface JellyfinControl {
  /** Changed in place. */
  readonly knobs: Knobs;
  /** Every account in the server's own record, also those that are gone. */
  users(): UserRecord[];
  user(idOrName: string): UserRecord | undefined;
  /** Every change of an account, oldest first, at the wall clock's instant of its effect. */
  readonly journal: readonly JournalEntry[];
  libraries(): Library[];
  /** Answers the id. `isNew`: not scanned yet, so the API gives no id. */
  addLibrary(name: string, type?: string | null, isNew?: boolean): string;
  removeLibrary(id: string): boolean;
  /** Answers the id. */
  addUser(user: NewUser): string;
  /** As an admin of the server would, in its own panel. */
  editPolicy(id: string, change: Partial<UserPolicy>): void;
  rename(id: string, name: string): void;
  setVersion(version: JellyfinVersion): void;
  /** The address leads to another installation from now on. Answers its id. */
  becomeAnother(): string;
  /** A member's own sign-in: the token, or null. Each device has one token per account. */
  signIn(name: string, password: string, device?: string): string | null;
  /** Whether a request with this token would be let in. */
  tokenWorks(token: string): boolean;
  /** Begins to play and writes it to the activity log; `at`: as if it had begun then, milliseconds since the epoch. */
  play(token: string, title: string, at?: number): void;
  /** Lines of other people's doings in the activity log, as a busy server has them. */
  logNoise(lines: number, at: number): void;
  /** Writes to this account hang until told otherwise. */
  hang(id: string, hangs: boolean): void;
}

export function controlOf(world: World): JellyfinControl {
  return {
    knobs: world.knobs,
    users: () => recordOf(world),
    user: (idOrName) =>
      recordOf(world).find((user) => user.id === plainId(idOrName) || user.name === idOrName),
    journal: world.journal,
    libraries: () => [...world.libraries.values()],
    addLibrary(name, type = null, isNew = false) {
      const id = newId();
      world.libraries.set(id, { id, name, type, isNew });
      return id;
    },
    removeLibrary: (id) => world.libraries.delete(plainId(id)),
    addUser: (user) => addUser(world, user).id,
    editPolicy(id, change) {
      const user = findUser(world, id);
      if (user !== null) setPolicy(world, user, { ...user.policy, ...change });
    },
    rename(id, name) {
      const user = findUser(world, id);
      if (user !== null) user.name = name;
    },
    setVersion(version) {
      world.knobs.version = version;
    },
    becomeAnother() {
      world.identity.id = newId();
      return world.identity.id;
    },
    hang(id, hangs) {
      if (hangs) world.knobs.hanging.add(plainId(id));
      else world.knobs.hanging.delete(plainId(id));
    },
    ...memberSide(world),
  };
}

function memberSide(world: World): Pick<JellyfinControl, 'signIn' | 'tokenWorks' | 'play' | 'logNoise'> {
  return {
    signIn(name, password, device = 'Television') {
      const deviceId = `${device}/${findByName(world, name)?.id ?? 'nobody'}`;
      const result = signIn(world, {
        name,
        password,
        sender: { client: 'Player', device, deviceId, version: '1.0' },
      });
      return result.status === 200 ? result.signIn.token : null;
    },
    tokenWorks: (token) => world.signIns.has(token),
    play(token, title, at = world.clock.now()) {
      const session = world.signIns.get(token);
      if (session !== undefined) play(world, session, { title, at });
    },
    logNoise(lines, at) {
      const stranger = findByName(world, SEEDED.untracked.name)?.id ?? null;
      for (let line = 0; line < lines; line += 1) {
        world.log.push({ type: 'VideoPlayback', name: 'Somebody is playing a film', userId: stranger, at });
        world.log.push({ type: 'TaskCompleted', name: 'A task is done', userId: null, at });
      }
    },
  };
}
