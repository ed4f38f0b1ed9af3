import { GatewayError } from '../../fault.ts';
import type { ListedPayment, PaymentsPage } from '../payment-gateway.ts';
import { fromStripeAmount } from './amount.ts';
import type { StripeDesk } from './checkout.ts';
import { asking } from './faults.ts';
import { pageSize } from './pages.ts';
import { chargeList, invoicePaymentList, type ListedCharge, read } from './wire.ts';

/**
 * Charges and not intents: each is money that moved, with the address of its payer. Lists are consistent at once
 * at Stripe, unlike its search.
 */
export async function listPayments(
  desk: StripeDesk,
  since: number,
  from: string | null,
): Promise<PaymentsPage> {
  const reply = await asking('read', () =>
    desk.api.charges.list({
      created: { gte: Math.max(Math.floor(since / 1000), 0) },
      limit: pageSize,
      expand: ['data.customer'],
      ...(from === null ? {} : { starting_after: from }),
    }),
  );
  const { data, has_more: isMore } = read(chargeList, reply);
  const last = data.at(-1)?.id;
  if (isMore && (last === undefined || last === from)) {
    throw new GatewayError('badReply', { message: 'Stripe announces more on a list but shows none.' });
  }
  return { payments: data.filter(isPaid).map(listed), next: isMore ? (last ?? null) : null };
}

/** A status that nobody knows is no money; it is seen again for as long as the list reaches back. */
function isPaid({ status, captured }: ListedCharge): boolean {
  return status === 'succeeded' && captured;
}

function listed(charge: ListedCharge): ListedPayment {
  const { amount_captured: amount, amount_refunded: refunded, currency, disputed } = charge;
  return {
    transactionId: charge.payment_intent ?? charge.id,
    paid: fromStripeAmount({ amount, currency }),
    at: charge.created * 1000,
    checkoutId: charge.metadata.checkoutId ?? null,
    payerEmail: payerOf(charge),
    wentBack: refunded === 0 && !disputed ? null : `${refunded}${disputed ? '-disputed' : ''}`,
    isAllGone: charge.refunded,
  };
}

function payerOf({
  billing_details: billing,
  receipt_email: receipt,
  customer,
}: ListedCharge): string | null {
  const known = typeof customer === 'object' ? customer?.email : null;
  return billing?.email ?? receipt ?? known ?? null;
}

/** Since API version 2025-03-31 neither the charge nor its intent names the invoice: only the list of both does. */
export async function subscriptionOf(desk: StripeDesk, transactionId: string): Promise<string | null> {
  if (!/^pi_\w+$/.test(transactionId)) return null;
  const reply = await asking('read', () =>
    desk.api.invoicePayments.list({
      payment: { type: 'payment_intent', payment_intent: transactionId },
      limit: 1,
      expand: ['data.invoice'],
    }),
  );
  const invoice = read(invoicePaymentList, reply).data[0]?.invoice;
  return invoice?.parent?.subscription_details?.subscription ?? invoice?.subscription ?? null;
}
