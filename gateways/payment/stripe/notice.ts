import { createHash } from 'node:crypto';
import Stripe from 'stripe';
import type { z } from 'zod';
import type { NoticeReading, RawNotice } from '../payment-gateway.ts';
import { aboutPayment, event, invoiceOfSubscription } from './wire.ts';

/** How old a signature may be. A captured notice that is sent again later is refused. */
const toleranceSeconds = 300;

const aboutCheckouts: ReadonlySet<string> = new Set([
  'checkout.session.completed',
  'checkout.session.async_payment_succeeded',
  'checkout.session.async_payment_failed',
  'checkout.session.expired',
]);

/** Each is a reason to ask what became of the subscription. */
const aboutSubscriptions: ReadonlySet<string> = new Set([
  'invoice.paid',
  'invoice.payment_failed',
  'customer.subscription.created',
  'customer.subscription.updated',
  'customer.subscription.deleted',
  'customer.subscription.paused',
  'customer.subscription.resumed',
]);

/** Each is a reason to ask what went back of the payment. */
const aboutPayments: ReadonlySet<string> = new Set([
  'charge.refunded',
  'charge.refund.updated',
  'refund.created',
  'refund.updated',
  'refund.failed',
  'charge.dispute.created',
  'charge.dispute.updated',
  'charge.dispute.closed',
  'charge.dispute.funds_withdrawn',
  'charge.dispute.funds_reinstated',
]);

/** What comes along with a payment and tells nothing that the session does not. */
const ofNoConsequence: ReadonlySet<string> = new Set([
  'payment_intent.created',
  'payment_intent.processing',
  'payment_intent.requires_action',
  'payment_intent.succeeded',
  'payment_intent.payment_failed',
  'payment_intent.canceled',
  'payment_method.attached',
  'charge.pending',
  'charge.succeeded',
  'charge.failed',
  'charge.updated',
  'invoice.created',
  'invoice.finalized',
  'invoice.updated',
  'invoice.upcoming',
  'invoice.payment_succeeded',
  'invoice_payment.paid',
  'customer.created',
  'customer.updated',
  'balance.available',
  'payout.created',
  'payout.updated',
  'payout.paid',
  'payout.reconciliation_completed',
]);

/** Verifies the signature over the bytes as they came, then says what the notice points at. */
export function readNotice(notice: RawNotice, webhookSecret: string, now: number): NoticeReading {
  const reason = whyForged(notice, webhookSecret, now);
  if (reason !== null) {
    return { kind: 'forged', reason };
  }
  const text = new TextDecoder().decode(notice.body);
  const parsed = event.safeParse(jsonOf(text));
  if (!parsed.success) {
    return unreadable(notice.body, text);
  }
  const { id: eventId, type, data } = parsed.data;
  if (ofNoConsequence.has(type)) {
    return { kind: 'ignored', eventId, type };
  }
  const pointer = pointerOf(type, data.object);
  return typeof pointer === 'string'
    ? { kind: 'parked', eventId, type, reason: pointer }
    : { ...pointer, eventId, type };
}

type EventObject = z.output<typeof event>['data']['object'];

/** What the event is about, or why it can be about nothing here. */
function pointerOf(
  type: string,
  object: EventObject,
): string | { readonly kind: 'checkout' | 'subscription' | 'payment'; readonly externalId: string } {
  if (aboutSubscriptions.has(type)) {
    const externalId = subscriptionOf(object);
    return externalId === null ? 'The event carries no subscription.' : { kind: 'subscription', externalId };
  }
  if (aboutPayments.has(type)) {
    const externalId = paymentOf(object);
    return externalId === null ? 'The event carries no payment.' : { kind: 'payment', externalId };
  }
  if (!aboutCheckouts.has(type)) {
    return 'This version does not know this type of event.';
  }
  return object.object === 'checkout.session' && object.id?.startsWith('cs_') === true
    ? { kind: 'checkout', externalId: object.id }
    : 'The event carries no checkout session.';
}

/** The transaction that the charge, the refund or the dispute belongs to: the intent, or the charge where there is none. */
function paymentOf(object: EventObject): string | null {
  const parsed = aboutPayment.safeParse(object);
  if (!parsed.success) {
    return null;
  }
  const { payment_intent: intent, charge, id } = parsed.data;
  return intent ?? (parsed.data.object === 'charge' ? id : (charge ?? null));
}

/** Of the subscription itself, or of an invoice: there in the shape of API versions since 2025 and of those before. */
function subscriptionOf(object: EventObject): string | null {
  if (object.object === 'subscription') {
    return object.id?.startsWith('sub_') === true ? object.id : null;
  }
  const invoice = invoiceOfSubscription.safeParse(object);
  return invoice.success
    ? (invoice.data.parent?.subscription_details?.subscription ?? invoice.data.subscription ?? null)
    : null;
}

function whyForged(notice: RawNotice, webhookSecret: string, now: number): string | null {
  if (webhookSecret === '') {
    return 'No webhook signing secret is set.';
  }
  const signature = headerOf(notice, 'stripe-signature');
  if (signature === undefined) {
    return 'The Stripe-Signature header is missing.';
  }
  const verifier = Stripe.webhooks.signature;
  if (verifier === null) {
    return 'Signatures cannot be verified on this machine.';
  }
  try {
    verifier.verifyHeader(notice.body, signature, webhookSecret, toleranceSeconds, undefined, now);
    return null;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeSignatureVerificationError) {
      return 'The signature does not fit the body and the signing secret, or it is too old.';
    }
    throw error;
  }
}

function headerOf(notice: RawNotice, name: string): string | undefined {
  return Object.entries(notice.headers).find(([key]) => key.toLowerCase() === name)?.[1];
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) {
      return undefined;
    }
    throw error;
  }
}

/** Genuine all the same, so it is kept: under its own id and type where it has them. */
function unreadable(body: Uint8Array, text: string): NoticeReading {
  const value = jsonOf(text);
  return {
    kind: 'parked',
    eventId: stringAt(value, 'id') ?? `sha256-${createHash('sha256').update(body).digest('hex')}`,
    type: stringAt(value, 'type') ?? 'unreadable',
    reason: 'The event has a shape this version does not know.',
  };
}

function stringAt(value: unknown, key: string): string | undefined {
  if (typeof value !== 'object' || value === null) {
    return undefined;
  }
  const found: unknown = Object.entries(value).find(([name]) => name === key)?.[1];
  return typeof found === 'string' && found !== '' ? found : undefined;
}
