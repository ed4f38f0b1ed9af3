import { expect } from 'vitest';
import type { Money } from '../../../domain/money/money.ts';
import { type Fault, GatewayError } from '../../../gateways/fault.ts';
import type {
  CheckoutOrder,
  PaymentGateway,
  PaymentState,
  RawNotice,
} from '../../../gateways/payment/payment-gateway.ts';

/** What can go wrong between a gateway and its provider; `Once` strikes one request, the others all. */
export type Trouble =
  | 'serverError'
  | 'serverErrorOnce'
  | 'rateLimitedFor7Seconds'
  | 'rateLimited'
  | 'html'
  | 'cutJson'
  | 'unknownFields'
  | 'closedBeforeOnce'
  | 'effectThenClosedOnce'
  | 'effectThenSilence'
  | 'effectThenSilentWrites';

/** One provider with one account, on its simulator, and everything a clause may do to it. */
export interface PaymentWorld {
  readonly gateway: PaymentGateway;
  /** The same account, asked by somebody who waits half a second only. */
  readonly impatient: PaymentGateway;
  /** With spaces and line breaks around every key, as pasted. */
  readonly sloppy: PaymentGateway;
  readonly withWrongKey: PaymentGateway;
  readonly withKeysOfTwoModes: PaymentGateway;
  /** With a key that lacks one permission, and the word by which an admin finds it. */
  readonly withoutPermission: { readonly gateway: PaymentGateway; readonly names: string };
  /** Nobody listens where it looks. */
  readonly nowhere: PaymentGateway;
  /** A second account at the same provider. */
  readonly other: PaymentGateway;
  readonly accountName: string;
  readonly mode: 'test' | 'live';
  /** Keys, tokens and signing secrets of everybody above. */
  readonly secrets: readonly string[];
  /** Fields of a looked-up payment and of an opened page that the gateway cannot do without. */
  readonly requiredFields: { readonly lookUp: readonly string[]; readonly open: readonly string[] };
  now(): number;
  trouble(kind: Trouble): void;
  missingField(field: string): void;
  noTrouble(): void;
  /** Pages that exist at the provider. */
  pages(): number;
  /** What of the provider's own objects for this page carries which id of ours. */
  idsOnObjects(externalId: string): readonly string[];
  /** Addresses of all requests so far. */
  addresses(): readonly string[];
  pay(externalId: string): void;
  /** Pays by a method whose money arrives later, or does not. */
  payLater(externalId: string): void;
  moneyArrives(externalId: string): void;
  moneyFails(externalId: string): void;
  /** Time passes until the page has closed by itself. */
  letExpire(externalId: string): void;
  /** Puts the payment into a state that nobody knows yet. */
  strangeState(externalId: string): void;
  /** Everything the provider has said about this page, as it sends it now, in order. */
  notices(externalId: string): readonly RawNotice[];
  /** Somebody pays without a page of ours; answers the transaction id. */
  receive(money?: { readonly price?: Money; readonly email?: string | null }): string;
  /** A subscription of the payer of the orders below, charged once just now. */
  subscribe(price?: Money): string;
  /** A price that an admin makes at the provider: charged every other month, or once. */
  addPrice(price: Money, how?: { readonly once?: boolean }): string;
  archivePrice(priceId: string): void;
  /** A price of the same account's other mode: test or live. */
  priceOfOtherMode(): string;
  /** Time passes until the next charge is due; it goes through unless it was told to fail. */
  letPeriodEnd(subscriptionId: string): void;
  /** The next charge is declined; the one retry after it goes through, or is the last. */
  failNextCharge(subscriptionId: string, then: 'paid' | 'givenUp'): void;
  /** Time passes until the provider has tried again. */
  letRetry(): void;
  pauseSubscription(subscriptionId: string): void;
  resumeSubscription(subscriptionId: string): void;
  /** At the next charge the customer is also charged for a change in between. */
  changePlanAtGateway(subscriptionId: string): void;
  strangeSubscription(subscriptionId: string): void;
  noticesOfSubscription(subscriptionId: string): readonly RawNotice[];
  /** Gives back a part of the payment, or all that is left of it; answers the provider's id of the refund. */
  refund(transactionId: string, amount?: bigint): string;
  /** The same, by a bank that has not done it yet. */
  refundSlowly(transactionId: string): string;
  failRefund(refundId: string): void;
  /** The payer's bank takes the payment back; answers the provider's id of it. */
  dispute(transactionId: string): string;
  /** The payer's bank only asks about it. */
  inquire(transactionId: string): string;
  closeDispute(disputeId: string, outcome: 'won' | 'lost'): void;
  strangeDispute(disputeId: string): void;
  /** Everything the provider has said that names this payment, in order. */
  noticesOfPayment(transactionId: string): readonly RawNotice[];
  signed(body: object, how?: { readonly ageSeconds?: number; readonly secret?: string }): RawNotice;
  close(): Promise<void>;
}

export interface PaymentHarness {
  open(): Promise<PaymentWorld>;
}

type Capability = keyof PaymentGateway['supports'];

export interface Clause {
  readonly title: string;
  /** Only a clause that needs a capability can be exempted, and only while its flag is false. */
  readonly needs?: Capability;
  readonly run: (world: PaymentWorld) => Promise<void>;
}

export function clause(title: string, run: Clause['run'], needs?: Capability): Clause {
  return needs === undefined ? { title, run } : { title, run, needs };
}

const hour = 60 * 60 * 1000;
export const payerEmail = 'payer@example.org';

export function anOrder(world: PaymentWorld, about: Partial<CheckoutOrder> = {}): CheckoutOrder {
  return {
    checkoutId: '0192f1c0-7000-7000-8000-000000000001',
    price: { amount: 1500n, currency: 'USD' },
    description: 'Premium, 1 month',
    payerEmail,
    returnUrl: 'http://127.0.0.1/checkout/done',
    cancelUrl: 'http://127.0.0.1/checkout',
    expiresAt: world.now() + hour,
    ...about,
  };
}

export const key = 'checkout/0192f1c0-7000-7000-8000-000000000001/open';

export async function anOpenPage(world: PaymentWorld): Promise<string> {
  return (await world.gateway.openCheckout(anOrder(world), key)).externalId;
}

export async function aPaidPage(world: PaymentWorld): Promise<string> {
  const externalId = await anOpenPage(world);
  world.pay(externalId);
  return externalId;
}

export async function errorOf(work: Promise<unknown>): Promise<GatewayError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof GatewayError) {
      return error;
    }
    throw new Error('something else than a GatewayError came out', { cause: error });
  }
  throw new Error('nothing went wrong');
}

export async function expectFault(fault: Fault, work: Promise<unknown>): Promise<void> {
  expect((await errorOf(work)).fault).toBe(fault);
}

export function settledIn(state: PaymentState): PaymentState & { kind: 'settled' } {
  if (state.kind !== 'settled') {
    throw new Error(`expected a settled payment and found ${state.kind}`);
  }
  return state;
}
