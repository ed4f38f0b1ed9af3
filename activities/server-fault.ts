import { noteFault } from '../db/queries/server-state.ts';
import { GatewayError } from '../gateways/fault.ts';
import type { ActivityDeps } from './deps.ts';

/** A server that does not answer, or refuses its key, is shown to admins; one bad request is not its fault. */
export async function noteServerFault(
  { db }: Pick<ActivityDeps, 'db'>,
  serverId: string,
  error: unknown,
): Promise<void> {
  if (!(error instanceof GatewayError)) return;
  const state = { unreachable: 'unreachable', credentialsRejected: 'refused' }[error.fault as string];
  if (state !== 'unreachable' && state !== 'refused') return;
  await noteFault(db, serverId, { state, message: error.message, at: new Date() });
}
