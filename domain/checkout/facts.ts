/**
 * What is known about one purchase, as one JSON value: ids, amounts and instants only. It travels through
 * workflow histories, so it holds no name, no address and no secret.
 */
import type { Instant, Trouble } from '../subscription/facts.ts';

export interface CheckoutFacts {
  readonly version: 1;
  readonly checkoutId: string;
  readonly price: Price;
  /** The price is less than the plan's by a code that the purchase holds; absent: no code. */
  readonly isDiscounted?: boolean;
  /** The end of the gateway's page. */
  readonly expiresAt: Instant;
  /** The end of the seat that is held; the page closes no later. */
  readonly reservedUntil: Instant;
  /** When the gateway was first asked for a page; null: not yet. */
  readonly openAskedAt: Instant | null;
  /** The call that opens the page was cut off: it may have happened. */
  readonly isOpenUnknown: boolean;
  /** The gateway's id of the page; null: there is none yet. */
  readonly pageId: string | null;
  /** Since when the page is known to take no money any more, whoever closed it, also by being paid. */
  readonly pageClosedAt: Instant | null;
  /** The latest sign that the gateway's record has changed: the buyer came back, a notice came in. */
  readonly hintAt: Instant | null;
  readonly cancelledAt: Instant | null;
  readonly lookUp: LookUp | null;
  readonly paymentId: string | null;
  readonly recordedAt: Instant | null;
  /** A server is chosen for the member. */
  readonly hasGrant: boolean;
  /** The member has access now, or is invited: all that was bought is given. */
  readonly accessStands: boolean;
  /** The subscription says that a person must help before access can stand. */
  readonly accessNeedsPerson: boolean;
  /** What a person has been asked to look at. */
  readonly attention: AttentionReason | null;
  /** How the purchase ended. */
  readonly ended: 'done' | 'abandoned' | 'failed' | null;
  /** Steps that failed, by kind. */
  readonly troubles: Readonly<Partial<Record<CheckoutStep['kind'], Trouble>>>;
}

/** Minor units as digits: JSON has no bigint. */
export interface Price {
  readonly amount: string;
  readonly currency: string;
}

/** What the gateway's own record said of the page, and when it was asked. */
export type LookUp = {
  readonly at: Instant;
  /** How many look-ups there have been, this one included. */
  readonly lookUps: number;
} & (
  | {
      readonly kind: 'settled';
      readonly transactionId: string;
      readonly amount: string;
      readonly currency: string;
      readonly paidAt: Instant;
      /** The gateway's record names this checkout. */
      readonly matches: boolean;
    }
  | { readonly kind: 'pending' | 'declined' | 'expired' | 'unknown' }
);

/** The words of product.md 11.3. */
export type CheckoutState =
  | 'created'
  | 'redirected'
  | 'verifying'
  | 'paid'
  | 'provisioning'
  | 'done'
  | 'abandoned'
  | 'failed'
  | 'needs_attention';

export type AttentionReason =
  | 'amountDiffers'
  | 'currencyDiffers'
  /** The gateway's record belongs to another purchase. */
  | 'otherCheckout'
  /** The gateway speaks of a state that this version does not know. */
  | 'unknownState'
  /** Money is said to be under way for longer than it should be. */
  | 'pendingTooLong'
  /** Late money with a discount that does not apply any more. */
  | 'discountGone';

export type CheckoutStep =
  | { readonly kind: 'openPage' }
  /** After a call that may have opened one: look before asking again. */
  | { readonly kind: 'findPage'; readonly openedAfter: Instant }
  | { readonly kind: 'lookUp'; readonly pageId: string }
  /** Before the purchase is given up, so that no money comes that nobody waits for. */
  | { readonly kind: 'closePage'; readonly pageId: string }
  | {
      readonly kind: 'record';
      readonly transactionId: string;
      readonly price: Price;
      readonly paidAt: Instant;
    }
  | { readonly kind: 'attention'; readonly reason: AttentionReason }
  | { readonly kind: 'abandon'; readonly reason: 'cancelled' | 'expired' }
  | { readonly kind: 'fail'; readonly reason: 'declined' }
  | { readonly kind: 'finish' };

export interface CheckoutOutlook {
  readonly state: CheckoutState;
  /** What is due now; null: nothing. */
  readonly step: CheckoutStep | null;
  /** A person should look at it. */
  readonly needsAttention: boolean;
  /** The next instant at which anything changes by itself. */
  readonly wakeAt: Instant | null;
}
