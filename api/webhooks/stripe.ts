import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Kysely } from 'kysely';
import { type ArrivedNotice, storeNotice } from '../../db/queries/inbox.ts';
import type { DB } from '../../db/schema.ts';
import type { Settings } from '../../domain/settings/index.ts';
import type { StripeSettings } from '../../domain/settings/stripe.ts';
import type { NoticeReading, PaymentNotice, RawNotice } from '../../gateways/payment/payment-gateway.ts';
import { routeLimit } from '../security.ts';

export interface WebhookParts {
  readonly db: Kysely<DB>;
  readonly log: FastifyBaseLogger;
  clock(): Date;
  settings(): Promise<Settings>;
  readStripeNotice(settings: StripeSettings, notice: RawNotice): NoticeReading;
}

const BODY_LIMIT = 1_048_576;
/** A gateway that catches up after an outage sends thousands; a stranger who floods us is stopped all the same. */
const LIMIT = { max: 30_000, seconds: 60 };

/** Verify the bytes as they came, keep the notice, say yes. A process does everything else. */
export async function stripeWebhook(app: FastifyInstance, parts: WebhookParts): Promise<void> {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.post(
    '/webhooks/stripe',
    { bodyLimit: BODY_LIMIT, config: routeLimit(LIMIT) },
    (request: FastifyRequest, reply: FastifyReply) => receive(parts, request, reply),
  );
}

async function receive(
  parts: WebhookParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { stripe } = await parts.settings();
  if (stripe.webhookSecret === '') return reply.status(404).send({ message: 'Stripe is not set up here.' });
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const reading = parts.readStripeNotice(stripe, { body, headers: singleHeaders(request) });
  if (reading.kind === 'forged') {
    parts.log.warn(
      { source: 'stripe', reason: reading.reason, address: request.ip },
      'a forged notice was refused',
    );
    return reply.status(400).send({ message: 'The signature does not fit.' });
  }
  const stored = await storeNotice(parts.db, {
    source: 'stripe',
    account: 'main',
    eventId: reading.eventId,
    type: reading.type,
    ...standingOf(reading),
    reason: reading.kind === 'parked' ? reading.reason : null,
    body,
    at: parts.clock(),
  });
  return reply.status(200).send({ received: true, stored: stored === 'stored' });
}

/** What is to be done with a genuine notice, and about what. */
function standingOf(reading: PaymentNotice): Pick<ArrivedNotice, 'status' | 'about' | 'externalId'> {
  return 'externalId' in reading
    ? { status: 'pending', about: reading.kind, externalId: reading.externalId }
    : { status: reading.kind, about: 'checkout', externalId: null };
}

function singleHeaders(request: FastifyRequest): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  );
}
