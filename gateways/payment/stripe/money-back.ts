import type { MoneyMove } from '../../../domain/payment/money-back.ts';
import { GatewayError } from '../../fault.ts';
import type { MoneyBack } from '../payment-gateway.ts';
import { fromStripeAmount } from './amount.ts';
import type { StripeDesk } from './checkout.ts';
import { asking } from './faults.ts';
import { everyOne, pageSize } from './pages.ts';
import {
  disputeList,
  paidIntent,
  read,
  refundList,
  type StripeDispute,
  type StripeRefund,
  wholeCharge,
} from './wire.ts';

/** Refunds and disputes as Stripe lists them now; a payment without an intent goes by its charge. */
export async function lookUpMoneyBack(desk: StripeDesk, transactionId: string): Promise<MoneyBack> {
  const payment = await retrieve(desk, transactionId);
  const ofPayment = transactionId.startsWith('pi_')
    ? { payment_intent: transactionId }
    : { charge: transactionId };
  const moves: MoneyMove[] = [];
  for await (const refund of refundsOf(desk, ofPayment)) moves.push(moveOfRefund(refund));
  for await (const dispute of disputesOf(desk, ofPayment)) moves.push(moveOfDispute(dispute));
  return { transactionId, ...payment, moves: moves.toSorted((a, b) => a.at - b.at) };
}

type OfPayment = { readonly payment_intent: string } | { readonly charge: string };

async function retrieve(desk: StripeDesk, id: string): Promise<Pick<MoneyBack, 'paid' | 'paidAt'>> {
  if (/^pi_\w+$/.test(id)) {
    const reply = await asking('read', () => desk.api.paymentIntents.retrieve(id));
    const { amount_received: amount, currency, created } = read(paidIntent, reply);
    return { paid: fromStripeAmount({ amount, currency }), paidAt: created * 1000 };
  }
  if (/^(ch|py)_\w+$/.test(id)) {
    const reply = await asking('read', () => desk.api.charges.retrieve(id));
    const { amount_captured: amount, currency, created } = read(wholeCharge, reply);
    return { paid: fromStripeAmount({ amount, currency }), paidAt: created * 1000 };
  }
  throw new GatewayError('requestRejected', {
    message: 'That is not the id of a payment at Stripe; it begins with pi_ or ch_.',
  });
}

function refundsOf(desk: StripeDesk, ofPayment: OfPayment): AsyncGenerator<StripeRefund> {
  return everyOne(async (after) =>
    read(
      refundList,
      await asking('read', () => desk.api.refunds.list({ ...ofPayment, limit: pageSize, ...after })),
    ),
  );
}

function disputesOf(desk: StripeDesk, ofPayment: OfPayment): AsyncGenerator<StripeDispute> {
  return everyOne(async (after) =>
    read(
      disputeList,
      await asking('read', () => desk.api.disputes.list({ ...ofPayment, limit: pageSize, ...after })),
    ),
  );
}

/** A refund that is under way has left the account; one that fails, even weeks later, has come back. */
const refundIsGone: Readonly<Record<string, boolean>> = {
  pending: true,
  requires_action: true,
  succeeded: true,
  failed: false,
  canceled: false,
};

/** The money of a dispute is taken when it is opened, and stays away unless it is won. An inquiry takes none. */
const disputeIsGone: Readonly<Record<string, boolean>> = {
  warning_needs_response: false,
  warning_under_review: false,
  warning_closed: false,
  prevented: false,
  needs_response: true,
  under_review: true,
  appeal_needs_response: true,
  appeal_under_review: true,
  lost: true,
  won: false,
};

function moveOfRefund({ id, status, created, ...amount }: StripeRefund): MoneyMove {
  const state = status ?? 'succeeded';
  return {
    kind: 'refund',
    externalId: id,
    amount: fromStripeAmount(amount),
    isGone: refundIsGone[state] ?? null,
    state,
    at: created * 1000,
  };
}

function moveOfDispute({ id, status, created, ...amount }: StripeDispute): MoneyMove {
  return {
    kind: 'chargeback',
    externalId: id,
    amount: fromStripeAmount(amount),
    isGone: disputeIsGone[status] ?? null,
    state: status,
    at: created * 1000,
  };
}
