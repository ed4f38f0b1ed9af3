import type { RecurringStatus } from '../../domain/billing/recurring-status.ts';
import type { Money } from '../../domain/money/money.ts';
import type { MoneyMove } from '../../domain/payment/money-back.ts';
import type { GatewayPrice } from '../../domain/plan/gateway-price.ts';
import type { ConnectionTest } from '../fault.ts';

/** Stable over attempts: workflow id + purpose, e.g. `checkout/0192.../open`. Shown in the gateway's dashboard. */
export type IdempotencyKey = string;

export type PaymentProviderId = 'stripe';

export interface CheckoutOrder {
  /** Ours; every later object at the gateway carries it. */
  readonly checkoutId: string;
  readonly price: Money;
  /** What the buyer reads on the gateway's page, e.g. "Premium, 1 month". */
  readonly description: string;
  readonly payerEmail: string;
  /** Where the gateway sends the buyer back to; no meaning is taken from the visit itself. */
  readonly returnUrl: string;
  readonly cancelUrl: string;
  /** Milliseconds since the epoch; the gateway closes the page then. */
  readonly expiresAt: number;
}

export interface CheckoutPage {
  /** The gateway's id of the open page (Stripe: `cs_...`). */
  readonly externalId: string;
  readonly url: string;
}

export type PaymentState =
  /** Money arrived. `transactionId` is the business id (Stripe: `pi_...`), the same from webhook, look-up and sync. */
  | {
      readonly kind: 'settled';
      readonly transactionId: string;
      readonly paid: Money;
      /** Milliseconds since the epoch. */
      readonly at: number;
      readonly checkoutId: string | null;
      readonly payerEmail: string | null;
      readonly payerId: string | null;
    }
  | { readonly kind: 'pending'; readonly checkoutId: string | null }
  | { readonly kind: 'declined'; readonly checkoutId: string | null; readonly reason: string }
  /** The page closed without money. */
  | { readonly kind: 'expired'; readonly checkoutId: string | null }
  /** A state this version does not know: it waits, and a person is told. Never read as paid or failed. */
  | { readonly kind: 'unknown'; readonly checkoutId: string | null; readonly state: string };

/** One charge that went through. */
export interface RecurringCharge {
  /** The business id (Stripe: `pi_...`), the same as of any other payment. */
  readonly transactionId: string;
  readonly paid: Money;
  /** Milliseconds since the epoch, as are those below. */
  readonly at: number;
  /** Whether it paid for a period; money of a change of plan at the gateway, say, did not. */
  readonly isForPeriod: boolean;
}

/** What the gateway's own record says of something that it charges again and again. */
export interface RecurringState {
  readonly externalId: string;
  /** Null: a state that this version does not know. It waits, and a person is told. */
  readonly status: RecurringStatus | null;
  /** The gateway's own word for it. */
  readonly state: string;
  /** When the next charge is due, or the time that was charged for ends. */
  readonly currentPeriodEnd: number | null;
  readonly payerEmail: string | null;
  /** What is charged at a time; null: it differs. */
  readonly price: Money | null;
  /** The gateway's name of that price (Stripe: `price_...`); null: there are several. */
  readonly priceId: string | null;
  /** Those that went through since the instant that was asked for, oldest first. None is no proof that nothing was paid. */
  readonly charges: readonly RecurringCharge[];
}

/** One payment that went through, as the gateway lists it, whoever asked for it. */
export interface ListedPayment {
  readonly transactionId: string;
  readonly paid: Money;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Ours, by whose page it was paid; null: it was sent some other way, or charged by itself. */
  readonly checkoutId: string | null;
  readonly payerEmail: string | null;
  /** Differs whenever more or less of it has gone back; null: nothing ever did. */
  readonly wentBack: string | null;
  /** Nothing of it is left. */
  readonly isAllGone: boolean;
}

export interface PaymentsPage {
  /** Newest first. None is no proof that nothing was paid. */
  readonly payments: readonly ListedPayment[];
  /** Where the next page begins; null: this was the last. */
  readonly next: string | null;
}

/** A price at which something can be charged again and again. */
export interface RecurringPrice extends GatewayPrice {
  readonly externalId: string;
}

/** What the gateway's own record says of the money that went back of one payment. */
export interface MoneyBack {
  readonly transactionId: string;
  /** What came in, whatever went back of it since. */
  readonly paid: Money;
  /** Milliseconds since the epoch. */
  readonly paidAt: number;
  /** Oldest first, with those that failed or were won. */
  readonly moves: readonly MoneyMove[];
}

/** What a genuine notice points at. It is a hint: the object is read again before anything is believed. */
export type PaymentNotice =
  | {
      /** Of a payment the external id is its transaction id. */
      readonly kind: 'checkout' | 'subscription' | 'payment';
      readonly eventId: string;
      readonly type: string;
      readonly externalId: string;
    }
  /** Known and of no consequence to us. */
  | { readonly kind: 'ignored'; readonly eventId: string; readonly type: string }
  /** Genuine, but of a type or shape this version does not know: kept and parked. */
  | { readonly kind: 'parked'; readonly eventId: string; readonly type: string; readonly reason: string };

export interface RawNotice {
  readonly body: Uint8Array;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** Thrown as a value: a notice that is not from the gateway leaves no row. */
export type NoticeReading = PaymentNotice | { readonly kind: 'forged'; readonly reason: string };

/**
 * One payment provider. Each method throws GatewayError and nothing else. Called by activities; knows no
 * database and no Temporal.
 */
export interface PaymentGateway {
  readonly id: PaymentProviderId;
  readonly supports: { readonly recurring: boolean; readonly refund: boolean };
  /** Opens a hosted page. A time-out after the request left is `outcomeUnknown`: see `findCheckout`. */
  openCheckout(order: CheckoutOrder, key: IdempotencyKey): Promise<CheckoutPage>;
  /** The way out of `outcomeUnknown` on `openCheckout`: the open page that carries our id, if any. */
  findCheckout(checkoutId: string, openedAfter: number): Promise<CheckoutPage | null>;
  /** What the gateway's own record says of a page. */
  lookUpPayment(externalId: string): Promise<PaymentState>;
  /** Closes a page that should take no money any more. Closing a closed page is success. */
  closeCheckout(externalId: string): Promise<'closed' | 'already-closed' | 'already-paid'>;
  /** What the gateway's own record says of a subscription, and its charges since then. */
  lookUpSubscription(externalId: string, chargesSince: number): Promise<RecurringState>;
  /**
   * Ends a subscription, at once or when its period is over. Cancelling what is cancelled is success. A
   * time-out is `outcomeUnknown`: looking it up tells, and asking again under the same key does no harm.
   */
  cancelSubscription(
    externalId: string,
    how: { readonly atPeriodEnd: boolean },
    key: IdempotencyKey,
  ): Promise<'cancelled' | 'already-cancelled'>;
  /** Payments that were begun since then (milliseconds since the epoch), a page at a time from `from` on; null: the first. */
  listPayments(since: number, from: string | null): Promise<PaymentsPage>;
  /** The gateway's subscription that a payment was charged for; null: none. */
  subscriptionOf(transactionId: string): Promise<string | null>;
  /** A price that an admin made at the gateway; `notFound` where this account, in the mode of its key, has none. */
  lookUpPrice(externalId: string): Promise<RecurringPrice>;
  /** Refunds and chargebacks of a payment; `notFound` where the gateway has no such payment. */
  lookUpMoneyBack(transactionId: string): Promise<MoneyBack>;
  /** Verifies the signature over the raw bytes, then translates. Makes no remote call. */
  readNotice(notice: RawNotice): NoticeReading;
  /** Answers a Test button in words. */
  testConnection(): Promise<ConnectionTest>;
}
