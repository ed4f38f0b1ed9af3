import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { CONTROL } from '../frame/index.ts';
import { Refusal } from './refusal.ts';
import type { StripeSimulator } from './simulator.ts';

const pay = z
  .strictObject({
    method: z.enum(['card', 'debit']).exactOptional(),
    email: z.email().exactOptional(),
    settlesAfterMs: z.number().min(0).exactOptional(),
  })
  .default({});
const code = z.strictObject({ code: z.string().min(1).exactOptional() }).default({});
const distortion = z.strictObject({
  status: z.string().exactOptional(),
  paymentStatus: z.string().exactOptional(),
  intentStatus: z.string().exactOptional(),
});
const webhook = z.strictObject({
  url: z.url(),
  secret: z.string().min(1).exactOptional(),
  events: z.array(z.string()).min(1).exactOptional(),
  apiVersion: z.string().exactOptional(),
});
const knobs = z.strictObject({
  copies: z.number().int().min(1).max(100).exactOptional(),
  delayMs: z.number().min(0).exactOptional(),
  jitterMs: z.number().min(0).exactOptional(),
  lost: z.boolean().exactOptional(),
  held: z.boolean().exactOptional(),
  signatureAgeSeconds: z.number().exactOptional(),
  wrongSecret: z.boolean().exactOptional(),
  types: z.array(z.string()).exactOptional(),
});
const execution = z.strictObject({
  takesMs: z.number().min(0).exactOptional(),
  failNext: z.number().int().min(0).exactOptional(),
  failsAfterEffect: z.boolean().exactOptional(),
});
const release = z
  .strictObject({ order: z.enum(['sent', 'reversed', 'shuffled']).default('sent') })
  .default({ order: 'sent' });
const invention = z.strictObject({
  type: z.string().min(1),
  object: z.record(z.string(), z.unknown()).exactOptional(),
});
const permissions = z.strictObject({ permissions: z.array(z.string()) });

const subscribing = z
  .strictObject({
    email: z.email().nullable().exactOptional(),
    amount: z.number().int().min(0).exactOptional(),
    currency: z.string().length(3).exactOptional(),
    interval: z.enum(['day', 'week', 'month', 'year']).exactOptional(),
    nextChargeInMs: z.number().min(0).exactOptional(),
  })
  .default({});
const receiving = z
  .strictObject({
    email: z.email().nullable().exactOptional(),
    amount: z.number().int().min(1).exactOptional(),
    currency: z.string().length(3).exactOptional(),
    metadata: z.record(z.string(), z.string()).exactOptional(),
  })
  .default({});
const pricing = z
  .strictObject({
    amount: z.number().int().min(0).nullable().exactOptional(),
    currency: z.string().length(3).exactOptional(),
    interval: z.enum(['day', 'week', 'month', 'year']).nullable().exactOptional(),
    intervalCount: z.number().int().min(1).exactOptional(),
    livemode: z.boolean().exactOptional(),
  })
  .default({});
const fates = z.strictObject({
  fates: z.array(
    z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('late'), byMs: z.number().min(0) }),
      z.strictObject({
        kind: z.literal('declined'),
        retriesMs: z.array(z.number().min(0)),
        outcome: z.enum(['paid', 'canceled', 'unpaid']),
      }),
      z.strictObject({ kind: z.literal('proration'), amount: z.number().int().min(0) }),
    ]),
  ),
});
const cancelling = z
  .strictObject({ atPeriodEnd: z.boolean().default(false) })
  .default({ atPeriodEnd: false });
const strangeStatus = z.strictObject({ status: z.string().min(1) });
const refunding = z
  .strictObject({
    amount: z.number().int().min(1).exactOptional(),
    isPending: z.boolean().exactOptional(),
  })
  .default({});
const disputing = z
  .strictObject({
    amount: z.number().int().min(1).exactOptional(),
    isInquiry: z.boolean().exactOptional(),
  })
  .default({});
const closing = z.strictObject({ outcome: z.enum(['won', 'lost']) });

type IdRoute = { Params: { id: string } };

/**
 * What a test can do in process, over HTTP, beside what every simulator answers there. JSON in and out; 400
 * with `{error}` when the body is wrong or the thing cannot be done, 404 when it does not exist.
 *
 * GET    /__control/state                 {account, livemode, keys, now, sessions, payments, webhooks, knobs, execution, pending}
 * GET    /__control/sessions              sessions, oldest first, as Stripe shows them
 * GET    /__control/payments              payment intents that money was received for, oldest first
 * GET    /__control/events                events, oldest first
 * GET    /__control/deliveries            every attempt: {eventId, type, url, attempt, at, status}
 * POST   /__control/sessions/:id/pay      {method?: card|debit, email?, settlesAfterMs?}
 * POST   /__control/sessions/:id/decline  {code?}: the card is refused, the page stays open
 * POST   /__control/sessions/:id/settle   {}: the money of a debit arrives
 * POST   /__control/sessions/:id/fail     {code?}: it does not
 * POST   /__control/sessions/:id/expire   {}
 * POST   /__control/sessions/:id/distort  {status?, paymentStatus?, intentStatus?}: states nobody knows yet
 * POST   /__control/webhooks              {url, secret?, events?, apiVersion?} -> the endpoint. Default secret: keys.webhookSecret
 * DELETE /__control/webhooks              all endpoints
 * POST   /__control/webhooks/release      {order?: sent|reversed|shuffled} -> {released}
 * POST   /__control/webhooks/idle         answers when nothing is on the wire
 * POST   /__control/knobs                 any of WebhookKnobs -> all of them; DELETE makes them calm again
 * POST   /__control/events                {type, object?} -> the event, made and sent
 * POST   /__control/events/:id/resend     {}
 * POST   /__control/execution             {takesMs?, failNext?, failsAfterEffect?} -> all of them
 * GET    /__control/subscriptions         oldest first, as Stripe shows them; invoices likewise
 * POST   /__control/subscriptions         {email?, amount?, currency?, interval?, nextChargeInMs?} -> the subscription, charged once
 * POST   /__control/subscriptions/:id/fate    {fates: [{kind: late|declined|proration, ...}]}: of the charges to come
 * POST   /__control/subscriptions/:id/charge  {}: the period ends now
 * POST   /__control/subscriptions/:id/cancel  {atPeriodEnd?}
 * POST   /__control/subscriptions/:id/pause   {}; resume likewise
 * POST   /__control/subscriptions/:id/distort {status}: a state nobody knows yet
 * POST   /__control/payments              {email?, amount?, currency?, metadata?} -> the intent: money without a session
 * POST   /__control/prices                {amount?, currency?, interval?, intervalCount?, livemode?} -> {id}; interval null: charged once
 * POST   /__control/prices/:id/archive    {}
 * POST   /__control/payments/:id/refund   {amount?, isPending?} -> the refund; :id is the payment intent
 * POST   /__control/payments/:id/dispute  {amount?, isInquiry?} -> the dispute
 * POST   /__control/refunds/:id/settle    {}: a pending one succeeds; fail: the money comes back
 * POST   /__control/disputes/:id/close    {outcome: won|lost}
 * POST   /__control/disputes/:id/distort  {status}: a state nobody knows yet
 * POST   /__control/restricted-keys       {permissions: ['checkout_session_write', ...]} -> {key}
 */
export function serveControl(app: FastifyInstance, simulator: StripeSimulator): void {
  serveLooking(app, simulator);
  serveBuyer(app, simulator);
  serveWebhooks(app, simulator);
  serveCustomers(app, simulator);
  serveMoneyBack(app, simulator);

  app.post(`${CONTROL}/execution`, (request, reply) =>
    controlled(reply, () => Object.assign(simulator.execution, execution.parse(request.body))),
  );
  app.post(`${CONTROL}/restricted-keys`, (request, reply) =>
    controlled(reply, () => ({
      key: simulator.addRestrictedKey(permissions.parse(request.body).permissions),
    })),
  );
}

function serveLooking(app: FastifyInstance, simulator: StripeSimulator): void {
  app.get(`${CONTROL}/state`, async () => ({
    account: simulator.account,
    livemode: simulator.livemode,
    keys: simulator.keys,
    now: simulator.clock.now(),
    sessions: simulator.sessions(),
    payments: simulator.payments(),
    webhooks: simulator.webhooks.endpoints(),
    knobs: simulator.webhooks.knobs,
    execution: simulator.execution,
    pending: simulator.webhooks.pending(),
  }));
  app.get(`${CONTROL}/sessions`, async () => simulator.sessions());
  app.get(`${CONTROL}/payments`, async () => simulator.payments());
  app.get(`${CONTROL}/events`, async () => simulator.events());
  app.get(`${CONTROL}/deliveries`, async () => simulator.webhooks.deliveries);
}

function serveBuyer(app: FastifyInstance, simulator: StripeSimulator): void {
  app.post(`${CONTROL}/payments`, ({ body }, reply) =>
    controlled(reply, () => simulator.receive(receiving.parse(body ?? undefined))),
  );
  const at = (what: string) => `${CONTROL}/sessions/:id/${what}`;
  app.post<IdRoute>(at('pay'), ({ params, body }, reply) =>
    controlled(reply, () => simulator.pay(params.id, pay.parse(body))),
  );
  app.post<IdRoute>(at('decline'), ({ params, body }, reply) =>
    controlled(reply, () => simulator.decline(params.id, code.parse(body).code)),
  );
  app.post<IdRoute>(at('settle'), ({ params }, reply) =>
    controlled(reply, () => simulator.settle(params.id)),
  );
  app.post<IdRoute>(at('fail'), ({ params, body }, reply) =>
    controlled(reply, () => simulator.fail(params.id, code.parse(body).code)),
  );
  app.post<IdRoute>(at('expire'), ({ params }, reply) =>
    controlled(reply, () => simulator.expire(params.id)),
  );
  app.post<IdRoute>(at('distort'), ({ params, body }, reply) =>
    controlled(reply, () => simulator.distort(params.id, distortion.parse(body))),
  );
}

function serveCustomers(app: FastifyInstance, simulator: StripeSimulator): void {
  const path = `${CONTROL}/subscriptions`;
  const at = (what: string) => `${path}/:id/${what}`;
  app.get(path, async () => simulator.subscriptions());
  app.post(`${CONTROL}/prices`, ({ body }, reply) =>
    controlled(reply, () => ({ id: simulator.addPrice(pricing.parse(body ?? undefined)) })),
  );
  app.post<IdRoute>(`${CONTROL}/prices/:id/archive`, ({ params }, reply) =>
    controlled(reply, () => simulator.archivePrice(params.id)),
  );
  app.get(`${CONTROL}/invoices`, async () => simulator.invoices());
  app.post(path, ({ body }, reply) =>
    controlled(reply, () => simulator.subscribe(subscribing.parse(body ?? undefined))),
  );
  app.post<IdRoute>(at('fate'), ({ params, body }, reply) =>
    controlled(reply, () => simulator.fate(params.id, ...fates.parse(body).fates)),
  );
  app.post<IdRoute>(at('charge'), ({ params }, reply) =>
    controlled(reply, () => simulator.charge(params.id)),
  );
  app.post<IdRoute>(at('cancel'), ({ params, body }, reply) =>
    controlled(reply, () => simulator.cancel(params.id, cancelling.parse(body ?? undefined))),
  );
  app.post<IdRoute>(at('pause'), ({ params }, reply) => controlled(reply, () => simulator.pause(params.id)));
  app.post<IdRoute>(at('resume'), ({ params }, reply) =>
    controlled(reply, () => simulator.resume(params.id)),
  );
  app.post<IdRoute>(at('distort'), ({ params, body }, reply) =>
    controlled(reply, () => simulator.distortSubscription(params.id, strangeStatus.parse(body).status)),
  );
}

function serveMoneyBack(app: FastifyInstance, simulator: StripeSimulator): void {
  app.post<IdRoute>(`${CONTROL}/payments/:id/refund`, ({ params, body }, reply) =>
    controlled(reply, () => simulator.refund(params.id, refunding.parse(body ?? undefined))),
  );
  app.post<IdRoute>(`${CONTROL}/payments/:id/dispute`, ({ params, body }, reply) =>
    controlled(reply, () => simulator.dispute(params.id, disputing.parse(body ?? undefined))),
  );
  app.post<IdRoute>(`${CONTROL}/refunds/:id/settle`, ({ params }, reply) =>
    controlled(reply, () => simulator.settleRefund(params.id)),
  );
  app.post<IdRoute>(`${CONTROL}/refunds/:id/fail`, ({ params }, reply) =>
    controlled(reply, () => simulator.failRefund(params.id)),
  );
  app.post<IdRoute>(`${CONTROL}/disputes/:id/close`, ({ params, body }, reply) =>
    controlled(reply, () => simulator.closeDispute(params.id, closing.parse(body).outcome)),
  );
  app.post<IdRoute>(`${CONTROL}/disputes/:id/distort`, ({ params, body }, reply) =>
    controlled(reply, () => simulator.distortDispute(params.id, strangeStatus.parse(body).status)),
  );
}

function serveWebhooks(app: FastifyInstance, simulator: StripeSimulator): void {
  const { webhooks } = simulator;
  app.post(`${CONTROL}/webhooks`, (request, reply) =>
    controlled(reply, () => {
      const { url, ...options } = webhook.parse(request.body);
      return webhooks.add(url, options);
    }),
  );
  app.delete(`${CONTROL}/webhooks`, (_request, reply) => controlled(reply, () => webhooks.removeAll()));
  app.post(`${CONTROL}/webhooks/release`, (request, reply) =>
    controlled(reply, () => ({ released: webhooks.release(release.parse(request.body).order) })),
  );
  app.post(`${CONTROL}/webhooks/idle`, async (_request, reply) => {
    await webhooks.idle();
    return reply.send({});
  });
  app.post(`${CONTROL}/knobs`, (request, reply) =>
    controlled(reply, () => Object.assign(webhooks.knobs, knobs.parse(request.body))),
  );
  app.delete(`${CONTROL}/knobs`, (_request, reply) => controlled(reply, () => simulator.calmDown()));
  app.post(`${CONTROL}/events`, (request, reply) =>
    controlled(reply, () => {
      const { type, object } = invention.parse(request.body);
      return webhooks.invent(type, object);
    }),
  );
  app.post<IdRoute>(`${CONTROL}/events/:id/resend`, ({ params }, reply) =>
    controlled(reply, () => simulator.resend(params.id)),
  );
}

function controlled(reply: FastifyReply, act: () => object | void): FastifyReply {
  try {
    return reply.send(act() ?? {});
  } catch (error) {
    if (error instanceof z.ZodError) {
      return reply.code(400).send({ error: z.prettifyError(error) });
    }
    if (error instanceof Refusal) {
      return reply.code(error.details.status).send({ error: error.message });
    }
    throw error;
  }
}
