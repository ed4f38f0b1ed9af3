import type { PaymentGateway } from '../payment-gateway.ts';
import { closeCheckout, findCheckout, lookUpPayment, openCheckout, type StripeDesk } from './checkout.ts';
import { connect } from './connection.ts';
import { testConnection } from './connection-test.ts';
import { listPayments, subscriptionOf } from './listed.ts';
import { lookUpMoneyBack } from './money-back.ts';
import { modeOf, requireSecretKey, type StripeKeys, trimmed } from './keys.ts';
import { readNotice } from './notice.ts';
import { lookUpPrice } from './price.ts';
import { cancelSubscription, lookUpSubscription } from './subscription.ts';

export type { StripeKeys } from './keys.ts';

export interface StripeDeps {
  /** Where the API is, e.g. `http://127.0.0.1:4010`. Absent: Stripe itself. */
  readonly apiBase?: string;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Absent: Node's own HTTP client. */
  readonly fetch?: typeof fetch;
  /** How long one request may stay without an answer. Absent: 15 seconds. */
  readonly timeoutMs?: number;
}

/**
 * Stripe Checkout on Stripe's own page, pay as you go, and what Stripe charges by itself. No card data comes
 * near this site.
 */
export function stripe(settings: StripeKeys, deps: StripeDeps): PaymentGateway {
  const keys = trimmed(settings);
  let known: StripeDesk | undefined;
  const desk = (): StripeDesk => {
    requireSecretKey(keys.secretKey);
    known ??= { api: connect({ ...deps, secretKey: keys.secretKey }), now: deps.now };
    return known;
  };
  return {
    id: 'stripe',
    supports: { recurring: true, refund: false },
    openCheckout: async (order, key) => openCheckout(desk(), order, key),
    findCheckout: async (checkoutId, openedAfter) => findCheckout(desk(), checkoutId, openedAfter),
    lookUpPayment: async (externalId) => lookUpPayment(desk(), externalId),
    closeCheckout: async (externalId) => closeCheckout(desk(), externalId),
    lookUpSubscription: async (externalId, since) => lookUpSubscription(desk(), externalId, since),
    cancelSubscription: async (externalId, how, key) =>
      cancelSubscription(desk(), externalId, { ...how, key }),
    listPayments: async (since, from) => listPayments(desk(), since, from),
    subscriptionOf: async (transactionId) => subscriptionOf(desk(), transactionId),
    lookUpPrice: async (externalId) => lookUpPrice(desk(), externalId, modeOf(keys.secretKey)),
    lookUpMoneyBack: async (transactionId) => lookUpMoneyBack(desk(), transactionId),
    readNotice: (notice) => readNotice(notice, keys.webhookSecret, deps.now()),
    testConnection: async () => testConnection(keys, () => desk().api),
  };
}
