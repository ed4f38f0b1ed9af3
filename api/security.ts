import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { servedOrigin } from './auth/index.ts';
import type { Limit } from './visit-limiter.ts';

/** What a page and all its parts may cost one visitor in a minute. */
const PAGES: Limit = { max: 900, seconds: 60 };

export function routeLimit(limit: Limit) {
  return { rateLimit: { max: limit.max, timeWindow: limit.seconds * 1000 } };
}

/** Nothing inline, nothing from elsewhere: a text that somebody typed can never run. */
const contentPolicy = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'self'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    fontSrc: ["'self'"],
    connectSrc: ["'self'"],
    manifestSrc: ["'self'"],
    workerSrc: ["'self'"],
    objectSrc: ["'none'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
  },
};

export async function registerSecurity(app: FastifyInstance, siteUri: () => Promise<string>): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: contentPolicy,
    // Browsers ignore it without TLS. Other names under the same domain are not ours to bind.
    strictTransportSecurity: { maxAge: 15_552_000, includeSubDomains: false },
    referrerPolicy: { policy: 'no-referrer' },
    crossOriginEmbedderPolicy: false,
  });
  await app.register(rateLimit, {
    global: true,
    max: PAGES.max,
    timeWindow: PAGES.seconds * 1000,
    errorResponseBuilder: (_request, context) => ({
      statusCode: context.statusCode,
      code: 'TOO_MANY_REQUESTS',
      message: `Too many tries. Please wait ${Math.ceil(context.ttl / 1000)} seconds.`,
    }),
  });
  app.addHook('onRequest', (request, reply) => refuseForeignOrigin(request, reply, siteUri));
}

/** A page of another site must not act with our visitor's cookie. Webhooks come from no page and carry none. */
async function refuseForeignOrigin(
  request: FastifyRequest,
  reply: FastifyReply,
  siteUri: () => Promise<string>,
): Promise<FastifyReply | undefined> {
  const { origin } = request.headers;
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (isRead || origin === undefined || !request.url.startsWith('/api/')) return undefined;
  if (origin === servedOrigin(request) || origin === new URL(await siteUri()).origin) return undefined;
  return reply.status(403).send({ code: 'FOREIGN_ORIGIN', message: 'This request came from another site.' });
}
