import { z } from 'zod';
import type { Api } from './api.ts';
import { cancelSubscription, stored } from './billing.ts';
import { expanded, expandedList } from './expand.ts';
import { listParams, pageOf } from './lists.ts';
import { withoutPayments } from './recurring-objects.ts';
import { readParams } from './refusal.ts';
import { tell } from './life.ts';
import type { World } from './world.ts';

const expandParams = z.strictObject({ expand: z.array(z.string()).exactOptional() });
const updateParams = z.strictObject({
  cancel_at_period_end: z.enum(['true', 'false']).transform((value) => value === 'true'),
  expand: z.array(z.string()).exactOptional(),
});
const invoiceListParams = z.strictObject({
  ...listParams,
  subscription: z.string().exactOptional(),
  customer: z.string().exactOptional(),
  status: z.enum(['draft', 'open', 'paid', 'uncollectible', 'void']).exactOptional(),
});

const invoicePaymentParams = z.strictObject({
  ...listParams,
  invoice: z.string().exactOptional(),
  status: z.enum(['open', 'paid', 'canceled']).exactOptional(),
  payment: z
    .strictObject({
      type: z.enum(['payment_intent', 'payment_record']),
      payment_intent: z.string().exactOptional(),
      payment_record: z.string().exactOptional(),
    })
    .exactOptional(),
});

const path = '/v1/subscriptions';

/** Retrieve and cancel subscriptions, list what they were billed. They are made in control.ts, by their customers. */
export function serveSubscriptions(api: Api, world: World): void {
  api.get(`${path}/:id`, 'subscription_read', ({ id, params }) => {
    const { expand } = readParams(expandParams, params);
    return expanded(world, stored(world, id), expand);
  });

  api.post(`${path}/:id`, 'subscription_write', ({ id, params }) => {
    const { cancel_at_period_end: isCancelled, expand } = readParams(updateParams, params);
    const subscription = stored(world, id);
    if (isCancelled) cancelSubscription(world, subscription, true);
    else {
      subscription.cancel_at_period_end = false;
      subscription.cancel_at = null;
      subscription.canceled_at = null;
      tell(world, 'customer.subscription.updated', subscription);
    }
    return expanded(world, subscription, expand);
  });

  api.delete(`${path}/:id`, 'subscription_write', ({ id, params }) => {
    const { expand } = readParams(expandParams, params);
    const subscription = stored(world, id);
    cancelSubscription(world, subscription, false);
    return expanded(world, subscription, expand);
  });

  serveInvoices(api, world);
  serveInvoicePayments(api, world);
}

function serveInvoices(api: Api, world: World): void {
  const url = '/v1/invoices';
  api.get(url, 'invoice_read', ({ params }) => {
    const wanted = readParams(invoiceListParams, params);
    const isShown = wanted.expand?.includes('data.payments') === true;
    const fitting = [...world.invoices.values()]
      .filter(({ status }) => wanted.status === undefined || status === wanted.status)
      .filter(({ customer }) => wanted.customer === undefined || customer === wanted.customer)
      .filter(({ parent }) => {
        const about = parent?.subscription_details?.subscription;
        return wanted.subscription === undefined || about === wanted.subscription;
      })
      .map((invoice) => (isShown ? invoice : withoutPayments(invoice)));
    return expandedList(world, pageOf(fitting, wanted, { url, what: 'invoice' }), wanted.expand);
  });
}

function serveInvoicePayments(api: Api, world: World): void {
  const url = '/v1/invoice_payments';
  api.get(url, 'invoice_read', ({ params }) => {
    const wanted = readParams(invoicePaymentParams, params);
    const { payment, invoice, status } = wanted;
    const fitting = [...world.invoices.values()]
      .flatMap(({ payments }) => payments?.data ?? [])
      .filter((one) => status === undefined || one.status === status)
      .filter((one) => invoice === undefined || one.invoice === invoice)
      .filter(({ payment: paid }) => payment === undefined || paid.type === payment.type)
      .filter(
        ({ payment: paid }) =>
          payment?.payment_intent === undefined || paid.payment_intent === payment.payment_intent,
      );
    return expandedList(world, pageOf(fitting, wanted, { url, what: 'invoice_payment' }), wanted.expand);
  });
}
