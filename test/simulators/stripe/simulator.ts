import type Stripe from 'stripe';
import {
  createFrame,
  type FaultDesk,
  type Frame,
  type RecordedRequest,
  type VirtualClock,
} from '../frame/index.ts';
import { createAgenda } from './agenda.ts';
import { createApi, type ExecutionKnobs } from './api.ts';
import { type Billing, createBilling } from './billing.ts';
import { serveControl } from './control.ts';
import { createLife, type Life, storedSession } from './life.ts';
import { createMoneyBack, type MoneyBack, serveMoneyBack } from './money-back.ts';
import { servePages } from './page.ts';
import { serveReads } from './reads.ts';
import { createPrices, type Prices, servePrices } from './prices.ts';
import { Refusal } from './refusal.ts';
import { createSaver, readSaved } from './saved.ts';
import { serveSessions } from './sessions.ts';
import { serveSubscriptions } from './subscriptions.ts';
import { calm, createWebhooks, type Webhooks } from './webhooks.ts';
import {
  createWorld,
  newAccountId,
  newId,
  newKeys,
  type SimulatedEvent,
  type Seed,
  seedOf,
  type StripeSimulatorKeys,
  type World,
} from './world.ts';

export interface StripeSimulatorOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** Where browsers reach the hosted pages, when that is not the address the simulator listens on. */
  readonly publicUrl?: string;
  /** A JSON file from which the account is taken up again, if it exists, and where it is kept. */
  readonly statePath?: string;
  /** Fixed keys, for a demo that prints them. */
  readonly keys?: StripeSimulatorKeys;
  /** Of the keys that are made up. */
  readonly mode?: 'test' | 'live';
  readonly accountName?: string;
  readonly clock?: VirtualClock;
  /** Waits before each repetition of a webhook. */
  readonly retryMs?: readonly number[];
}

interface Distortion {
  readonly status?: string;
  readonly paymentStatus?: string;
  readonly intentStatus?: string;
  /** Minor units that the bank sent after all. */
  readonly amountReceived?: number;
}

/** One account at a simulated Stripe. What it does over HTTP beside the API stands in control.ts. */
export interface StripeSimulator extends Omit<Life, 'watch'>, Omit<Billing, 'watchAll'>, MoneyBack, Prices {
  readonly url: string;
  readonly keys: StripeSimulatorKeys;
  readonly account: { readonly id: string; readonly name: string };
  readonly livemode: boolean;
  readonly requests: RecordedRequest[];
  readonly unmodelled: RecordedRequest[];
  arrival: Frame['arrival'];
  readonly faults: FaultDesk;
  readonly clock: VirtualClock;
  readonly webhooks: Webhooks;
  readonly execution: ExecutionKnobs;
  /** Oldest first. */
  sessions(): readonly Stripe.Checkout.Session[];
  /** Intents that money was received for, oldest first. */
  payments(): readonly Stripe.PaymentIntent[];
  events(): readonly SimulatedEvent[];
  subscriptions(): readonly Stripe.Subscription[];
  invoices(): readonly Stripe.Invoice[];
  /** From now on events go there, signed with the account's webhook secret unless another is given. */
  addWebhook: Webhooks['add'];
  resend(eventId: string): void;
  /** Puts a session, or its intent, into a state that Stripe might invent one day. */
  distort(sessionId: string, states: Distortion): void;
  /** A key that may do only this, e.g. `checkout_session_write`. Answers the key. */
  addRestrictedKey(permissions: readonly string[]): string;
  /** All webhook knobs back to their rest. */
  calmDown(): void;
  close(): Promise<void>;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const usualRetryMs = [1, 2, 5, 15, 30, 60]
  .map((seconds) => seconds * second)
  .concat([5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 12 * hour, 12 * hour]);

export async function startStripe(options: StripeSimulatorOptions = {}): Promise<StripeSimulator> {
  const frame = createFrame({
    name: 'stripe',
    ...(options.clock === undefined ? {} : { clock: options.clock }),
  });
  const saved = options.statePath === undefined ? null : readSaved(options.statePath);
  const world = createWorld(frame.clock, saved ?? newSeed(options), options.accountName ?? 'Streams Co-op');
  const agenda = createAgenda(frame.clock);
  const webhooks = createWebhooks({
    world,
    agenda,
    endpoints: saved?.endpoints ?? [],
    pending: saved?.pending ?? [],
    retryMs: options.retryMs ?? usualRetryMs,
  });
  const saver = createSaver(options.statePath, () => ({
    ...seedOf(world),
    endpoints: webhooks.endpoints(),
    pending: webhooks.pending(),
  }));
  world.changed = saver.soon;
  world.announce = webhooks.send;

  const life = createLife(world, agenda);
  const billing = createBilling(world, agenda);
  const api = createApi(frame.app, world);
  serveSessions(api, world, life);
  serveSubscriptions(api, world);
  serveReads(api, world);
  serveMoneyBack(api, world);
  servePrices(api, world);
  servePages(frame.app, world, life);

  let url = '';
  const simulator: StripeSimulator = {
    ...life,
    ...billing,
    ...createMoneyBack(world),
    ...createPrices(world),
    get url() {
      return url;
    },
    keys: world.keys,
    account: world.account,
    livemode: world.livemode,
    requests: frame.requests,
    unmodelled: frame.unmodelled,
    arrival: frame.arrival,
    faults: frame.faults,
    clock: frame.clock,
    webhooks,
    execution: api.execution,
    ...lookingInto(world),
    addWebhook: webhooks.add,
    resend(eventId) {
      if (!webhooks.resend(eventId)) {
        throw new Refusal({ status: 404, message: `No such event: ${eventId}` });
      }
    },
    distort: (sessionId, states) => distort(world, sessionId, states),
    addRestrictedKey: (permissions) => addRestrictedKey(world, permissions),
    calmDown: () => Object.assign(webhooks.knobs, calm),
    async close() {
      agenda.stop();
      webhooks.stop();
      saver.now();
      await frame.close();
    },
  };
  serveControl(frame.app, simulator);

  url = await frame.listen(options.port ?? 0);
  world.pageBase = options.publicUrl ?? url;
  for (const { session } of world.sessions.values()) {
    if (session.status === 'open') {
      life.watch(session.id);
    }
  }
  billing.watchAll();
  saver.now();
  return simulator;
}

function newSeed(options: StripeSimulatorOptions): Seed {
  return {
    accountId: newAccountId(),
    keys: options.keys ?? newKeys(options.mode ?? 'test'),
    restrictedKeys: [],
    sessions: [],
    intents: [],
    charges: [],
    events: [],
    remembered: [],
  };
}

function lookingInto(
  world: World,
): Pick<StripeSimulator, 'sessions' | 'payments' | 'events' | 'subscriptions' | 'invoices'> {
  return {
    sessions: () => [...world.sessions.values()].map(({ session }) => session),
    payments: () => [...world.intents.values()].filter((intent) => intent.amount_received > 0),
    events: () => [...world.events.values()],
    subscriptions: () => [...world.subscriptions.values()],
    invoices: () => [...world.invoices.values()],
  };
}

function distort(world: World, sessionId: string, states: Distortion): void {
  const { session } = storedSession(world, sessionId);
  session.status = states.status ?? session.status;
  session.payment_status = states.paymentStatus ?? session.payment_status;
  const intent = world.intents.get(String(session.payment_intent));
  if (intent !== undefined) {
    intent.status = states.intentStatus ?? intent.status;
    intent.amount_received = states.amountReceived ?? intent.amount_received;
  }
  world.changed();
}

function addRestrictedKey(world: World, permissions: readonly string[]): string {
  const key = newId(world.livemode ? 'rk_live' : 'rk_test', 32);
  world.restrictedKeys.push({ key, permissions });
  world.changed();
  return key;
}
