import { type Fault, GatewayError } from '../../fault.ts';
import type { MediaAccess } from '../media-server.ts';
import type { JellyfinClient } from './client.ts';
import type { IdentityGuard } from './identity.ts';
import type { LibraryBook } from './libraries.ts';
import { hasAccess, withAccess } from './policy.ts';
import type { WirePolicy, WireUser } from './wire.ts';

export interface JellyfinParts {
  readonly client: JellyfinClient;
  readonly identity: IdentityGuard;
  readonly libraries: LibraryBook;
  /** Policies are written whole, so that two changes of one account at once would lose one of them. */
  readonly inTurn: <T>(id: string, work: () => Promise<T>) => Promise<T>;
}

/** Null only on the word of the installation we know. */
export async function findUser({ client, identity }: JellyfinParts, id: string): Promise<WireUser | null> {
  const user = await client.user(id);
  if (user === null) await identity.recheck();
  return user;
}

export async function setAccess(
  parts: JellyfinParts,
  id: string,
  access: MediaAccess,
): Promise<'changed' | 'unchanged'> {
  await parts.identity.ensure();
  const [, user] = await Promise.all([parts.libraries.require(access.libraryIds), ordinaryUser(parts, id)]);
  if (hasAccess(user.Policy, access)) return 'unchanged';
  await writePolicy(parts, {
    id,
    policy: withAccess(user.Policy, access),
    stands: (now) => hasAccess(now, access),
  });
  const after = await findUser(parts, id);
  if (after === null) throw gone();
  if (!hasAccess(after.Policy, access)) {
    throw new GatewayError('badReply', {
      message: 'Jellyfin accepted the change of access, but its record does not show it',
    });
  }
  return 'changed';
}

/** Jellyfin ends the account's tokens when a policy disables it. */
export async function suspend(parts: JellyfinParts, id: string): Promise<'suspended' | 'already-suspended'> {
  await parts.identity.ensure();
  const { Policy } = await ordinaryUser(parts, id);
  if (Policy.IsDisabled) return 'already-suspended';
  await writePolicy(parts, { id, policy: { ...Policy, IsDisabled: true }, stands: (now) => now.IsDisabled });
  return 'suspended';
}

export async function setPassword(parts: JellyfinParts, id: string, password: string): Promise<void> {
  if (password === '') throw noPassword();
  await parts.identity.ensure();
  await ordinaryUser(parts, id);
  await parts.client.writePassword(id, password);
}

export async function remove(parts: JellyfinParts, id: string): Promise<'removed' | 'was-not-there'> {
  await parts.identity.ensure();
  const user = await findUser(parts, id);
  if (user === null) return 'was-not-there';
  refuseAdministrator(user);
  try {
    return await parts.client.deleteUser(id);
  } catch (error) {
    if ((await recordAfter(parts, id, error)) !== null) throw notDone();
    return faultOf(error) === 'notFound' ? 'was-not-there' : 'removed';
  }
}

export interface PolicyWrite {
  readonly id: string;
  readonly policy: WirePolicy;
  /** Whether a policy read afterwards shows what was wanted. */
  readonly stands: (policy: WirePolicy) => boolean;
}

export async function writePolicy(parts: JellyfinParts, { id, policy, stands }: PolicyWrite): Promise<void> {
  try {
    await parts.client.writePolicy(id, policy);
  } catch (error) {
    const after = await recordAfter(parts, id, error);
    if (after === null) throw gone();
    if (!stands(after.Policy)) throw notDone();
  }
}

/**
 * What the server's record says after a write whose end is unsure: no answer, or a 404 that may come from
 * something else at the address. Other failures are thrown on, and so is the first one when the look fails
 * too: then the outcome stays unknown.
 */
async function recordAfter(parts: JellyfinParts, id: string, error: unknown): Promise<WireUser | null> {
  const fault = faultOf(error);
  if (fault !== 'outcomeUnknown' && fault !== 'notFound') throw error;
  return await findUser(parts, id).catch((lookFailed: unknown) => {
    throw fault === 'outcomeUnknown' ? error : lookFailed;
  });
}

function faultOf(error: unknown): Fault | null {
  return error instanceof GatewayError ? error.fault : null;
}

async function ordinaryUser(parts: JellyfinParts, id: string): Promise<WireUser> {
  const user = await findUser(parts, id);
  if (user === null) throw gone();
  refuseAdministrator(user);
  return user;
}

function refuseAdministrator(user: WireUser): void {
  if (!user.Policy.IsAdministrator) return;
  throw new GatewayError('requestRejected', {
    message:
      'This account is an administrator of the Jellyfin server; administrators are never changed or removed from here',
  });
}

export function noPassword(): GatewayError {
  return new GatewayError('requestRejected', {
    message: 'An account without a password would be open to everybody',
  });
}

function gone(): GatewayError {
  return new GatewayError('notFound', { message: 'The account is not on the Jellyfin server any more' });
}

/** The repeat is safe: every write states the whole wanted end. */
function notDone(): GatewayError {
  return new GatewayError('unreachable', {
    message: 'Jellyfin did not answer, and its record does not show the change',
  });
}
