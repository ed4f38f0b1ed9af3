import type { ActivityDeps } from '../../activities/deps.ts';
import { discordServer } from '../../gateways/discord/index.ts';
import { mediaServers } from '../../gateways/media/index.ts';
import { notifiers } from '../../gateways/notify/index.ts';
import { paymentGateways } from '../../gateways/payment/index.ts';

/** Settings that changed make a new instance; the few old ones are dropped with their connections. */
const KEPT = 50;

export type GatewayMakers = Pick<
  ActivityDeps,
  'mediaServer' | 'paymentGateway' | 'discordServer' | 'notifier'
>;

/** Gateways by their settings: the same settings get the same instance, so that connections stay open. */
export interface ApiBases {
  /** Speaks to a simulator instead of Stripe. */
  readonly stripeApiBase?: string | undefined;
  /** Speaks to a simulator instead of Discord. */
  readonly discordApiBase?: string | undefined;
}

export function gatewayMakers(options: ApiBases): {
  readonly makers: GatewayMakers;
  /** Ends the connections that are kept open: they would hold up the end of the process. */
  close(): void;
} {
  const now = () => Date.now();
  const mediaServer = keep((address: Parameters<GatewayMakers['mediaServer']>[0]) =>
    mediaServers[address.platform](
      { baseUrl: address.baseUrl, apiKey: address.apiKey, expectedIdentity: address.machineId },
      { fetch: globalThis.fetch, now },
    ),
  );
  const paymentGateway = keep((settings: Parameters<GatewayMakers['paymentGateway']>[0]) =>
    paymentGateways.stripe(settings, {
      now,
      ...(options.stripeApiBase === undefined ? {} : { apiBase: options.stripeApiBase }),
    }),
  );
  const discord = keep((settings: Parameters<GatewayMakers['discordServer']>[0]) =>
    discordServer(settings, {
      fetch: globalThis.fetch,
      now,
      ...(options.discordApiBase === undefined ? {} : { apiBase: options.discordApiBase }),
    }),
  );
  const notifier = keep(
    (settings: Parameters<GatewayMakers['notifier']>[0]) => notifiers.email(settings, { now }),
    (old) => old.close(),
  );
  return {
    makers: {
      mediaServer: mediaServer.get,
      paymentGateway: paymentGateway.get,
      discordServer: discord.get,
      notifier: notifier.get,
    },
    close: notifier.dropAll,
  };
}

function keep<Settings, Gateway>(make: (settings: Settings) => Gateway, drop?: (gateway: Gateway) => void) {
  const kept = new Map<string, Gateway>();
  const forget = (key: string): void => {
    const old = kept.get(key);
    kept.delete(key);
    if (old !== undefined) drop?.(old);
  };
  return {
    get(settings: Settings): Gateway {
      const key = JSON.stringify(settings);
      const known = kept.get(key);
      if (known !== undefined) return known;
      const made = make(settings);
      kept.set(key, made);
      const [oldest] = kept.keys();
      if (kept.size > KEPT && oldest !== undefined) forget(oldest);
      return made;
    },
    dropAll(): void {
      for (const key of kept.keys()) forget(key);
    },
  };
}
