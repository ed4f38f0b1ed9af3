import { z } from 'zod';
import type { Api } from './api.ts';
import { expanded, expandedList } from './expand.ts';
import { type Life, storedSession } from './life.ts';
import { listParams, pageOf } from './lists.ts';
import { sessionObject } from './objects.ts';
import { invalid, readParams } from './refusal.ts';
import { secondsOf, type World } from './world.ts';

const integer = z
  .string()
  .regex(/^-?\d+$/, 'Invalid integer')
  .transform(Number);
const flag = z.enum(['true', 'false']).transform((value) => value === 'true');

/** Like Stripe's, the sentence repeats what was sent. */
function ruled(isFine: (value: string) => boolean, words: string, code: string) {
  return z.string().refine(isFine, { error: ({ input }) => `${words}: ${String(input)}`, params: { code } });
}

const address = ruled((value) => URL.canParse(value), 'Not a valid URL', 'url_invalid');
const email = ruled(
  (value) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value),
  'Invalid email address',
  'email_invalid',
);

const metadata = z
  .record(z.string().max(40), z.string().max(500, 'Metadata values can have up to 500 characters.'))
  .refine((value) => Object.keys(value).length <= 50, 'Metadata can have up to 50 keys.');

const lineItem = z.strictObject({
  quantity: integer.pipe(z.number().min(1)),
  price_data: z.strictObject({
    currency: z
      .string()
      .regex(/^[A-Za-z]{3}$/, 'Invalid currency')
      .toLowerCase(),
    unit_amount: integer.pipe(z.number().min(0, 'Invalid non-negative integer')),
    product_data: z.strictObject({ name: z.string().min(1), description: z.string().exactOptional() }),
  }),
});

const createParams = z.strictObject({
  mode: z.literal('payment', 'This simulator models mode=payment only'),
  line_items: z.array(lineItem).min(1),
  success_url: address,
  cancel_url: address.exactOptional(),
  client_reference_id: z.string().max(200).exactOptional(),
  customer_email: email.exactOptional(),
  metadata: metadata.default({}),
  payment_intent_data: z
    .strictObject({ description: z.string().max(1000).exactOptional(), metadata: metadata.default({}) })
    .default({ metadata: {} }),
  adaptive_pricing: z.strictObject({ enabled: flag }).default({ enabled: true }),
  expires_at: integer.exactOptional(),
  expand: z.array(z.string()).exactOptional(),
});
type CreateParams = z.output<typeof createParams>;

const sessionListParams = z.strictObject({
  ...listParams,
  status: z.enum(['open', 'complete', 'expired']).exactOptional(),
  payment_intent: z.string().exactOptional(),
});
const expandParams = z.strictObject({ expand: z.array(z.string()).exactOptional() });

const path = '/v1/checkout/sessions';

/** Create, retrieve, list and expire. */
export function serveSessions(api: Api, world: World, life: Life): void {
  api.post(path, 'checkout_session_write', ({ params }) =>
    create(world, life, readParams(createParams, params)),
  );

  api.get(`${path}/:id`, 'checkout_session_read', ({ id, params }) => {
    const { expand } = readParams(expandParams, params);
    return expanded(world, storedSession(world, id).session, expand);
  });

  api.get(path, 'checkout_session_read', ({ params }) => {
    const wanted = readParams(sessionListParams, params);
    const fitting = [...world.sessions.values()]
      .map(({ session }) => session)
      .filter(({ status }) => wanted.status === undefined || wanted.status === status)
      .filter(
        (session) => wanted.payment_intent === undefined || session.payment_intent === wanted.payment_intent,
      );
    return expandedList(
      world,
      pageOf(fitting, wanted, { url: path, what: 'checkout.session' }),
      wanted.expand,
    );
  });

  api.post(`${path}/:id/expire`, 'checkout_session_write', ({ id, params }) => {
    const { expand } = readParams(expandParams, params);
    life.expire(id);
    return expanded(world, storedSession(world, id).session, expand);
  });
}

function create(world: World, life: Life, params: CreateParams): object {
  const { amount, currency } = totalOf(params);
  const session = sessionObject(world, {
    amount,
    currency,
    successUrl: params.success_url,
    cancelUrl: params.cancel_url ?? null,
    clientReferenceId: params.client_reference_id ?? null,
    customerEmail: params.customer_email ?? null,
    metadata: params.metadata,
    expiresAt: closingTime(world, params.expires_at),
    isAdaptive: params.adaptive_pricing.enabled,
  });
  world.sessions.set(session.id, {
    session,
    order: {
      name: params.line_items.map((item) => item.price_data.product_data.name).join(', '),
      intentMetadata: params.payment_intent_data.metadata,
      intentDescription: params.payment_intent_data.description ?? null,
    },
  });
  life.watch(session.id);
  world.changed();
  return expanded(world, session, params.expand);
}

const countedInHundredths = new Set(['isk', 'ugx']);
const threeDecimals = new Set(['bhd', 'jod', 'kwd', 'omr', 'tnd']);

function totalOf({ line_items: items }: CreateParams): { amount: number; currency: string } {
  const currency = items[0]?.price_data.currency ?? '';
  if (items.some((item) => item.price_data.currency !== currency)) {
    throw invalid('All prices of a Checkout Session must use the same currency.', { param: 'line_items' });
  }
  for (const { price_data: price } of items) {
    checkSteps(price.unit_amount, currency);
  }
  const amount = items.reduce((sum, item) => sum + item.quantity * item.price_data.unit_amount, 0);
  if (amount < (threeDecimals.has(currency) ? 500 : 50)) {
    throw invalid("The Checkout Session's total amount due must add up to at least the minimum charge.", {
      code: 'amount_too_small',
    });
  }
  if (amount > 99_999_999) {
    throw invalid('The total amount due is too large.', { code: 'amount_too_large' });
  }
  return { amount, currency };
}

function checkSteps(amount: number, currency: string): void {
  const param = 'line_items[0][price_data][unit_amount]';
  if (countedInHundredths.has(currency) && amount % 100 !== 0) {
    throw invalid(`Invalid amount. Currency ${currency.toUpperCase()} must be evenly divisible by 100.`, {
      code: 'invalid_charge_amount_no_decimal_compatible',
      param,
    });
  }
  if (threeDecimals.has(currency) && amount % 10 !== 0) {
    throw invalid('Invalid amount. The last digit must be 0 in a three-decimal currency.', {
      code: 'invalid_charge_amount_no_decimal_compatible',
      param,
    });
  }
}

function closingTime(world: World, wanted: number | undefined): number {
  const now = secondsOf(world);
  const at = wanted ?? now + 24 * 60 * 60;
  if (at < now + 30 * 60) {
    throw invalid('The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.', {
      param: 'expires_at',
    });
  }
  if (at > now + 24 * 60 * 60) {
    throw invalid('The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.', {
      param: 'expires_at',
    });
  }
  return at;
}
