import type {
  ConnectionTests,
  MediaAddress,
  MediaServerTest,
  PriceFound,
  SubscriptionFound,
} from '../../api/context.ts';
import { type ConnectionTest, GatewayError } from '../../gateways/fault.ts';
import { discordServer } from '../../gateways/discord/index.ts';
import { mediaServers } from '../../gateways/media/index.ts';
import { notifiers } from '../../gateways/notify/index.ts';
import type { PaymentGateway } from '../../gateways/payment/payment-gateway.ts';
import { paymentGateways } from '../../gateways/payment/index.ts';

export interface ConnectionTestOptions {
  /** Speaks to a simulator instead of Stripe. */
  readonly stripeApiBase: string | undefined;
  /** Speaks to a simulator instead of Discord. */
  readonly discordApiBase: string | undefined;
  siteName(): Promise<string>;
}

/** What Test buttons call: each makes its gateway for this one question. */
export function connectionTests(options: ConnectionTestOptions): ConnectionTests {
  const now = () => Date.now();
  const apiBase = options.stripeApiBase === undefined ? {} : { apiBase: options.stripeApiBase };
  const discordDeps = {
    fetch: globalThis.fetch,
    now,
    ...(options.discordApiBase === undefined ? {} : { apiBase: options.discordApiBase }),
  };
  return {
    stripe: async (settings) => await paymentGateways.stripe(settings, { now, ...apiBase }).testConnection(),
    smtp: async (settings) => {
      const notifier = notifiers.email({ ...settings, siteName: await options.siteName() }, { now });
      try {
        return await notifier.testConnection();
      } finally {
        notifier.close();
      }
    },
    discord: async (settings) => await discordServer(settings, discordDeps).testConnection(),
    discordMember: async (settings, userId) => {
      try {
        return { ok: true, member: await discordServer(settings, discordDeps).findMember(userId) };
      } catch (error) {
        return faultOf(error);
      }
    },
    mediaServer: testMediaServer,
    subscription: async (settings, externalId) =>
      await findSubscription(paymentGateways.stripe(settings, { now, ...apiBase }), externalId),
    price: async (settings, externalId) =>
      await findPrice(paymentGateways.stripe(settings, { now, ...apiBase }), externalId),
  };
}

/** With its whole history of charges, of which the latest may be worth recording. */
async function findSubscription(gateway: PaymentGateway, externalId: string): Promise<SubscriptionFound> {
  try {
    return { ok: true, state: await gateway.lookUpSubscription(externalId, 0) };
  } catch (error) {
    return faultOf(error);
  }
}

async function findPrice(gateway: PaymentGateway, externalId: string): Promise<PriceFound> {
  try {
    return { ok: true, price: await gateway.lookUpPrice(externalId) };
  } catch (error) {
    return faultOf(error);
  }
}

async function testMediaServer({ platform, baseUrl, apiKey }: MediaAddress): Promise<MediaServerTest> {
  const server = mediaServers[platform](
    { baseUrl, apiKey },
    { fetch: globalThis.fetch, now: () => Date.now() },
  );
  const test = await server.testConnection();
  if (!test.ok) return test;
  try {
    return { ...test, identity: await server.identify(), libraries: await server.listLibraries() };
  } catch (error) {
    return faultOf(error);
  }
}

function faultOf(error: unknown): Extract<ConnectionTest, { ok: false }> {
  if (!(error instanceof GatewayError)) throw error;
  return { ok: false, fault: error.fault, field: null, message: error.message };
}
