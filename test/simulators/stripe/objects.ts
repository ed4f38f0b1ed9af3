import type Stripe from 'stripe';
import { apiVersion, newId, type SimulatedEvent, type Snapshot, secondsOf, type World } from './world.ts';

const noAddress: Stripe.Address = {
  city: null,
  country: null,
  line1: null,
  line2: null,
  postal_code: null,
  state: null,
};

export interface NewSession {
  readonly amount: number;
  readonly currency: string;
  readonly successUrl: string;
  readonly cancelUrl: string | null;
  readonly clientReferenceId: string | null;
  readonly customerEmail: string | null;
  readonly metadata: Record<string, string>;
  readonly expiresAt: number;
  readonly isAdaptive: boolean;
}

/** A hosted page that takes one payment, just opened. */
export function sessionObject(world: World, wanted: NewSession): Stripe.Checkout.Session {
  const id = newId(world.livemode ? 'cs_live' : 'cs_test', 58);
  return {
    id,
    object: 'checkout.session',
    adaptive_pricing: { enabled: wanted.isAdaptive },
    after_expiration: null,
    allow_promotion_codes: null,
    allowed_payment_method_types: null,
    amount_subtotal: wanted.amount,
    amount_total: wanted.amount,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: null,
    cancel_url: wanted.cancelUrl,
    client_reference_id: wanted.clientReferenceId,
    client_secret: null,
    collected_information: null,
    consent: null,
    consent_collection: null,
    created: secondsOf(world),
    currency: wanted.currency,
    currency_conversion: null,
    custom_fields: [],
    custom_text: {
      after_submit: null,
      shipping_address: null,
      submit: null,
      terms_of_service_acceptance: null,
    },
    customer: null,
    customer_account: null,
    customer_creation: 'if_required',
    customer_details: wanted.customerEmail === null ? null : customerDetails(wanted.customerEmail),
    customer_email: wanted.customerEmail,
    discounts: [],
    expires_at: wanted.expiresAt,
    integration_identifier: null,
    invoice: null,
    invoice_creation: {
      enabled: false,
      invoice_data: {
        account_tax_ids: null,
        custom_fields: null,
        description: null,
        footer: null,
        issuer: null,
        metadata: {},
        rendering_options: null,
      },
    },
    livemode: world.livemode,
    locale: null,
    managed_payments: null,
    metadata: wanted.metadata,
    mode: 'payment',
    origin_context: null,
    payment_intent: null,
    payment_link: null,
    payment_method_collection: 'if_required',
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: ['card', 'sepa_debit'],
    payment_status: 'unpaid',
    permissions: null,
    phone_number_collection: { enabled: false },
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: 'open',
    submit_type: null,
    subscription: null,
    success_url: wanted.successUrl,
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: 'hosted_page',
    url: `${world.pageBase}/c/pay/${id}`,
    wallet_options: null,
  };
}

export function customerDetails(email: string): Stripe.Checkout.Session.CustomerDetails {
  return {
    address: noAddress,
    business_name: null,
    email,
    individual_name: null,
    name: null,
    phone: null,
    tax_exempt: 'none',
    tax_ids: [],
  };
}

export interface NewIntent {
  readonly amount: number;
  readonly currency: string;
  readonly description: string | null;
  readonly metadata: Record<string, string>;
}

export function intentObject(world: World, wanted: NewIntent): Stripe.PaymentIntent {
  const id = newId('pi_3');
  return {
    id,
    object: 'payment_intent',
    allowed_payment_method_types: null,
    amount: wanted.amount,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: 'automatic_async',
    client_secret: `${id}_secret_${newId('s').slice(2)}`,
    confirmation_method: 'automatic',
    created: secondsOf(world),
    currency: wanted.currency,
    customer: null,
    customer_account: null,
    description: wanted.description,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: world.livemode,
    managed_payments: null,
    metadata: wanted.metadata,
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: ['card', 'sepa_debit'],
    payment_record: null,
    processing: null,
    receipt_email: null,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'requires_payment_method',
    transfer_data: null,
    transfer_group: null,
  };
}

export interface NewCharge {
  readonly intent: Stripe.PaymentIntent;
  readonly email: string | null;
  readonly status: 'succeeded' | 'pending' | 'failed';
  readonly decline?: Decline;
}

export interface Decline {
  readonly code: string;
  readonly message: string;
}

export function chargeObject(world: World, wanted: NewCharge): Stripe.Charge {
  const { intent, status } = wanted;
  const isPaid = status === 'succeeded';
  return {
    id: newId('ch_3'),
    object: 'charge',
    amount: intent.amount,
    amount_captured: isPaid ? intent.amount : 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: isPaid ? newId('txn_3') : null,
    billing_details: { address: noAddress, email: wanted.email, name: null, phone: null, tax_id: null },
    calculated_statement_descriptor: null,
    captured: isPaid,
    created: secondsOf(world),
    currency: intent.currency,
    customer: null,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: status === 'failed' ? 'card_declined' : null,
    failure_message: wanted.decline?.message ?? null,
    fraud_details: {},
    livemode: world.livemode,
    metadata: intent.metadata,
    on_behalf_of: null,
    outcome: outcomeOf(wanted),
    paid: isPaid,
    payment_intent: intent.id,
    payment_method: newId('pm_1'),
    payment_method_details: null,
    receipt_email: null,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status,
    transfer_data: null,
    transfer_group: null,
  };
}

function outcomeOf(wanted: NewCharge): Stripe.Charge.Outcome {
  const isFailed = wanted.status === 'failed';
  return {
    advice_code: isFailed ? 'try_again_later' : null,
    network_advice_code: null,
    network_decline_code: null,
    network_status: isFailed ? 'declined_by_network' : 'approved_by_network',
    reason: wanted.decline?.code ?? null,
    seller_message: isFailed ? 'The bank declined the payment.' : 'Payment complete.',
    type: isFailed ? 'issuer_declined' : 'authorized',
  };
}

export function paymentError(charge: Stripe.Charge, decline: Decline): Stripe.PaymentIntent.LastPaymentError {
  return {
    charge: charge.id,
    code: 'card_declined',
    decline_code: decline.code,
    message: decline.message,
    type: 'card_error',
  };
}

export function balanceObject(world: World): Stripe.Balance {
  const sums = new Map<string, number>([['usd', 0]]);
  for (const charge of world.charges.values()) {
    sums.set(charge.currency, (sums.get(charge.currency) ?? 0) + charge.amount_captured);
  }
  return {
    object: 'balance',
    available: [...sums.keys()].map((currency) => ({ amount: 0, currency, source_types: { card: 0 } })),
    livemode: world.livemode,
    pending: [...sums].map(([currency, amount]) => ({ amount, currency, source_types: { card: amount } })),
  };
}

export function accountObject(world: World): Stripe.Account {
  return {
    id: world.account.id,
    object: 'account',
    business_profile: {
      annual_revenue: null,
      estimated_worker_count: null,
      mcc: null,
      minority_owned_business_designation: null,
      name: world.account.name,
      product_description: null,
      specified_commercial_transactions_act_url: null,
      support_address: null,
      support_email: null,
      support_phone: null,
      support_url: null,
      url: null,
    },
    charges_enabled: true,
    country: 'US',
    default_currency: 'usd',
    details_submitted: true,
    email: null,
    payouts_enabled: true,
    type: 'standard',
  };
}

export function eventObject(
  world: World,
  type: string,
  object: Snapshot | Record<string, unknown>,
): SimulatedEvent {
  return {
    id: newId('evt_1'),
    object: 'event',
    api_version: apiVersion,
    created: secondsOf(world),
    // A snapshot: what happens to the object later does not change the event.
    data: { object: structuredClone(object) },
    livemode: world.livemode,
    pending_webhooks: 0,
    request: { id: null, idempotency_key: null },
    type,
  };
}
