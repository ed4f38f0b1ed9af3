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
