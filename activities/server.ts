import { recordSighting, settledAccounts } from '../db/queries/lost-access.ts';
import { followNames, keepListing } from '../db/queries/server-accounts.ts';
import { serverAddress } from '../db/queries/server-address.ts';
import { recordLibraries } from '../db/queries/record-libraries.ts';
import { noteFault, setServerState } from '../db/queries/server-state.ts';
import { LOST } from '../domain/access/access-key.ts';
import { type KnownAccount, readAccounts } from '../domain/access/account-listing.ts';
import { GatewayError } from '../gateways/fault.ts';
import type { MediaServer } from '../gateways/media/media-server.ts';
import type { ActivityDeps } from './deps.ts';

export function serverActivities(deps: ActivityDeps) {
  return {
    /** Compares what a server has with what we know of it. A failure is shown, and changes nothing else. */
    async syncServer({ serverId, now }: { serverId: string; now: number }): Promise<void> {
      const address = await serverAddress(deps.db, deps.seal, serverId);
      if (address === null) return;
      const at = new Date(now);
      const server = deps.mediaServer(address);
      try {
        const identity = await server.identify();
        const listing = await server.listLibraries();
        await deps.db.transaction().execute(async (trx) => {
          await trx
            .updateTable('servers')
            .set({ name: identity.name, version: identity.version, last_synced_at: at })
            .where('id', '=', serverId)
            .execute();
          await setServerState(trx, serverId, { state: 'reachable', message: '', at });
          // Last, since its doubt about a listing stands on the server until a good one comes.
          await recordLibraries(trx, { serverId, listing, now: at });
        });
        await compareAccounts(deps, { serverId, server, now: at });
      } catch (error) {
        if (!(error instanceof GatewayError)) throw error;
        const state = error.fault === 'credentialsRejected' ? 'refused' : 'unreachable';
        await noteFault(deps.db, serverId, { state, message: error.message, at });
      }
    },
  };
}

interface Comparison {
  readonly serverId: string;
  readonly server: MediaServer;
  readonly now: Date;
}

/**
 * A listing makes nobody a member: it is kept for the page on which an admin imports. It may be short: an account
 * is lost only when the server, asked for it alone, says that it has none.
 */
async function compareAccounts({ db }: ActivityDeps, { serverId, server, now }: Comparison): Promise<void> {
  const known = await settledAccounts(db, serverId);
  const accounts = await server.listMembers();
  await db.transaction().execute(async (trx) => {
    await keepListing(trx, { serverId, accounts, at: now });
    await followNames(trx, serverId, now);
  });
  const record = (account: KnownAccount, access: string) =>
    db.transaction().execute((trx) => recordSighting(trx, { account, access, now }));
  const { missing, returned } = readAccounts(known, accounts);
  for (const { account, access } of returned) await record(account, access);
  for (const account of missing) {
    if ((await server.findMember(account.externalId)) === null) await record(account, LOST);
  }
}
