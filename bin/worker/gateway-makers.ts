import type { ActivityDeps } from '../../activities/deps.ts';
import { mediaServers } from '../../gateways/media/index.ts';
import { notifiers } from '../../gateways/notify/index.ts';
import { paymentGateways } from '../../gateways/payment/index.ts';

/** Settings that changed make a new instance; the few old ones are dropped with their connections. */
const KEPT = 50;

type Makers = Pick<ActivityDeps, 'mediaServer' | 'paymentGateway' | 'notifier'>;

/** Gateways by their settings: the same settings get the same instance, so that connections stay open. */
export function gatewayMakers(options: { stripeApiBase?: string | undefined }): Makers {
  const now = () => Date.now();
  return {
    mediaServer: keep((address) =>
      mediaServers[address.platform](
        { baseUrl: address.baseUrl, apiKey: address.apiKey, expectedIdentity: address.machineId },
        { fetch: globalThis.fetch, now },
      ),
    ),
    paymentGateway: keep((settings) =>
      paymentGateways.stripe(settings, {
        now,
        ...(options.stripeApiBase === undefined ? {} : { apiBase: options.stripeApiBase }),
      }),
    ),
    notifier: keep(
      (settings) => notifiers.email(settings, { now }),
      (old) => old.close(),
    ),
  };
}

function keep<Settings, Gateway>(make: (settings: Settings) => Gateway, drop?: (gateway: Gateway) => void) {
  const kept = new Map<string, Gateway>();
  return (settings: Settings): Gateway => {
    const key = JSON.stringify(settings);
    const known = kept.get(key);
    if (known !== undefined) return known;
    const made = make(settings);
    kept.set(key, made);
    const [oldest] = kept.keys();
    if (kept.size > KEPT && oldest !== undefined) {
      const old = kept.get(oldest);
      kept.delete(oldest);
      if (old !== undefined) drop?.(old);
    }
    return made;
  };
}
