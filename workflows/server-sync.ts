import { setHandler } from '@temporalio/workflow';
import { ledger } from './activity-proxies.ts';
import { poke } from './messages.ts';

/**
 * Reads one media server's name, version, libraries and accounts once. Started every hour and when an admin
 * asks; a server that does not answer is shown as such and asked again at the next occasion.
 */
export async function serverSync({ serverId }: { serverId: string }): Promise<void> {
  let isPoked = true;
  setHandler(poke, () => {
    isPoked = true;
  });
  while (isPoked) {
    isPoked = false;
    await ledger.syncServer.executeWithOptions({ summary: 'Read the libraries' }, [
      { serverId, now: Date.now() },
    ]);
  }
}
