import type { PaymentState } from '../payment-gateway.ts';
import { fromStripeAmount } from './amount.ts';
import type { PaidSession } from './wire.ts';

/**
 * What a session means to us. An open page stays `pending` after a declined card, for the buyer may try
 * another one on it; `declined` is a page that is over without money.
 */
export function stateOf(session: PaidSession): PaymentState {
  const checkoutId = session.client_reference_id;
  const intent = session.payment_intent;
  if (session.payment_status === 'paid' && intent?.status === 'succeeded') {
    return settled(session, intent);
  }
  if (session.payment_status !== 'unpaid') {
    return { kind: 'unknown', checkoutId, state: describe(session) };
  }
  if (session.status === 'open' || (intent !== null && stillMoving.has(intent.status))) {
    return { kind: 'pending', checkoutId };
  }
  if (session.status === 'expired') {
    return { kind: 'expired', checkoutId };
  }
  if (session.status === 'complete' && intent !== null && overWithoutMoney.has(intent.status)) {
    return { kind: 'declined', checkoutId, reason: reasonOf(intent) };
  }
  return { kind: 'unknown', checkoutId, state: describe(session) };
}

type Intent = NonNullable<PaidSession['payment_intent']>;

/** Money of a delayed method is on its way, or the bank asks the buyer something. */
const stillMoving: ReadonlySet<string> = new Set(['processing', 'requires_action']);
const overWithoutMoney: ReadonlySet<string> = new Set(['requires_payment_method', 'canceled']);

function settled(session: PaidSession, intent: Intent): PaymentState {
  const charge = typeof intent.latest_charge === 'object' ? intent.latest_charge : null;
  return {
    kind: 'settled',
    transactionId: intent.id,
    paid: fromStripeAmount({ amount: intent.amount_received, currency: intent.currency }),
    at: (charge?.created ?? intent.created) * 1000,
    checkoutId: session.client_reference_id,
    payerEmail: session.customer_details?.email ?? null,
    payerId: session.customer ?? null,
  };
}

function reasonOf(intent: Intent): string {
  const error = intent.last_payment_error;
  return error?.decline_code ?? error?.code ?? (intent.status === 'canceled' ? 'canceled' : 'payment_failed');
}

function describe(session: PaidSession): string {
  return `session ${session.status}, payment ${session.payment_status}, intent ${session.payment_intent?.status ?? 'none'}`;
}
