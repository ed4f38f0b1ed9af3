import { isOver, type RecurringStatus } from '../../../domain/billing/recurring-status.ts';
import type { Money } from '../../../domain/money/money.ts';
import { GatewayError } from '../../fault.ts';
import type { IdempotencyKey, RecurringCharge, RecurringState } from '../payment-gateway.ts';
import { fromStripeAmount } from './amount.ts';
import type { StripeDesk } from './checkout.ts';
import { asking } from './faults.ts';
import { everyOne, pageSize } from './pages.ts';
import { invoiceList, type PaidInvoice, read, subscription, type StripeSubscription } from './wire.ts';

/** An invoice is made at the end of the period and may be paid, after many attempts, as much later. */
const longestDunningSeconds = 90 * 24 * 60 * 60;

export async function lookUpSubscription(
  desk: StripeDesk,
  externalId: string,
  chargesSince: number,
): Promise<RecurringState> {
  const found = await retrieve(desk, externalId);
  const charges = await chargesOf(desk, externalId, chargesSince);
  const ends = found.items.data.map((item) => item.current_period_end * 1000);
  return {
    externalId,
    status: statusOf(found),
    state: found.status,
    currentPeriodEnd: ends.length === 0 ? null : Math.max(...ends),
    payerEmail: typeof found.customer === 'string' ? null : (found.customer.email ?? null),
    price: priceOf(found),
    priceId: onlyItem(found)?.price.id ?? null,
    charges,
  };
}

/**
 * Says so first, asks then: a subscription that is over cannot be cancelled again, and one whose end is set
 * already is not touched. A lost answer is told from a done one by the look-up before the next attempt.
 */
export async function cancelSubscription(
  desk: StripeDesk,
  externalId: string,
  { atPeriodEnd, key }: { readonly atPeriodEnd: boolean; readonly key: IdempotencyKey },
): Promise<'cancelled' | 'already-cancelled'> {
  const status = statusOf(await retrieve(desk, externalId));
  const isSet = status === 'cancelled_at_period_end' && atPeriodEnd;
  if (isSet || (status !== null && isOver(status))) {
    return 'already-cancelled';
  }
  const options = { idempotencyKey: key };
  await asking('write', () =>
    atPeriodEnd
      ? desk.api.subscriptions.update(externalId, { cancel_at_period_end: true }, options)
      : desk.api.subscriptions.cancel(externalId, {}, options),
  );
  return 'cancelled';
}

async function retrieve(desk: StripeDesk, externalId: string): Promise<StripeSubscription> {
  if (!/^sub_\w+$/.test(externalId)) {
    throw new GatewayError('requestRejected', {
      message: 'That is not the id of a Stripe subscription; it begins with sub_.',
    });
  }
  const reply = await asking('read', () =>
    desk.api.subscriptions.retrieve(externalId, { expand: ['customer'] }),
  );
  return read(subscription, reply);
}

/** Null where Stripe has a word that is not known here: it is read as nothing at all. */
function statusOf(found: StripeSubscription): RecurringStatus | null {
  switch (found.status) {
    case 'incomplete':
      return 'pending_approval';
    case 'incomplete_expired':
      return 'abandoned';
    case 'trialing':
    case 'active':
      return found.cancel_at_period_end || found.cancel_at !== null ? 'cancelled_at_period_end' : 'active';
    case 'past_due':
      return 'past_due';
    case 'paused':
      return 'suspended';
    case 'unpaid':
    case 'canceled':
      return 'ended';
    default:
      return null;
  }
}

function onlyItem({ items }: StripeSubscription): StripeSubscription['items']['data'][number] | null {
  const [item, ...others] = items.data;
  return item === undefined || others.length > 0 ? null : item;
}

function priceOf(found: StripeSubscription): Money | null {
  const item = onlyItem(found);
  if (item === null || item.price.unit_amount === null) {
    return null;
  }
  const amount = item.price.unit_amount * (item.quantity ?? 1);
  return fromStripeAmount({ amount, currency: item.price.currency });
}

async function chargesOf(
  desk: StripeDesk,
  externalId: string,
  since: number,
): Promise<readonly RecurringCharge[]> {
  const oldest = Math.floor(since / 1000);
  const charges: RecurringCharge[] = [];
  for await (const invoice of paidInvoices(desk, externalId, oldest - longestDunningSeconds)) {
    const charge = chargeOf(invoice);
    if (charge !== null && charge.at >= oldest * 1000) charges.push(charge);
  }
  return charges.reverse();
}

function paidInvoices(desk: StripeDesk, externalId: string, since: number): AsyncGenerator<PaidInvoice> {
  return everyOne(async (after) => {
    const reply = await asking('read', () =>
      desk.api.invoices.list({
        subscription: externalId,
        status: 'paid',
        created: { gte: Math.max(since, 0) },
        limit: pageSize,
        expand: ['data.payments'],
        ...after,
      }),
    );
    return read(invoiceList, reply);
  });
}

/** A change of plan, a threshold, or an invoice made by hand moves money but buys no further period. */
const forPeriods: ReadonlySet<string> = new Set([
  'subscription_create',
  'subscription_cycle',
  'subscription',
]);

/** Null: no money moved, as at the begin of a trial. */
function chargeOf(invoice: PaidInvoice): RecurringCharge | null {
  const isForPeriod = forPeriods.has(invoice.billing_reason ?? '');
  const isFreeCycle = invoice.amount_paid === 0 && invoice.billing_reason === 'subscription_cycle';
  if (invoice.amount_paid === 0 && !isFreeCycle) {
    return null;
  }
  return {
    transactionId: transactionOf(invoice),
    paid: fromStripeAmount({ amount: invoice.amount_paid, currency: invoice.currency }),
    at: (invoice.status_transitions.paid_at ?? invoice.created) * 1000,
    isForPeriod,
  };
}

/** A period paid by a discount, by credit or outside of Stripe has no intent: then the invoice's own id stands for it. */
function transactionOf(invoice: PaidInvoice): string {
  const paid = invoice.payments.data.find(({ status }) => status === 'paid');
  return paid?.payment.payment_intent ?? paid?.payment.charge ?? invoice.id;
}
