import { randomBytes } from 'node:crypto';
import type { ClaimedGrant } from '../db/queries/grants.ts';
import { prepareAccount, recordAccount } from '../db/queries/accounts.ts';
import { readSection } from '../db/queries/settings.ts';
import { GatewayError } from '../gateways/fault.ts';
import type { MediaServer } from '../gateways/media/media-server.ts';
import type { ActivityDeps } from './deps.ts';

/** How many other names are tried when the wanted one belongs to somebody. */
const OTHER_NAMES = 20;

interface Making {
  readonly grant: ClaimedGrant;
  readonly server: MediaServer;
  readonly now: Date;
}

/**
 * Makes the member's account and answers its id. Name and password are stored before the server is asked, so
 * that after a cut connection the account can be known as ours. A name that belongs to somebody else is never
 * asked for: our password would count as a failed attempt of that person. The next free one is taken instead.
 */
export async function makeAccount(deps: ActivityDeps, { grant, server, now }: Making): Promise<string> {
  const password = passwordOf(deps, grant) ?? newPassword();
  const template = (await readSection(deps.db, deps.seal, 'media')).templateUser || null;
  for (const username of namesLike(grant.username)) {
    if ((await server.findMemberByName(username)) !== null) {
      // Asked for before and looked for in vain: a server that was slow may have made it since.
      const late = username === grant.username ? await halfMadeAccount(deps, { grant, server, now }) : null;
      if (late !== null) return late;
      continue;
    }
    await prepareAccount(deps.db, {
      grantId: grant.id,
      username,
      credentials: deps.seal.seal(password),
      now,
    });
    const result = await server.createAccount({ username, password, access: accessOn(grant), template });
    if (result.kind === 'created')
      return await keep(deps, { grant, server, now }, { externalId: result.externalId, username });
    if (result.kind === 'name-refused') {
      throw new GatewayError('requestRejected', {
        message: `The server does not accept this username: ${result.reason}`,
      });
    }
  }
  throw new GatewayError('requestRejected', {
    message: 'Every name like the wanted one is taken on this server',
  });
}

/** An account that was asked for and never confirmed: it is ours only where our password opens it. */
export async function halfMadeAccount(deps: ActivityDeps, making: Making): Promise<string | null> {
  const { grant, server } = making;
  const password = passwordOf(deps, grant);
  if (grant.create_asked_at === null || password === null) return null;
  if (!(await server.ownsAccount(grant.username, password))) return null;
  const found = await server.findMemberByName(grant.username);
  if (found === null) return null;
  return await keep(deps, making, { externalId: found.externalId, username: grant.username });
}

async function keep(
  deps: ActivityDeps,
  { grant, now }: Making,
  account: { externalId: string; username: string },
): Promise<string> {
  await recordAccount(deps.db, {
    grantId: grant.id,
    serverId: grant.server_id,
    ...account,
    now,
  });
  return account.externalId;
}

/** What was decided, as the media server takes it. */
export function accessOn(
  grant: Pick<ClaimedGrant, 'desired_library_ids' | 'desired_downloads' | 'desired_transcoding'>,
) {
  return {
    libraryIds: grant.desired_library_ids,
    downloads: grant.desired_downloads,
    transcoding: grant.desired_transcoding,
  };
}

function passwordOf({ seal }: ActivityDeps, grant: ClaimedGrant): string | null {
  return grant.credentials === null ? null : seal.open(grant.credentials);
}

/** Readable aloud and typed on a television remote: no look-alikes; 14 of 31 signs are about 69 bits. */
function newPassword(): string {
  const signs = 'abcdefghjkmnpqrstuvwxyz23456789';
  return Array.from(randomBytes(14), (byte) => signs[byte % signs.length]).join('');
}

function namesLike(username: string): string[] {
  return [username, ...Array.from({ length: OTHER_NAMES }, (_, index) => `${username}${index + 2}`)];
}
