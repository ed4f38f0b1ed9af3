import { randomBytes } from 'node:crypto';
import { DISABLED, REMOVED, accessLevel, restrictedAccess } from '../domain/access/access-key.ts';
import { type AccessOnServer, accessOf, libraryIdsIn } from '../domain/access/plan-libraries.ts';
import {
  type AccessDecision,
  claimGrant,
  type ClaimedGrant,
  isLivingGrant,
  observeAccess,
  releaseGrant,
  shareableLibraries,
} from '../db/queries/grants.ts';
import { readSection } from '../db/queries/settings.ts';
import type { TimelineEntry } from '../db/queries/timeline.ts';
import { termsInForce } from '../db/queries/terms.ts';
import { GatewayError } from '../gateways/fault.ts';
import type { MediaServer } from '../gateways/media/media-server.ts';
import type { ActivityDeps } from './deps.ts';
import { accessOn, halfMadeAccount, makeAccount } from './account.ts';
import { holdKeeper } from './hold.ts';
import { grantBusy, settingsMissing } from './failures.ts';
import { withPlace } from './pace.ts';
import { noteServerFault } from './server-fault.ts';
import { keepLease, LEASE_MS } from './sign-of-life.ts';

export interface AccessOrder {
  readonly memberId: string;
  readonly grantId: string;
  /** The state wanted, as domain/access/access-key.ts names it. */
  readonly access: string;
  /** Whose terms it follows; null: a permanent member's, or no payment's. */
  readonly paymentId: string | null;
  readonly now: number;
}

export interface GrantOrder {
  readonly memberId: string;
  readonly grantId: string;
  readonly now: number;
}

export function accessActivities(deps: ActivityDeps) {
  const isHeld = holdKeeper(deps);
  return {
    /** Records what was decided for a grant, then makes one attempt to bring it about; unless it has to wait, see hold.ts. */
    async setAccess(order: AccessOrder): Promise<'done' | 'held'> {
      const { memberId, grantId } = order;
      if (await isHeld({ memberId, grantId, access: order.access, now: new Date(order.now) })) return 'held';
      const access = await accessFor(deps, order);
      await bring(deps, order, { ...access, now: new Date(order.now) });
      return 'done';
    },

    /** One attempt to make the server agree with what was last decided. Looks first, so it may be repeated. */
    async bringAccess(order: GrantOrder): Promise<void> {
      await bring(deps, order, null);
    },
  };
}

async function accessFor(
  { db, seal }: Pick<ActivityDeps, 'db' | 'seal'>,
  order: AccessOrder,
): Promise<AccessOnServer> {
  const level = accessLevel(order.access);
  if (level === 'removed' || level === 'disabled') {
    return { key: order.access, libraryIds: [], downloads: false, transcoding: false };
  }
  const grant = await db
    .selectFrom('access_grants')
    .select('server_id')
    .where('id', '=', order.grantId)
    .executeTakeFirstOrThrow();
  const libraries = await shareableLibraries(db, grant.server_id);
  if (level === 'restricted') {
    const { expiryGroups } = await readSection(db, seal, 'subscriptions');
    const libraryIds = libraryIdsIn(expiryGroups, libraries);
    return { key: restrictedAccess(libraryIds), libraryIds, downloads: false, transcoding: true };
  }
  return accessOf(await termsInForce(db, order.memberId, order.paymentId), libraries);
}

async function bring(deps: ActivityDeps, order: GrantOrder, decision: AccessDecision | null): Promise<void> {
  const holder = randomBytes(8).toString('hex');
  const { grantId, memberId } = order;
  const grant = await claimGrant(deps.db, { grantId, memberId, holder, leaseMs: LEASE_MS, decision });
  if (grant === null) {
    if (!(await isLivingGrant(deps.db, order))) return;
    throw grantBusy();
  }
  const endLease = keepLease(deps.db, { grantId: grant.id, holder });
  try {
    const server = serverOf(deps, grant);
    await withPlace(grant.server_id, () => write(deps, { grant, server, now: new Date(order.now) }));
  } catch (error) {
    await releaseGrant(deps.db, grant.id, holder);
    await noteServerFault(deps, grant.server_id, error);
    throw error;
  } finally {
    endLease();
  }
}

function serverOf(deps: ActivityDeps, grant: ClaimedGrant): MediaServer {
  if (grant.api_key === null) throw settingsMissing('the API key of this server is missing');
  return deps.mediaServer({
    platform: grant.platform,
    serverId: grant.server_id,
    baseUrl: grant.base_url,
    apiKey: deps.seal.open(grant.api_key),
    machineId: grant.machine_id,
  });
}

interface Writing {
  readonly grant: ClaimedGrant;
  readonly server: MediaServer;
  readonly now: Date;
}

async function write(deps: ActivityDeps, writing: Writing): Promise<void> {
  const { grant, now } = writing;
  const key = await remoteWrite(deps, writing);
  await observeAccess(deps.db, { grant, key, now, event: accessChanged(grant, key, now) });
}

function accessChanged(grant: ClaimedGrant, key: string, now: Date): TimelineEntry | null {
  if (grant.observed_key === key) return null;
  return {
    memberId: grant.member_id,
    at: now,
    kind: 'accessChanged',
    actor: 'process',
    aboutId: grant.id,
    data: {
      level: accessLevel(key),
      before: accessLevel(grant.observed_key),
      libraries: grant.desired_library_ids.length,
    },
    dedupKey: `access/${grant.id}/${key}/${grant.desired_at.getTime()}`,
  };
}

/** Brings the account to what is desired and answers what it is then. */
async function remoteWrite(deps: ActivityDeps, writing: Writing): Promise<string> {
  const { grant, server } = writing;
  const level = accessLevel(grant.desired_key);
  const known = grant.external_id ?? (await halfMadeAccount(deps, writing));
  if (level === 'removed') {
    if (known !== null) await server.remove(known);
    return REMOVED;
  }
  if (level === 'disabled')
    return known !== null && (await isThere(() => server.suspend(known))) ? DISABLED : REMOVED;
  const externalId = known ?? (await makeAccount(deps, writing));
  // An account that somebody removed by hand ends its grant; the member is then placed anew, with new credentials.
  return (await isThere(() => server.setAccess(externalId, accessOn(grant)))) ? grant.desired_key : REMOVED;
}

async function isThere(call: () => Promise<unknown>): Promise<boolean> {
  try {
    await call();
    return true;
  } catch (error) {
    if (error instanceof GatewayError && error.fault === 'notFound') return false;
    throw error;
  }
}
