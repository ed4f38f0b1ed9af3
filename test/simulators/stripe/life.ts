import type Stripe from 'stripe';
import type { Agenda } from './agenda.ts';
import {
  chargeObject,
  customerDetails,
  type Decline,
  eventObject,
  intentObject,
  paymentError,
} from './objects.ts';
import { Refusal } from './refusal.ts';
import type { Snapshot, StoredSession, World } from './world.ts';

interface PayOptions {
  /** `card` settles at once; `debit` completes the page unpaid and settles or fails later. */
  readonly method?: 'card' | 'debit';
  /** What the buyer typed, where the session names no e-mail address. */
  readonly email?: string;
  /** `debit`: settles by itself after this long on the simulator's clock. */
  readonly settlesAfterMs?: number;
}

export interface MoneyWish {
  /** Null: the payer left none. */
  readonly email?: string | null;
  /** As Stripe counts it, e.g. 1500 for $15.00. */
  readonly amount?: number;
  readonly currency?: string;
  readonly metadata?: Record<string, string>;
}

/** What happens to a session: by its buyer, by a bank, or by time; and money that no session asked for. */
export interface Life {
  pay(sessionId: string, options?: PayOptions): void;
  decline(sessionId: string, code?: string): void;
  settle(sessionId: string): void;
  fail(sessionId: string, code?: string): void;
  expire(sessionId: string): void;
  /** Somebody pays without a session, as over an invoice that was written by hand. */
  receive(wish?: MoneyWish): Stripe.PaymentIntent;
  /** Puts the closing time of an open session on the agenda. */
  watch(sessionId: string): void;
}

export function createLife(world: World, agenda: Agenda): Life {
  const life: Life = {
    pay(sessionId, options = {}) {
      const stored = openSession(world, sessionId);
      const email = stored.session.customer_details?.email ?? options.email ?? 'buyer@example.com';
      stored.session.customer_details = customerDetails(email);
      if (options.method === 'debit') {
        payLater(world, stored, email);
        if (options.settlesAfterMs !== undefined) {
          agenda.add(world.clock.now() + options.settlesAfterMs, () => life.settle(sessionId));
        }
        return;
      }
      payNow(world, stored, email);
    },
    decline(sessionId, code = 'generic_decline') {
      const stored = openSession(world, sessionId);
      const intent = intentOf(world, stored);
      refuse(world, intent, { code, message: 'Your card was declined.' });
      world.changed();
    },
    settle(sessionId) {
      const { session } = storedSession(world, sessionId);
      const { intent, charge } = pendingMoney(world, session);
      arrive(intent, charge);
      session.payment_status = 'paid';
      tell(world, 'charge.succeeded', charge);
      tell(world, 'payment_intent.succeeded', intent);
      tell(world, 'checkout.session.async_payment_succeeded', session);
    },
    fail(sessionId, code = 'insufficient_funds') {
      const { session } = storedSession(world, sessionId);
      const { intent, charge } = pendingMoney(world, session);
      const decline = { code, message: 'The bank refused the debit.' };
      charge.status = 'failed';
      charge.failure_code = 'payment_method_provider_decline';
      charge.failure_message = decline.message;
      intent.status = 'requires_payment_method';
      intent.last_payment_error = paymentError(charge, decline);
      tell(world, 'charge.failed', charge);
      tell(world, 'payment_intent.payment_failed', intent);
      tell(world, 'checkout.session.async_payment_failed', session);
    },
    expire(sessionId) {
      const { session } = storedSession(world, sessionId);
      if (session.status !== 'open') {
        throw new Refusal({
          status: 400,
          message: `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of \`${session.status}\`.`,
        });
      }
      session.status = 'expired';
      session.url = null;
      tell(world, 'checkout.session.expired', session);
    },
    receive: (wish = {}) => structuredClone(receive(world, wish)),
    watch(sessionId) {
      const { session } = storedSession(world, sessionId);
      agenda.add(session.expires_at * 1000, () => {
        if (session.status === 'open') {
          life.expire(sessionId);
        }
      });
    },
  };
  return life;
}

export function storedSession(world: World, id: string): StoredSession {
  const stored = world.sessions.get(id);
  if (stored === undefined) {
    throw new Refusal({
      status: 404,
      code: 'resource_missing',
      param: 'session',
      message: `No such checkout.session: ${id}`,
      isBeforeExecution: true,
    });
  }
  return stored;
}

function openSession(world: World, id: string): StoredSession {
  const stored = storedSession(world, id);
  if (stored.session.status !== 'open') {
    throw new Refusal({
      status: 400,
      message: `This page is closed: the session is ${stored.session.status}.`,
    });
  }
  return stored;
}

/** The intent is made when the buyer first tries, not when the page is opened. */
function intentOf(world: World, { session, order }: StoredSession): Stripe.PaymentIntent {
  const known =
    typeof session.payment_intent === 'string' ? world.intents.get(session.payment_intent) : undefined;
  if (known !== undefined) {
    return known;
  }
  const intent = intentObject(world, {
    amount: session.amount_total ?? 0,
    currency: session.currency ?? 'usd',
    description: order.intentDescription,
    metadata: order.intentMetadata,
  });
  world.intents.set(intent.id, intent);
  session.payment_intent = intent.id;
  tell(world, 'payment_intent.created', intent);
  return intent;
}

function payNow(world: World, stored: StoredSession, email: string): void {
  const intent = intentOf(world, stored);
  const charge = chargeObject(world, { intent, email, status: 'succeeded' });
  world.charges.set(charge.id, charge);
  arrive(intent, charge);
  close(stored.session, 'paid');
  tell(world, 'charge.succeeded', charge);
  tell(world, 'payment_intent.succeeded', intent);
  tell(world, 'checkout.session.completed', stored.session);
}

function receive(
  world: World,
  { email = 'payer@example.org', amount = 1500, currency = 'usd', metadata = {} }: MoneyWish,
): Stripe.PaymentIntent {
  const intent = intentObject(world, { amount, currency, description: null, metadata });
  world.intents.set(intent.id, intent);
  const charge = chargeObject(world, { intent, email, status: 'succeeded' });
  world.charges.set(charge.id, charge);
  arrive(intent, charge);
  tell(world, 'charge.succeeded', charge);
  tell(world, 'payment_intent.succeeded', intent);
  return intent;
}

function payLater(world: World, stored: StoredSession, email: string): void {
  const intent = intentOf(world, stored);
  const charge = chargeObject(world, { intent, email, status: 'pending' });
  world.charges.set(charge.id, charge);
  intent.status = 'processing';
  intent.latest_charge = charge.id;
  intent.last_payment_error = null;
  close(stored.session, 'unpaid');
  tell(world, 'charge.pending', charge);
  tell(world, 'payment_intent.processing', intent);
  tell(world, 'checkout.session.completed', stored.session);
}

function refuse(world: World, intent: Stripe.PaymentIntent, decline: Decline): void {
  const charge = chargeObject(world, { intent, email: null, status: 'failed', decline });
  world.charges.set(charge.id, charge);
  intent.latest_charge = charge.id;
  intent.last_payment_error = paymentError(charge, decline);
  tell(world, 'charge.failed', charge);
  tell(world, 'payment_intent.payment_failed', intent);
}

export function arrive(intent: Stripe.PaymentIntent, charge: Stripe.Charge): void {
  charge.status = 'succeeded';
  charge.paid = true;
  charge.captured = true;
  charge.amount_captured = charge.amount;
  intent.status = 'succeeded';
  intent.amount_received = intent.amount;
  intent.latest_charge = charge.id;
  intent.last_payment_error = null;
}

function close(session: Stripe.Checkout.Session, paymentStatus: 'paid' | 'unpaid'): void {
  session.status = 'complete';
  session.payment_status = paymentStatus;
  session.url = null;
}

function pendingMoney(
  world: World,
  session: Stripe.Checkout.Session,
): { intent: Stripe.PaymentIntent; charge: Stripe.Charge } {
  const intent = world.intents.get(String(session.payment_intent));
  const charge = world.charges.get(String(intent?.latest_charge));
  if (intent?.status !== 'processing' || charge === undefined) {
    throw new Refusal({ status: 400, message: 'No money of this session is on its way.' });
  }
  return { intent, charge };
}

export function tell(world: World, type: Stripe.Event['type'], object: Snapshot): void {
  const event = eventObject(world, type, object);
  world.events.set(event.id, event);
  world.changed();
  world.announce(event);
}
