import type Stripe from 'stripe';
import { z } from 'zod';
import type { Api } from './api.ts';
import { expandedList } from './expand.ts';
import { tell } from './life.ts';
import { listParams, pageOf } from './lists.ts';
import { disputeObject, refundObject } from './money-back-objects.ts';
import { missing, Refusal, readParams } from './refusal.ts';
import type { World } from './world.ts';

interface RefundWish {
  /** Minor units. Absent: all that is left of it. */
  readonly amount?: number;
  /** A bank that takes its time: `settleRefund` or `failRefund` tell what became of it. */
  readonly isPending?: boolean;
}

interface DisputeWish {
  /** Minor units. Absent: the whole payment. */
  readonly amount?: number;
  /** The bank only asks; no money moves. */
  readonly isInquiry?: boolean;
}

/** What people do in Stripe's dashboard, and banks by themselves, with money that came in. */
export interface MoneyBack {
  refund(paymentIntentId: string, wish?: RefundWish): Stripe.Refund;
  settleRefund(refundId: string): void;
  /** Also of one that had succeeded: a bank may send the money back weeks later. */
  failRefund(refundId: string): void;
  dispute(paymentIntentId: string, wish?: DisputeWish): Stripe.Dispute;
  closeDispute(disputeId: string, outcome: 'won' | 'lost'): void;
  /** Puts it into a state that Stripe might invent one day. */
  distortDispute(disputeId: string, status: string): void;
}

export function createMoneyBack(world: World): MoneyBack {
  return {
    refund: (intentId, wish = {}) => structuredClone(refund(world, intentId, wish)),
    settleRefund(id) {
      const found = storedRefund(world, id);
      if (found.status !== 'pending') throw unfit(`This refund is ${found.status}.`);
      found.status = 'succeeded';
      tell(world, 'refund.updated', found);
      tell(world, 'charge.refund.updated', found);
    },
    failRefund: (id) => failRefund(world, storedRefund(world, id)),
    dispute: (intentId, wish = {}) => structuredClone(dispute(world, intentId, wish)),
    closeDispute: (id, outcome) => closeDispute(world, storedDispute(world, id), outcome),
    distortDispute(id, status) {
      const found = storedDispute(world, id);
      found.status = status;
      tell(world, 'charge.dispute.updated', found);
    },
  };
}

function refund(world: World, intentId: string, { amount, isPending = false }: RefundWish): Stripe.Refund {
  const charge = paidCharge(world, intentId);
  const left = charge.amount_captured - charge.amount_refunded;
  const wanted = amount ?? left;
  if (wanted <= 0 || wanted > left)
    throw unfit(`Refund amount (${wanted}) is greater than unrefunded amount on charge (${left})`);
  const made = refundObject(world, charge, { amount: wanted, status: isPending ? 'pending' : 'succeeded' });
  world.refunds.set(made.id, made);
  charge.amount_refunded += wanted;
  charge.refunded = charge.amount_refunded === charge.amount_captured;
  tell(world, 'refund.created', made);
  tell(world, 'charge.refunded', charge);
  return made;
}

function failRefund(world: World, found: Stripe.Refund): void {
  if (found.status === 'failed') throw unfit('This refund has failed already.');
  found.status = 'failed';
  found.failure_reason = 'lost_or_stolen_card';
  const charge = world.charges.get(String(found.charge));
  if (charge !== undefined) {
    charge.amount_refunded -= found.amount;
    charge.refunded = false;
  }
  tell(world, 'refund.failed', found);
  tell(world, 'refund.updated', found);
  tell(world, 'charge.refund.updated', found);
}

function dispute(world: World, intentId: string, { amount, isInquiry = false }: DisputeWish): Stripe.Dispute {
  const charge = paidCharge(world, intentId);
  const made = disputeObject(world, charge, {
    amount: amount ?? charge.amount_captured,
    status: isInquiry ? 'warning_needs_response' : 'needs_response',
  });
  world.disputes.set(made.id, made);
  charge.disputed = true;
  tell(world, 'charge.dispute.created', made);
  if (!isInquiry) tell(world, 'charge.dispute.funds_withdrawn', made);
  return made;
}

function closeDispute(world: World, found: Stripe.Dispute, outcome: 'won' | 'lost'): void {
  const isInquiry = found.status.startsWith('warning_');
  found.status = isInquiry ? 'warning_closed' : outcome;
  tell(world, 'charge.dispute.closed', found);
  if (!isInquiry && outcome === 'won') tell(world, 'charge.dispute.funds_reinstated', found);
}

function paidCharge(world: World, intentId: string): Stripe.Charge {
  const intent = world.intents.get(intentId);
  if (intent === undefined) throw missing('payment_intent', intentId, 'payment_intent');
  const charge = world.charges.get(String(intent.latest_charge));
  if (charge?.status !== 'succeeded') throw unfit('This PaymentIntent has no successful charge.');
  return charge;
}

function storedRefund(world: World, id: string): Stripe.Refund {
  const found = world.refunds.get(id);
  if (found === undefined) throw missing('refund', id, 'id');
  return found;
}

function storedDispute(world: World, id: string): Stripe.Dispute {
  const found = world.disputes.get(id);
  if (found === undefined) throw missing('dispute', id, 'id');
  return found;
}

function unfit(message: string): Refusal {
  return new Refusal({ status: 400, message });
}

const ofPayment = {
  ...listParams,
  payment_intent: z.string().exactOptional(),
  charge: z.string().exactOptional(),
};
const moneyList = z.strictObject(ofPayment);

/** Only read here: refunds and disputes are made in control.ts, by those who make them. */
export function serveMoneyBack(api: Api, world: World): void {
  serveList(api, world, { url: '/v1/refunds', what: 'refund', permission: 'charge_read' });
  serveList(api, world, { url: '/v1/disputes', what: 'dispute', permission: 'dispute_read' });
}

interface Listing {
  readonly url: string;
  readonly what: 'refund' | 'dispute';
  readonly permission: `${string}_read`;
}

function serveList(api: Api, world: World, { url, what, permission }: Listing): void {
  api.get(url, permission, ({ params }) => {
    const wanted = readParams(moneyList, params);
    const all: (Stripe.Refund | Stripe.Dispute)[] = [
      ...(what === 'refund' ? world.refunds : world.disputes).values(),
    ];
    const fitting = all
      .filter(({ payment_intent: id }) => wanted.payment_intent === undefined || id === wanted.payment_intent)
      .filter(({ charge }) => wanted.charge === undefined || charge === wanted.charge);
    return expandedList(world, pageOf(fitting, wanted, { url, what }), wanted.expand);
  });
}
