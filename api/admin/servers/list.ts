import { listServers } from '../../../db/queries/servers-panel.ts';
import { adminProcedure } from '../../trpc.ts';
import { instant, instantOrNull } from '../answer.ts';

/** What was last known of each server; looking at it asks none of them. */
export const list = adminProcedure.query(async ({ ctx }) => {
  const servers = await listServers(ctx.db);
  return servers.map((server) => ({
    id: server.id,
    platform: server.platform,
    name: server.name,
    version: server.version,
    baseUrl: server.base_url,
    publicUrl: server.public_url,
    enabled: server.enabled,
    allowNewSubscriptions: server.allow_new_subscriptions,
    maintenance: server.maintenance,
    acceptsTrials: server.accepts_trials,
    trialsOnly: server.trials_only,
    maxUsers: server.max_users,
    priority: server.priority,
    locationId: server.location_id,
    location: server.location,
    state: server.state,
    stateMessage: server.state_message,
    stateSince: instant(server.state_since),
    lastSyncedAt: instantOrNull(server.last_synced_at),
    used: Number(server.used),
    libraries: Number(server.libraries),
    unfiled: Number(server.unfiled),
  }));
});
