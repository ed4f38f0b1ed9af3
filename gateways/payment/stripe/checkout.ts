import type Stripe from 'stripe';
import { GatewayError } from '../../fault.ts';
import type { CheckoutOrder, CheckoutPage, IdempotencyKey, PaymentState } from '../payment-gateway.ts';
import { toStripeAmount } from './amount.ts';
import { asking, isReusedKey } from './faults.ts';
import { everyOne, pageSize } from './pages.ts';
import { stateOf } from './state.ts';
import { type OpenSession, openSession, paidSession, read, sessionList, sessionStatus } from './wire.ts';

/** One account at Stripe and the clock of whoever asks. */
export interface StripeDesk {
  readonly api: Stripe;
  now(): number;
}

const minute = 60;
const hour = 60 * minute;
/** Our clock and Stripe's differ, and the request is under way for a while. */
const slackSeconds = minute;
const skewSeconds = 10 * minute;
const keysLiveMs = 24 * hour * 1000;

export async function openCheckout(
  desk: StripeDesk,
  order: CheckoutOrder,
  key: IdempotencyKey,
): Promise<CheckoutPage> {
  const params = paramsOf(order, desk.now());
  try {
    const reply = await asking('write', () =>
      desk.api.checkout.sessions.create(params, { idempotencyKey: key }),
    );
    return pageOf(read(openSession, reply), order);
  } catch (error) {
    // A late attempt computes another closing time than the one that was received, and Stripe refuses the
    // key. It is the same checkout if it carries our id and price.
    const earlier = isReusedKey(error) ? await sameCheckout(desk, order) : null;
    if (earlier === null) {
      throw error;
    }
    return earlier;
  }
}

function paramsOf(order: CheckoutOrder, now: number): Stripe.Checkout.SessionCreateParams {
  const { amount, currency } = toStripeAmount(order.price);
  const metadata = { checkoutId: order.checkoutId };
  return {
    mode: 'payment',
    client_reference_id: order.checkoutId,
    metadata,
    payment_intent_data: { metadata, description: order.description },
    customer_email: order.payerEmail,
    line_items: [
      {
        quantity: 1,
        price_data: { currency, unit_amount: amount, product_data: { name: order.description } },
      },
    ],
    // The buyer pays the price of the plan in its own currency, nothing Stripe converted.
    adaptive_pricing: { enabled: false },
    success_url: order.returnUrl,
    cancel_url: order.cancelUrl,
    expires_at: closingTime(order.expiresAt, now),
  };
}

/** Stripe keeps a page open for 30 minutes at least and 24 hours at most. */
function closingTime(expiresAt: number, now: number): number {
  const nowSeconds = Math.floor(now / 1000);
  const soonest = nowSeconds + 30 * minute + slackSeconds;
  const latest = nowSeconds + 24 * hour - slackSeconds;
  return Math.min(Math.max(Math.floor(expiresAt / 1000), soonest), latest);
}

function pageOf(session: OpenSession, order: CheckoutOrder): CheckoutPage {
  if (session.client_reference_id !== order.checkoutId) {
    throw new GatewayError('badReply', { message: 'Stripe opened a page that does not carry our checkout.' });
  }
  if (session.url === null) {
    // A replayed answer shows the page as it was; only a page that never had an address lacks one.
    throw new GatewayError('badReply', { message: 'Stripe opened a page without an address.' });
  }
  return { externalId: session.id, url: session.url };
}

async function sameCheckout(desk: StripeDesk, order: CheckoutOrder): Promise<CheckoutPage | null> {
  const { amount, currency } = toStripeAmount(order.price);
  return findPage(
    desk,
    desk.now() - keysLiveMs,
    (session) =>
      session.client_reference_id === order.checkoutId &&
      session.amount_total === amount &&
      session.currency === currency,
  );
}

export function findCheckout(
  desk: StripeDesk,
  checkoutId: string,
  openedAfter: number,
): Promise<CheckoutPage | null> {
  return findPage(desk, openedAfter, (session) => session.client_reference_id === checkoutId);
}

/** Lists are consistent at once at Stripe, unlike its search, so a page that is missing here was not opened. */
async function findPage(
  desk: StripeDesk,
  openedAfter: number,
  isWanted: (session: OpenSession) => boolean,
): Promise<CheckoutPage | null> {
  const since = Math.floor(openedAfter / 1000) - skewSeconds;
  for await (const session of openSessions(desk, since)) {
    if (isWanted(session) && session.url !== null) {
      return { externalId: session.id, url: session.url };
    }
  }
  return null;
}

function openSessions(desk: StripeDesk, since: number): AsyncGenerator<OpenSession> {
  return everyOne(async (after) => {
    const reply = await asking('read', () =>
      desk.api.checkout.sessions.list({ created: { gte: since }, status: 'open', limit: pageSize, ...after }),
    );
    return read(sessionList, reply);
  });
}

export async function lookUpPayment(desk: StripeDesk, externalId: string): Promise<PaymentState> {
  const id = sessionId(externalId);
  const reply = await asking('read', () =>
    desk.api.checkout.sessions.retrieve(id, { expand: ['payment_intent.latest_charge'] }),
  );
  return stateOf(read(paidSession, reply));
}

/** Asks before and after, for Stripe refuses to close what is not open and the buyer may be faster. */
export async function closeCheckout(
  desk: StripeDesk,
  externalId: string,
): Promise<'closed' | 'already-closed' | 'already-paid'> {
  const before = await endOf(desk, externalId);
  if (before !== null) {
    return before;
  }
  try {
    await asking('close', () => desk.api.checkout.sessions.expire(sessionId(externalId)));
    return 'closed';
  } catch (error) {
    const isRefused = error instanceof GatewayError && error.fault === 'requestRejected';
    const after = isRefused ? await endOf(desk, externalId) : null;
    if (after === null) {
      throw error;
    }
    return after;
  }
}

/** Null while the page is open. A page the buyer went through counts as paid: money came or is on its way. */
async function endOf(
  desk: StripeDesk,
  externalId: string,
): Promise<'already-closed' | 'already-paid' | null> {
  const reply = await asking('read', () => desk.api.checkout.sessions.retrieve(sessionId(externalId)));
  const { status } = read(sessionStatus, reply);
  switch (status) {
    case 'open':
      return null;
    case 'complete':
      return 'already-paid';
    case 'expired':
      return 'already-closed';
    default:
      throw new GatewayError('badReply', {
        message: `Stripe answered a session status this version does not know: ${status}.`,
      });
  }
}

function sessionId(externalId: string): string {
  if (!/^cs_\w+$/.test(externalId)) {
    throw new GatewayError('requestRejected', {
      message: 'That is not the id of a Stripe checkout session; it begins with cs_.',
    });
  }
  return externalId;
}
