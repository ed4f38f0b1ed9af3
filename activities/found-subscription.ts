import type { FoundSubscription } from '../db/queries/match-subscription.ts';
import { readSettings } from '../db/queries/settings.ts';
import { gatewayFor } from './checkout.ts';
import type { ActivityDeps } from './deps.ts';

/** What the gateway says of a subscription that nobody has connected, with what decides whose it is. */
export async function foundSubscription(
  deps: ActivityDeps,
  asked: { readonly externalId: string; readonly chargesSince: Date; readonly now: Date },
): Promise<FoundSubscription> {
  const { externalId, chargesSince, now } = asked;
  const { gateway } = await gatewayFor(deps);
  const { site, payments } = await readSettings(deps.db, deps.seal);
  const answer = await gateway.lookUpSubscription(externalId, chargesSince.getTime());
  const kept = { answer, now, zone: site.timeZone, currency: payments.currency };
  const { priceId } = answer;
  return { gateway: gateway.id, externalId, chargesSince, priceId, kept };
}
