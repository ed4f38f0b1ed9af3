import type { MediaServerDeps, MediaServerSettings } from '../connection.ts';
import type { MediaServer } from '../media-server.ts';
import { allUsers, createAccount, ownsAccount, userByName } from './accounts.ts';
import { jellyfinClient } from './client.ts';
import { testConnection } from './connection-test.ts';
import { identityGuard } from './identity.ts';
import { firstPlayback } from './activity-log.ts';
import { libraryBook } from './libraries.ts';
import { takeTurns } from './turns.ts';
import { normaliseId, toMember } from './wire.ts';
import { findUser, type JellyfinParts, remove, setAccess, setPassword, suspend } from './writing.ts';

/** A Jellyfin server, 10.11 or 12, by an API key with administrator rights. */
export function jellyfin(settings: MediaServerSettings, deps: MediaServerDeps): MediaServer {
  const client = jellyfinClient(settings, deps);
  const expected = settings.expectedIdentity ?? null;
  const inTurn = takeTurns();
  const parts: JellyfinParts = {
    client,
    identity: identityGuard({ client, expected, now: deps.now }),
    libraries: libraryBook(client, deps.now),
    inTurn,
  };
  const changing = <T>(externalId: string, change: (id: string) => Promise<T>): Promise<T> => {
    const id = normaliseId(externalId);
    return inTurn(id, () => change(id));
  };
  return {
    platform: 'jellyfin',
    supports: { invitesByEmail: false, createsLocalUser: true, canSuspend: true },
    identify: parts.identity.identify,
    listLibraries: parts.libraries.list,
    listMembers: async () => (await allUsers(parts)).map(toMember),
    findMember: async (externalId) => memberOrNull(await findUser(parts, normaliseId(externalId))),
    findMemberByName: async (username) => memberOrNull(await userByName(parts, username)),
    createAccount: (account) => createAccount(parts, account),
    ownsAccount: (username, password) => ownsAccount(parts, username, password),
    setAccess: (externalId, access) => changing(externalId, (id) => setAccess(parts, id, access)),
    suspend: (externalId) => changing(externalId, (id) => suspend(parts, id)),
    setPassword: (externalId, password) => changing(externalId, (id) => setPassword(parts, id, password)),
    remove: (externalId) => changing(externalId, (id) => remove(parts, id)),
    firstPlayback: (externalId, since) => firstPlayback(parts, normaliseId(externalId), since),
    testConnection: () => testConnection(parts, expected),
  };
}

function memberOrNull(user: Parameters<typeof toMember>[0] | null) {
  return user === null ? null : toMember(user);
}
