import { z } from 'zod';
import { GatewayError } from '../../fault.ts';

/** What Stripe really sends, as far as we read it. Unknown fields pass; a missing one of these does not. */
const reference = z.union([z.string(), z.looseObject({ id: z.string() })]).transform(idOf);

const paymentError = z.looseObject({
  code: z.string().optional(),
  decline_code: z.string().optional(),
});

const charge = z.looseObject({ id: z.string(), created: z.number().int() });

const paymentIntent = z.looseObject({
  id: z.string().startsWith('pi_'),
  status: z.string(),
  amount_received: z.number().int(),
  currency: z.string(),
  created: z.number().int(),
  last_payment_error: paymentError.nullish(),
  latest_charge: z.union([z.string(), charge]).nullish(),
});

/** What the look-up of money that went back needs of a payment. */
export const paidIntent = paymentIntent.pick({
  id: true,
  amount_received: true,
  currency: true,
  created: true,
});

/** The same of one that has no intent. */
export const wholeCharge = z.looseObject({
  id: z.string(),
  amount_captured: z.number().int(),
  currency: z.string(),
  created: z.number().int(),
});

/** A charge of a list with `data.customer` expanded; a customer who was deleted carries no address. */
const listedCharge = z.looseObject({
  id: z.string(),
  status: z.string(),
  captured: z.boolean(),
  amount_captured: z.number().int(),
  amount_refunded: z.number().int(),
  refunded: z.boolean(),
  disputed: z.boolean(),
  currency: z.string(),
  created: z.number().int(),
  payment_intent: reference.nullish(),
  metadata: z.looseObject({ checkoutId: z.string().optional() }),
  billing_details: z.looseObject({ email: z.string().nullish() }).nullish(),
  receipt_email: z.string().nullish(),
  customer: z.union([z.string(), z.looseObject({ email: z.string().nullish() })]).nullish(),
});
export type ListedCharge = z.output<typeof listedCharge>;
export const chargeList = z.looseObject({ data: z.array(listedCharge), has_more: z.boolean() });

const refund = z.looseObject({
  id: z.string(),
  amount: z.number().int(),
  currency: z.string(),
  /** Null with some ways to pay that know no failure. */
  status: z.string().nullable(),
  created: z.number().int(),
});
export type StripeRefund = z.output<typeof refund>;
export const refundList = z.looseObject({ data: z.array(refund), has_more: z.boolean() });

const dispute = z.looseObject({
  id: z.string(),
  amount: z.number().int(),
  currency: z.string(),
  status: z.string(),
  created: z.number().int(),
});
export type StripeDispute = z.output<typeof dispute>;
export const disputeList = z.looseObject({ data: z.array(dispute), has_more: z.boolean() });

/** A charge, a refund or a dispute, as an event shows it. */
export const aboutPayment = z.looseObject({
  object: z.enum(['charge', 'refund', 'dispute']),
  id: z.string(),
  payment_intent: reference.nullish(),
  charge: reference.nullish(),
});

/** A session read back with `payment_intent.latest_charge` expanded. */
export const paidSession = z.looseObject({
  id: z.string().startsWith('cs_'),
  status: z.string().nullable(),
  payment_status: z.string(),
  client_reference_id: z.string().nullable(),
  customer: reference.nullish(),
  customer_details: z.looseObject({ email: z.string().nullish() }).nullish(),
  payment_intent: paymentIntent.nullable(),
});
export type PaidSession = z.output<typeof paidSession>;

/** A session just opened, or one of a list. */
export const openSession = z.looseObject({
  id: z.string().startsWith('cs_'),
  status: z.string().nullable(),
  url: z.string().nullable(),
  client_reference_id: z.string().nullable(),
  amount_total: z.number().int().nullable(),
  currency: z.string().nullable(),
});
export type OpenSession = z.output<typeof openSession>;

export const sessionList = z.looseObject({ data: z.array(openSession), has_more: z.boolean() });

export const sessionStatus = z.looseObject({ status: z.string().nullable(), payment_status: z.string() });

export const balance = z.looseObject({ object: z.literal('balance'), livemode: z.boolean() });

export const account = z.looseObject({
  id: z.string(),
  charges_enabled: z.boolean().optional(),
  business_profile: z.looseObject({ name: z.string().nullish() }).nullish(),
  settings: z
    .looseObject({ dashboard: z.looseObject({ display_name: z.string().nullish() }).nullish() })
    .nullish(),
});

export const event = z.looseObject({
  id: z.string().min(1),
  object: z.literal('event'),
  type: z.string().min(1),
  data: z.looseObject({ object: z.looseObject({ id: z.string().optional(), object: z.string() }) }),
});

const price = z.looseObject({
  id: z.string(),
  unit_amount: z.number().int().nullable(),
  currency: z.string(),
});

/** A price read by its id. */
export const wholePrice = price.extend({
  active: z.boolean(),
  recurring: z
    .looseObject({
      interval: z.enum(['day', 'week', 'month', 'year']),
      interval_count: z.number().int().min(1),
    })
    .nullable(),
});
export type StripePrice = z.output<typeof wholePrice>;

/** Since API version 2025-03-31 the period stands with the items, and no longer with the subscription. */
const subscriptionItem = z.looseObject({
  current_period_end: z.number().int(),
  quantity: z.number().int().optional(),
  price,
});

/** A subscription read back with `customer` expanded; one that was deleted carries no address. */
export const subscription = z.looseObject({
  id: z.string().startsWith('sub_'),
  status: z.string(),
  cancel_at_period_end: z.boolean(),
  cancel_at: z.number().int().nullable(),
  customer: z.union([z.string(), z.looseObject({ email: z.string().nullish() })]),
  items: z.looseObject({ data: z.array(subscriptionItem) }),
});
export type StripeSubscription = z.output<typeof subscription>;

/** Which payment settled an invoice: the link that replaced `invoice.payment_intent` in 2025. */
const invoicePayment = z.looseObject({
  status: z.string(),
  payment: z.looseObject({
    type: z.string(),
    payment_intent: reference.nullish(),
    charge: reference.nullish(),
  }),
});

/** A paid invoice of a list with `data.payments` expanded. */
const paidInvoice = z.looseObject({
  id: z.string().startsWith('in_'),
  amount_paid: z.number().int(),
  currency: z.string(),
  created: z.number().int(),
  billing_reason: z.string().nullable(),
  status_transitions: z.looseObject({ paid_at: z.number().int().nullable() }),
  payments: z.looseObject({ data: z.array(invoicePayment) }),
});
export type PaidInvoice = z.output<typeof paidInvoice>;

export const invoiceList = z.looseObject({ data: z.array(paidInvoice), has_more: z.boolean() });

/** An endpoint keeps the API version it was made with, so a notice may have the older shape. */
export const invoiceOfSubscription = z.looseObject({
  object: z.literal('invoice'),
  parent: z
    .looseObject({ subscription_details: z.looseObject({ subscription: reference }).nullish() })
    .nullish(),
  subscription: reference.nullish(),
});

/** Which invoice a payment settled, with `data.invoice` expanded. */
export const invoicePaymentList = z.looseObject({
  data: z.array(z.looseObject({ invoice: invoiceOfSubscription })),
});

/** Reads a reply by its schema. Throws `badReply` with the paths that do not fit, never with their values. */
export function read<Schema extends z.ZodType>(schema: Schema, reply: unknown): z.output<Schema> {
  const parsed = schema.safeParse(reply);
  if (parsed.success) {
    return parsed.data;
  }
  const paths = parsed.error.issues.map((issue) => issue.path.join('.') || '(the whole reply)');
  throw new GatewayError('badReply', {
    message: `Stripe answered in a shape this version does not know: ${[...new Set(paths)].join(', ')}.`,
  });
}

function idOf(value: string | { id: string }): string {
  return typeof value === 'string' ? value : value.id;
}
