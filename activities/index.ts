import { accessActivities } from './access.ts';
import { billingActivities } from './billing.ts';
import { checkoutActivities } from './checkout.ts';
import type { ActivityDeps } from './deps.ts';
import { discordActivities } from './discord.ts';
import { messageActivities } from './message.ts';
import { migrationActivities } from './migration.ts';
import { noticeActivities } from './notice.ts';
import { placementActivities } from './placement.ts';
import { playbackActivities } from './playback.ts';
import { serverActivities } from './server.ts';
import { subscriptionActivities } from './subscription.ts';
import { transactionSyncActivities } from './transaction-sync.ts';

/** Every activity, by the name that operators see. */
export function createActivities(deps: ActivityDeps) {
  return {
    ...subscriptionActivities(deps),
    ...placementActivities(deps),
    ...accessActivities(deps),
    ...messageActivities(deps),
    ...checkoutActivities(deps),
    ...billingActivities(deps),
    ...noticeActivities(deps),
    ...playbackActivities(deps),
    ...serverActivities(deps),
    ...discordActivities(deps),
    ...transactionSyncActivities(deps),
    ...migrationActivities(deps),
  };
}

export type Activities = ReturnType<typeof createActivities>;
