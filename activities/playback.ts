import { keepPlayback, waitingPayment, watchableAccounts } from '../db/queries/first-playback.ts';
import { serverAddress } from '../db/queries/server-address.ts';
import { readSettings } from '../db/queries/settings.ts';
import type { ActivityDeps } from './deps.ts';
import { settingsMissing } from './failures.ts';
import { noteServerFault } from './server-fault.ts';

export interface PlaybackQuestion {
  readonly memberId: string;
  readonly paymentId: string;
  readonly now: number;
}

export function playbackActivities(deps: ActivityDeps) {
  return {
    /**
     * Asks every server where the member has an account whether something was watched since the payment; the first
     * playback starts the clock. All of them have to answer: the one that does not may know of an earlier one.
     */
    async lookForPlayback({ paymentId, now }: PlaybackQuestion): Promise<void> {
      const at = new Date(now);
      const payment = await waitingPayment(deps.db, paymentId, at);
      if (payment === null) return;
      const { site } = await readSettings(deps.db, deps.seal);
      const playedAt = await firstPlayback(deps, payment.memberId, payment.from.getTime());
      const answer = { paymentId, playedAt, now: at, zone: site.timeZone };
      await deps.db.transaction().execute((trx) => keepPlayback(trx, answer));
    },
  };
}

async function firstPlayback(deps: ActivityDeps, memberId: string, since: number): Promise<Date | null> {
  const accounts = await watchableAccounts(deps.db, memberId);
  const seen = await Promise.all(
    accounts.map(async ({ serverId, externalId }) => {
      const address = await serverAddress(deps.db, deps.seal, serverId);
      if (address === null) throw settingsMissing('the API key of this server is missing');
      try {
        return await deps.mediaServer(address).firstPlayback(externalId, since);
      } catch (error) {
        await noteServerFault(deps, serverId, error);
        throw error;
      }
    }),
  );
  const instants = seen.flatMap((at) => at ?? []);
  return instants.length === 0 ? null : new Date(Math.min(...instants));
}
