import { type Fault, GatewayError } from '../../../gateways/fault.ts';
import type { MediaAccess, MediaServer } from '../../../gateways/media/media-server.ts';
import type { Frame, Misbehaviour, RecordedRequest } from '../../simulators/frame/index.ts';

/** One kind of request of the provider, as far as faults and counts need to know it. */
export interface Target {
  readonly method: string;
  readonly route: RegExp;
}

/** What the simulated server itself says of an account, also of one that is gone. */
export interface RemoteAccount {
  readonly state: 'enabled' | 'disabled' | 'removed';
  /** Libraries it really sees. */
  readonly libraryIds: readonly string[];
}

export interface GatewayOptions {
  readonly apiKey?: string;
  readonly baseUrl?: string;
  readonly timeoutMs?: number;
}

/** One simulated server of the provider, and the way to open gateways to it. */
export interface MediaWorld extends Pick<Frame, 'faults' | 'requests' | 'unmodelled' | 'clock' | 'close'> {
  open(options?: GatewayOptions): MediaServer;
  readonly identity: { readonly id: string; readonly name: string; readonly version: string };
  readonly libraries: readonly { readonly id: string; readonly title: string }[];
  readonly apiKey: string;
  readonly targets: {
    readonly listLibraries: Target;
    readonly listMembers: Target;
    readonly readMember: Target;
    readonly writeAccess: Target;
    readonly create: Target;
    readonly remove: Target;
    readonly playbacks: Target;
  };
  /** A field without which a member cannot be read. */
  readonly requiredField: string;
  readonly administratorId: string;
  account(externalId: string): RemoteAccount | null;
  accounts(): number;
  /** Sets a setting of the account that this product knows nothing of, and reads it. */
  changeForeignSetting(externalId: string): void;
  foreignSetting(externalId: string): unknown;
  rename(externalId: string, username: string): void;
  removeLibrary(id: string): void;
  becomeAnother(): void;
  signIn(username: string, password: string): string | null;
  isSignedIn(token: string): boolean;
  /** Plays something with this sign-in, at an instant in milliseconds since the epoch. */
  play(token: string, at: number): void;
  /** Other people play something, more often than one answer of the server holds. */
  playElsewhere(at: number): void;
}

export interface MediaServerHarness {
  start(): Promise<MediaWorld>;
}

export type Capability = keyof MediaServer['supports'];

export interface Clause {
  readonly title: string;
  /** Without it a provider may be exempted. */
  readonly needs?: Capability;
  readonly holds: (given: Given) => Promise<void>;
}

export interface Given {
  readonly world: MediaWorld;
  readonly server: MediaServer;
  /** Another server of the same kind, started when first asked for. */
  another(): Promise<MediaWorld>;
}

export const PASSWORD = 'correct-horse-9';
export const HURRIED = { timeoutMs: 300 };
export const NOBODY = 'f'.repeat(32);

export async function aMember(
  world: MediaWorld,
  options?: GatewayOptions,
): Promise<{ server: MediaServer; id: string }> {
  const server = world.open(options);
  const result = await server.createAccount(account(world, 'member'));
  if (result.kind !== 'created') throw new Error(`expected a new account, got ${result.kind}`);
  return { server, id: result.externalId };
}

export function account(world: MediaWorld, username: string) {
  return { username, password: PASSWORD, access: some(world, 1), template: null };
}

/** The first so many libraries, no downloads, transcoding. */
export function some(world: MediaWorld, number: number): MediaAccess {
  return { libraryIds: ids(world, number), downloads: false, transcoding: true };
}

export function ids(world: MediaWorld, number: number): string[] {
  return world.libraries.slice(0, number).map((library) => library.id);
}

/** `times` is left out for a fault that stays. */
export function spoil(world: MediaWorld, target: Target, fault: Misbehaviour & { times?: number }): void {
  world.faults.add({ ...target, ...fault });
}

export function count(world: MediaWorld, { method, route }: Target): number {
  return world.requests.filter((request) => request.method === method && route.test(request.path)).length;
}

/** Sign-ins of members aside, nothing but reading uses GET alone. */
export function writesTo(world: MediaWorld): number {
  const isWrite = (request: RecordedRequest) => request.method !== 'GET';
  return world.requests.filter(isWrite).length;
}

export async function errorOf(call: Promise<unknown>): Promise<GatewayError | null> {
  try {
    await call;
    return null;
  } catch (error) {
    if (error instanceof GatewayError) return error;
    throw error;
  }
}

export async function faultOf(call: Promise<unknown>): Promise<Fault | null> {
  return (await errorOf(call))?.fault ?? null;
}
