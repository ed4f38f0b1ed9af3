import { GatewayError } from '../../fault.ts';
import type { CreateResult, NewAccount } from '../media-server.ts';
import { fromTemplate, hasAccess, withAccess } from './policy.ts';
import { normaliseId, type WireUser } from './wire.ts';
import { type JellyfinParts, noPassword, writePolicy } from './writing.ts';

/** Jellyfin's rule, in words for the person who chose the name. */
const NAME_RULE = "Letters, digits, spaces and - ' . _ @ + only, with no space at either end";

/**
 * Jellyfin gives a new account its own default policy, which shows every library, and takes ours only in a
 * second call. Between the two nobody can sign in, because the password comes with the first call and its
 * holder does not pass it on before this has succeeded. If the second call fails the error surfaces; the
 * account is then known by its password (`ownsAccount`) and `setAccess` puts it right.
 */
export async function createAccount(parts: JellyfinParts, account: NewAccount): Promise<CreateResult> {
  const { client, identity, libraries } = parts;
  if (account.password === '') throw noPassword();
  await identity.ensure();
  await libraries.require(account.access.libraryIds);
  const template = account.template === null ? null : await templateUser(parts, account.template);
  const made = await client.createUser(account.username, account.password);
  if (made === null) {
    const holder = await userByName(parts, account.username);
    return holder === null ? { kind: 'name-refused', reason: NAME_RULE } : { kind: 'name-taken' };
  }
  const id = normaliseId(made.Id);
  await parts.inTurn(id, () => settle(parts, { made, account, template }));
  return { kind: 'created', externalId: id };
}

interface Settling {
  readonly made: WireUser;
  readonly account: NewAccount;
  readonly template: WireUser | null;
}

/** Access comes first: what the template adds to the person's comfort may fail without harm. */
async function settle(parts: JellyfinParts, { made, account, template }: Settling): Promise<void> {
  const start = template === null ? made.Policy : fromTemplate(made.Policy, template.Policy);
  const policy = withAccess(start, account.access);
  await writePolicy(parts, {
    id: normaliseId(made.Id),
    policy,
    stands: (now) => hasAccess(now, account.access),
  });
  if (template?.Configuration)
    await parts.client.writeConfiguration(normaliseId(made.Id), template.Configuration);
}

async function templateUser(parts: JellyfinParts, name: string): Promise<WireUser> {
  const template = await userByName(parts, name);
  if (template !== null) return template;
  throw new GatewayError('requestRejected', {
    message:
      'The template account of the settings does not exist on this Jellyfin server. Create it there, or correct the setting',
  });
}

/** Jellyfin has no search by name. */
export async function userByName(parts: JellyfinParts, name: string): Promise<WireUser | null> {
  const wanted = name.toLowerCase();
  return (await allUsers(parts)).find((user) => user.Name.toLowerCase() === wanted) ?? null;
}

/** A Jellyfin server has at least one administrator: an empty list is a sick server, never an empty one. */
export async function allUsers({ client }: JellyfinParts): Promise<readonly WireUser[]> {
  const users = await client.users();
  if (users.length > 0) return users;
  throw new GatewayError('badReply', { message: 'Jellyfin lists no account at all, which cannot be' });
}

/** A wrong password counts as a failed attempt of the account that has the name: ask only about names we gave. */
export async function ownsAccount(
  parts: JellyfinParts,
  username: string,
  password: string,
): Promise<boolean> {
  const { client, identity } = parts;
  if (password === '') return false;
  await identity.ensure();
  const token = await client.signIn(username, password);
  if (token === null) return false;
  await client.signOut(token);
  return true;
}
