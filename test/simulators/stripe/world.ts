import { randomBytes } from 'node:crypto';
import type Stripe from 'stripe';
import type { VirtualClock } from '../frame/index.ts';
import type { Remembered } from './idempotency.ts';

/** The version that the SDK speaks; a newer SDK makes this line fail to compile. */
export const apiVersion: Stripe.LatestApiVersion = '2026-10-28.endive';

export interface StripeSimulatorKeys {
  readonly secretKey: string;
  readonly publishableKey: string;
  readonly webhookSecret: string;
}

interface RestrictedKey {
  readonly key: string;
  readonly permissions: readonly string[];
}

/** What was ordered, for the objects that are made when the buyer pays. */
interface Order {
  readonly name: string;
  readonly intentMetadata: Record<string, string>;
  readonly intentDescription: string | null;
}

export interface StoredSession {
  readonly session: Stripe.Checkout.Session;
  readonly order: Order;
}

export type Snapshot =
  | Stripe.Checkout.Session
  | Stripe.PaymentIntent
  | Stripe.Charge
  | Stripe.Refund
  | Stripe.Dispute
  | Stripe.Customer
  | Stripe.Subscription
  | Stripe.Invoice;

/** Any event's frame, with the objects that this simulator makes. */
export type SimulatedEvent = Omit<Stripe.CheckoutSessionCompletedEvent, 'type' | 'data'> & {
  readonly type: string;
  readonly data: { readonly object: Snapshot | Record<string, unknown> };
};

/** Everything one account at Stripe holds. */
export interface World {
  readonly clock: VirtualClock;
  readonly livemode: boolean;
  readonly account: { readonly id: string; readonly name: string };
  readonly keys: StripeSimulatorKeys;
  readonly restrictedKeys: RestrictedKey[];
  readonly sessions: Map<string, StoredSession>;
  readonly intents: Map<string, Stripe.PaymentIntent>;
  readonly charges: Map<string, Stripe.Charge>;
  readonly refunds: Map<string, Stripe.Refund>;
  readonly disputes: Map<string, Stripe.Dispute>;
  readonly customers: Map<string, Stripe.Customer>;
  readonly subscriptions: Map<string, Stripe.Subscription>;
  readonly invoices: Map<string, Stripe.Invoice>;
  readonly prices: Map<string, Stripe.Price>;
  readonly events: Map<string, SimulatedEvent>;
  /** By idempotency key. */
  readonly remembered: Map<string, Remembered>;
  /** Where the hosted pages are. Known once the server listens. */
  pageBase: string;
  /** Told after each change of what must outlive a restart. */
  changed(): void;
  /** Told of each new event. */
  announce(event: SimulatedEvent): void;
}

export interface Seed {
  readonly accountId: string;
  readonly keys: StripeSimulatorKeys;
  readonly restrictedKeys: readonly RestrictedKey[];
  readonly sessions: readonly StoredSession[];
  readonly intents: readonly Stripe.PaymentIntent[];
  readonly charges: readonly Stripe.Charge[];
  /** Absent in states that were kept before there were any; those below likewise. */
  readonly refunds?: readonly Stripe.Refund[];
  readonly disputes?: readonly Stripe.Dispute[];
  readonly customers?: readonly Stripe.Customer[];
  readonly subscriptions?: readonly Stripe.Subscription[];
  readonly invoices?: readonly Stripe.Invoice[];
  readonly prices?: readonly Stripe.Price[];
  readonly events: readonly SimulatedEvent[];
  readonly remembered: readonly (readonly [string, Remembered])[];
}

export function createWorld(clock: VirtualClock, seed: Seed, accountName: string): World {
  return {
    clock,
    livemode: seed.keys.secretKey.split('_')[1] === 'live',
    account: { id: seed.accountId, name: accountName },
    keys: seed.keys,
    restrictedKeys: [...seed.restrictedKeys],
    sessions: new Map(seed.sessions.map((stored) => [stored.session.id, stored])),
    intents: byId(seed.intents),
    charges: byId(seed.charges),
    refunds: byId(seed.refunds ?? []),
    disputes: byId(seed.disputes ?? []),
    customers: byId(seed.customers ?? []),
    subscriptions: byId(seed.subscriptions ?? []),
    invoices: byId(seed.invoices ?? []),
    prices: byId(seed.prices ?? []),
    events: byId(seed.events),
    remembered: new Map(seed.remembered),
    pageBase: '',
    changed: () => undefined,
    announce: () => undefined,
  };
}

export function seedOf(world: World): Seed {
  return {
    accountId: world.account.id,
    keys: world.keys,
    restrictedKeys: world.restrictedKeys,
    sessions: [...world.sessions.values()],
    intents: [...world.intents.values()],
    charges: [...world.charges.values()],
    refunds: [...world.refunds.values()],
    disputes: [...world.disputes.values()],
    customers: [...world.customers.values()],
    subscriptions: [...world.subscriptions.values()],
    invoices: [...world.invoices.values()],
    prices: [...world.prices.values()],
    events: [...world.events.values()],
    remembered: [...world.remembered].filter(([, { answer }]) => answer !== null),
  };
}

export function newKeys(mode: 'test' | 'live'): StripeSimulatorKeys {
  return {
    secretKey: `sk_${mode}_${letters(32)}`,
    publishableKey: `pk_${mode}_${letters(32)}`,
    webhookSecret: `whsec_${letters(32)}`,
  };
}

export function newAccountId(): string {
  return `acct_1${letters(15)}`;
}

export function newId(prefix: string, length = 24): string {
  return `${prefix}_${letters(length)}`;
}

/** Stripe counts time in whole seconds. */
export function secondsOf(world: World): number {
  return Math.floor(world.clock.now() / 1000);
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

function letters(count: number): string {
  return Array.from(randomBytes(count), (byte) => alphabet[byte % alphabet.length]).join('');
}

function byId<T extends { readonly id: string }>(objects: readonly T[]): Map<string, T> {
  return new Map(objects.map((object) => [object.id, object]));
}
