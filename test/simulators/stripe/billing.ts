import type Stripe from 'stripe';
import type { Agenda } from './agenda.ts';
import { arrive, tell } from './life.ts';
import { chargeObject, intentObject, paymentError } from './objects.ts';
import {
  customerObject,
  invoiceObject,
  invoicePaymentObject,
  type NewSubscription,
  type Period,
  subscriptionObject,
  withoutPayments,
} from './recurring-objects.ts';
import { missing, Refusal } from './refusal.ts';
import { secondsOf, type World } from './world.ts';

export interface SubscriptionWish extends Partial<NewSubscription> {
  /** The first charge was made now; the next is due after this long, and then one a period. */
  readonly nextChargeInMs?: number;
}

/** What becomes of the next charges, each in its turn; when none is left they go through at once. */
export type ChargeFate =
  /** Stripe finalises an invoice an hour after it was made: later than the end of the period, in any case. */
  | { readonly kind: 'late'; readonly byMs: number }
  /** Declined, and tried again after each of these waits; then given up, unless the last attempt goes through. */
  | {
      readonly kind: 'declined';
      readonly retriesMs: readonly number[];
      readonly outcome: 'paid' | 'canceled' | 'unpaid';
    }
  /** The customer changes the plan in between: money that is no period's. */
  | { readonly kind: 'proration'; readonly amount: number };

/** What happens to subscriptions: by their customers, by banks, by time, or in Stripe's dashboard. */
export interface Billing {
  subscribe(wish?: SubscriptionWish): Stripe.Subscription;
  fate(subscriptionId: string, ...fates: readonly ChargeFate[]): void;
  /** The end of the period is now. */
  charge(subscriptionId: string): void;
  cancel(subscriptionId: string, how?: { readonly atPeriodEnd: boolean }): void;
  pause(subscriptionId: string): void;
  resume(subscriptionId: string): void;
  /** Puts it into a state that Stripe might invent one day. */
  distortSubscription(subscriptionId: string, status: string): void;
  /** Puts the end of each living period on the agenda, after a restart. */
  watchAll(): void;
}

const DAY_SECONDS = 24 * 60 * 60;
const lengths = { day: 1, week: 7, month: 30, year: 365 } as const;

export function createBilling(world: World, agenda: Agenda): Billing {
  const desk = { world, agenda, fates: new Map<string, ChargeFate[]>() };
  const billing: Billing = {
    subscribe(wish = {}) {
      const subscription = begin(desk, wish);
      watch(desk, subscription);
      return structuredClone(subscription);
    },
    fate(id, ...fates) {
      desk.fates.set(stored(world, id).id, [...(desk.fates.get(id) ?? []), ...fates]);
    },
    charge: (id) => endPeriod(desk, stored(world, id)),
    cancel(id, { atPeriodEnd } = { atPeriodEnd: false }) {
      cancelSubscription(world, stored(world, id), atPeriodEnd);
    },
    pause: (id) => setStatus(world, stored(world, id), 'paused'),
    resume: (id) => setStatus(world, stored(world, id), 'active'),
    distortSubscription: (id, status) => setStatus(world, stored(world, id), status),
    watchAll() {
      for (const subscription of world.subscriptions.values()) watch(desk, subscription);
    },
  };
  return billing;
}

export function stored(world: World, id: string): Stripe.Subscription {
  const subscription = world.subscriptions.get(id);
  if (subscription === undefined) {
    throw missing('subscription', id, 'id');
  }
  return subscription;
}

interface BillingDesk {
  readonly world: World;
  readonly agenda: Agenda;
  readonly fates: Map<string, ChargeFate[]>;
}

function begin({ world }: BillingDesk, wish: SubscriptionWish): Stripe.Subscription {
  const { email = 'payer@example.org', amount = 1500, currency = 'usd', interval = 'month' } = wish;
  const customer = customerObject(world, email);
  const start = secondsOf(world);
  const length = wish.nextChargeInMs ?? lengths[interval] * DAY_SECONDS * 1000;
  // Stripe counts in whole seconds; a period that ends before its charge is due would be charged early.
  const period = { start, end: Math.ceil((world.clock.now() + length) / 1000) };
  const subscription = subscriptionObject(world, customer, {
    wanted: { email, amount, currency, interval },
    period,
  });
  world.customers.set(customer.id, customer);
  world.subscriptions.set(subscription.id, subscription);
  const { price } = itemOf(subscription);
  world.prices.set(price.id, price);
  tell(world, 'customer.created', customer);
  const invoice = draft(world, subscription, { reason: 'subscription_create', amount, period });
  pay(world, invoice);
  tell(world, 'customer.subscription.created', subscription);
  return subscription;
}

function watch(desk: BillingDesk, subscription: Stripe.Subscription): void {
  const due = itemOf(subscription).current_period_end;
  desk.agenda.add(due * 1000, () => {
    const isStillDue = itemOf(subscription).current_period_end === due;
    if (isStillDue && isLiving(subscription)) endPeriod(desk, subscription);
  });
}

function endPeriod(desk: BillingDesk, subscription: Stripe.Subscription): void {
  const { world } = desk;
  if (subscription.cancel_at_period_end) {
    cancelSubscription(world, subscription, false);
    return;
  }
  if (subscription.status !== 'active') {
    return;
  }
  const period = nextPeriod(world, subscription);
  const { price } = itemOf(subscription);
  const invoice = draft(world, subscription, {
    reason: 'subscription_cycle',
    amount: price.unit_amount ?? 0,
    period,
  });
  tell(world, 'customer.subscription.updated', subscription);
  watch(desk, subscription);
  const fate = desk.fates.get(subscription.id)?.shift();
  collect(desk, { subscription, invoice, fate });
}

interface Collection {
  readonly subscription: Stripe.Subscription;
  readonly invoice: Stripe.Invoice;
  readonly fate: ChargeFate | undefined;
}

function collect(desk: BillingDesk, { subscription, invoice, fate }: Collection): void {
  const { world, agenda } = desk;
  switch (fate?.kind) {
    case undefined:
      pay(world, invoice);
      return;
    case 'late':
      agenda.add(world.clock.now() + fate.byMs, () => pay(world, invoice));
      return;
    case 'declined':
      decline(desk, { subscription, invoice, retriesMs: fate.retriesMs, outcome: fate.outcome });
      return;
    case 'proration': {
      pay(world, invoice);
      const period = periodOf(subscription);
      pay(world, draft(world, subscription, { reason: 'subscription_update', amount: fate.amount, period }));
    }
  }
}

interface Dunning {
  readonly subscription: Stripe.Subscription;
  readonly invoice: Stripe.Invoice;
  readonly retriesMs: readonly number[];
  readonly outcome: 'paid' | 'canceled' | 'unpaid';
}

function decline(desk: BillingDesk, { subscription, invoice, retriesMs, outcome }: Dunning): void {
  const { world, agenda } = desk;
  const [wait, ...rest] = retriesMs;
  attempt(world, invoice, 'failed');
  invoice.status = 'open';
  invoice.next_payment_attempt = wait === undefined ? null : Math.ceil((world.clock.now() + wait) / 1000);
  tell(world, 'invoice.payment_failed', withoutPayments(invoice));
  if (wait === undefined) {
    giveUp(world, subscription, outcome);
    return;
  }
  if (subscription.status !== 'past_due') setStatus(world, subscription, 'past_due');
  agenda.add(world.clock.now() + wait, () => {
    if (subscription.status !== 'past_due' || invoice.status !== 'open') return;
    if (rest.length === 0 && outcome === 'paid') {
      pay(world, invoice);
      setStatus(world, subscription, 'active');
      return;
    }
    decline(desk, { subscription, invoice, retriesMs: rest, outcome });
  });
}

/** Which of the two follows when all attempts have failed is a setting of the account at Stripe. */
function giveUp(world: World, subscription: Stripe.Subscription, outcome: Dunning['outcome']): void {
  if (outcome === 'canceled') end(world, subscription, 'payment_failed');
  else setStatus(world, subscription, 'unpaid');
}

export function cancelSubscription(
  world: World,
  subscription: Stripe.Subscription,
  atPeriodEnd: boolean,
): void {
  if (!isLiving(subscription)) {
    throw new Refusal({
      status: 400,
      code: 'resource_missing',
      message: `A canceled subscription can only update its cancellation_details and metadata: ${subscription.id}`,
    });
  }
  if (!atPeriodEnd) {
    end(world, subscription, 'cancellation_requested');
    return;
  }
  subscription.cancel_at_period_end = true;
  subscription.cancel_at = itemOf(subscription).current_period_end;
  subscription.canceled_at = secondsOf(world);
  subscription.cancellation_details = {
    comment: null,
    feedback: null,
    feedback_option: null,
    reason: 'cancellation_requested',
  };
  tell(world, 'customer.subscription.updated', subscription);
}

function end(
  world: World,
  subscription: Stripe.Subscription,
  reason: Stripe.Subscription.CancellationDetails.Reason,
): void {
  subscription.status = 'canceled';
  subscription.canceled_at ??= secondsOf(world);
  subscription.ended_at = secondsOf(world);
  subscription.cancellation_details = { comment: null, feedback: null, feedback_option: null, reason };
  tell(world, 'customer.subscription.deleted', subscription);
}

function isLiving({ status }: Stripe.Subscription): boolean {
  return status !== 'canceled' && status !== 'incomplete_expired';
}

function setStatus(world: World, subscription: Stripe.Subscription, status: string): void {
  subscription.status = status;
  tell(world, 'customer.subscription.updated', subscription);
}

function draft(
  world: World,
  subscription: Stripe.Subscription,
  about: { readonly reason: Stripe.Invoice.BillingReason; readonly amount: number; readonly period: Period },
): Stripe.Invoice {
  const customer = world.customers.get(String(subscription.customer));
  if (customer === undefined) {
    throw missing('customer', String(subscription.customer), 'customer');
  }
  const invoice = invoiceObject(world, { subscription, customer, ...about });
  world.invoices.set(invoice.id, invoice);
  subscription.latest_invoice = invoice.id;
  return invoice;
}

function pay(world: World, invoice: Stripe.Invoice): void {
  const intent = attempt(world, invoice, 'succeeded');
  invoice.status = 'paid';
  invoice.amount_paid = invoice.amount_due;
  invoice.amount_remaining = 0;
  invoice.next_payment_attempt = null;
  invoice.status_transitions.paid_at = secondsOf(world);
  invoice.payments?.data.push(invoicePaymentObject(world, invoice, intent));
  tell(world, 'payment_intent.succeeded', intent);
  tell(world, 'invoice.paid', withoutPayments(invoice));
}

/** One invoice has one intent, whatever the number of attempts. */
function attempt(
  world: World,
  invoice: Stripe.Invoice,
  status: 'succeeded' | 'failed',
): Stripe.PaymentIntent {
  const known = [...world.intents.values()].find((intent) => intent.metadata['invoice'] === invoice.id);
  const intent =
    known ??
    intentObject(world, {
      amount: invoice.amount_due,
      currency: invoice.currency,
      description: 'Subscription update',
      metadata: { invoice: invoice.id },
    });
  world.intents.set(intent.id, intent);
  const decline = { code: 'insufficient_funds', message: 'Your card has insufficient funds.' };
  const charge = chargeObject(world, {
    intent,
    email: invoice.customer_email,
    status,
    ...(status === 'failed' ? { decline } : {}),
  });
  world.charges.set(charge.id, charge);
  if (status === 'succeeded') arrive(intent, charge);
  else {
    intent.latest_charge = charge.id;
    intent.last_payment_error = paymentError(charge, decline);
  }
  invoice.attempted = true;
  invoice.attempt_count += 1;
  invoice.status_transitions.finalized_at ??= secondsOf(world);
  return intent;
}

function itemOf(subscription: Stripe.Subscription): Stripe.SubscriptionItem {
  const [item] = subscription.items.data;
  if (item === undefined) {
    throw new Refusal({ status: 500, type: 'api_error', message: 'A subscription without items.' });
  }
  return item;
}

function periodOf(subscription: Stripe.Subscription): Period {
  const { current_period_start: start, current_period_end: end } = itemOf(subscription);
  return { start, end };
}

/** Counted in days of 24 hours: what a month is, is the business of whoever sells it. */
function nextPeriod(world: World, subscription: Stripe.Subscription): Period {
  const item = itemOf(subscription);
  const days = new Map<string, number>(Object.entries(lengths)).get(item.price.recurring?.interval ?? '');
  const start = Math.min(item.current_period_end, secondsOf(world));
  item.current_period_start = start;
  item.current_period_end = start + (days ?? lengths.month) * DAY_SECONDS;
  return periodOf(subscription);
}
