import { z } from 'zod';
import { changedFields } from '../../../db/queries/audit.ts';
import { locationToUse } from '../../../db/queries/locations.ts';
import { serverKeyName, writeSecret } from '../../../db/queries/secrets.ts';
import { editServer, markReachable, serverById, type ServerEdit } from '../../../db/queries/servers-panel.ts';
import { pokeMembersOn, retryPlacements, retryTroubles } from '../../../db/queries/wake.ts';
import { adminProcedure } from '../../trpc.ts';
import { type AdminContext, type Change, change } from '../change.ts';
import { id, notThere, text, webAddress, wholeText, wholeTextOrNone, wrongField } from '../input.ts';
import { failedTest, testAddress, wrongAddress } from './address.ts';

const input = z.object({
  id,
  baseUrl: webAddress,
  /** Blank keeps the stored one. */
  apiKey: text(500),
  publicUrl: z.union([z.literal(''), webAddress]),
  enabled: z.boolean(),
  allowNewSubscriptions: z.boolean(),
  maintenance: z.boolean(),
  acceptsTrials: z.boolean(),
  trialsOnly: z.boolean(),
  maxUsers: wholeTextOrNone(1, 1_000_000),
  priority: wholeText(-10_000, 10_000),
  locationId: id.nullable(),
});

type Stored = NonNullable<Awaited<ReturnType<typeof serverById>>>;

export const edit = adminProcedure.input(input).mutation(async ({ ctx, input: typed }) => {
  const server = await serverById(ctx.db, typed.id);
  if (server === undefined) throw notThere('server');
  if (typed.trialsOnly && !typed.acceptsTrials)
    throw wrongField('acceptsTrials', 'A server for trials alone accepts them');
  const isNewAddress = typed.apiKey !== '' || typed.baseUrl !== server.base_url;
  if (isNewAddress) await requireSameServer(ctx, server, typed);
  await change(ctx, async (made) => {
    const { id: serverId, apiKey, ...fields } = typed;
    const location = await locationOf(made, typed);
    await editServer(made.trx, serverId, fields);
    if (apiKey !== '')
      await writeSecret(made.trx, ctx.seal, { name: serverKeyName(serverId), text: apiKey, at: made.now });
    await wakeConcerned(made, serverId, isNewAddress);
    const { locationId: _id, ...rest } = fields;
    const changed = changedFields(stored(server), { ...rest, location });
    await made.audit({
      action: 'servers.edit',
      subject: 'server',
      subjectId: serverId,
      before: changed.before,
      after: { ...changed.after, ...(apiKey === '' ? {} : { apiKey: 'replaced' }) },
    });
  });
});

/** A changed address or key must work, and lead to the installation whose accounts we know. */
async function requireSameServer(
  ctx: AdminContext,
  server: Stored,
  typed: z.output<typeof input>,
): Promise<void> {
  const tested = await testAddress(ctx, {
    serverId: server.id,
    baseUrl: typed.baseUrl,
    apiKey: typed.apiKey,
  });
  if (!tested.ok) throw failedTest(tested);
  if (tested.identity.externalId !== server.machine_id)
    throw wrongAddress('baseUrl', `Another server answers there: ${tested.identity.name}`);
}

async function wakeConcerned({ trx, now }: Change, serverId: string, isNewAddress: boolean): Promise<void> {
  if (isNewAddress) {
    await markReachable(trx, serverId, now);
    await retryTroubles(trx, ['GatewayCredentialsRejected', 'GatewayUnreachable', 'SettingsMissing'], now);
  }
  await pokeMembersOn(trx, [serverId], 'server edited');
  await retryPlacements(trx, now);
}

/** The name of the location that was chosen; null: none was. */
async function locationOf({ trx }: Change, { locationId }: z.output<typeof input>): Promise<string | null> {
  if (locationId === null) return null;
  const location = await locationToUse(trx, locationId);
  if (location === undefined) throw wrongField('locationId', 'A location that exists');
  return location.name;
}

function stored(server: Stored): Omit<ServerEdit, 'locationId'> & { readonly location: string | null } {
  return {
    baseUrl: server.base_url,
    publicUrl: server.public_url,
    enabled: server.enabled,
    allowNewSubscriptions: server.allow_new_subscriptions,
    maintenance: server.maintenance,
    acceptsTrials: server.accepts_trials,
    trialsOnly: server.trials_only,
    maxUsers: server.max_users,
    priority: server.priority,
    location: server.location,
  };
}
