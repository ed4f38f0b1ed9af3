import { serverAddress } from '../db/queries/server-address.ts';
import { recordLibraries } from '../db/queries/record-libraries.ts';
import { setServerState } from '../db/queries/server-state.ts';
import { GatewayError } from '../gateways/fault.ts';
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
      } catch (error) {
        if (!(error instanceof GatewayError)) throw error;
        const state = error.fault === 'credentialsRejected' ? 'refused' : 'unreachable';
        await setServerState(deps.db, serverId, { state, message: error.message, at });
      }
    },
  };
}
