import type { Client } from '@temporalio/client';
import { type FastifyTRPCPluginOptions, fastifyTRPCPlugin } from '@trpc/server/adapters/fastify';
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import type { Kysely } from 'kysely';
import { overdueWork, pingDatabase, WORK_BUDGET_MS } from '../db/queries/health.ts';
import { livingStanding } from '../db/queries/logins.ts';
import { memberNow } from '../db/queries/member-clock.ts';
import { rightsOf } from '../db/queries/roles.ts';
import { readSettings } from '../db/queries/settings.ts';
import type { DB } from '../db/schema.ts';
import type { Seal } from '../db/seal.ts';
import { type Authentication, authentication } from './auth/index.ts';
import { registerAuthRoutes } from './auth/routes.ts';
import type { Changes } from './changes.ts';
import { checkoutProgress } from './checkout/progress.ts';
import type { ApiContext, ConnectionTests } from './context.ts';
import { registerEvents } from './events.ts';
import { type AppRouter, appRouter } from './router.ts';
import { registerManifest } from './manifest.ts';
import { registerSecurity, routeLimit } from './security.ts';
import { type FleetPlan, fleetPlan } from './fleet-plan.ts';
import { type SettingsCache, settingsCache } from './settings-cache.ts';
import { errorIdOf } from './trpc.ts';
import { type VisitLimiter, visitLimiter } from './visit-limiter.ts';
import { registerWebFiles } from './web-files.ts';
import { stripeWebhook, type WebhookParts } from './webhooks/stripe.ts';

/** Everything the API is made of; wired once, in bin/. */
export interface ApiParts {
  readonly db: Kysely<DB>;
  readonly seal: Seal;
  readonly log: FastifyBaseLogger;
  clock(): Date;
  /** A site for trying out, on which members' clocks may be moved. */
  readonly isSandbox: boolean;
  /** Where this process is reached while no site address has been saved. No slash at the end. */
  readonly ownUri: string;
  /** Addresses of proxies whose word on the visitor's address counts; false: none. */
  readonly trustedProxies: string[] | false;
  temporal(): Client | null;
  readonly temporalUiUrl: string | null;
  readonly test: ConnectionTests;
  readonly readStripeNotice: WebhookParts['readStripeNotice'];
  readonly changes: Changes;
  /** The folder of the built pages; null: none are served. */
  readonly webRoot: string | null;
}

interface Assembled extends ApiParts {
  readonly auth: Authentication;
  readonly limiter: VisitLimiter;
  readonly settings: SettingsCache;
  rightsOf: ApiContext['rightsOf'];
  fleetPlan(): Promise<FleetPlan>;
  siteUri(): Promise<string>;
}

/** The whole HTTP side of the site, ready to listen. */
export async function createApi(parts: ApiParts): Promise<FastifyInstance> {
  const app = fastify({
    loggerInstance: parts.log,
    // Addresses of pages hold tokens of mailed links: they stay out of the log.
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: parts.trustedProxies,
    bodyLimit: 1_048_576,
    // Batched calls name all their procedures in one path segment.
    routerOptions: { maxParamLength: 5000 },
  });
  const assembled = assemble(parts);
  await registerSecurity(app, assembled.siteUri);
  registerAuthRoutes(app, assembled.auth);
  await registerProcedures(app, assembled);
  await registerEvents(app, {
    auth: assembled.auth,
    changes: parts.changes,
    viewCheckout: (loginId, checkoutId) => checkoutProgress(parts.db, loginId, checkoutId),
    rightsOf: async (loginId) => {
      const standing = await livingStanding(parts.db, loginId);
      return standing === null ? null : await assembled.rightsOf(standing);
    },
  });
  await app.register((webhooks) => stripeWebhook(webhooks, assembled));
  registerHealth(app, parts);
  registerManifest(app, assembled.settings);
  await registerWebFiles(app, parts.webRoot);
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) =>
    answerError(app, error, reply),
  );
  return app;
}

function assemble(parts: ApiParts): Assembled {
  const limiter = visitLimiter(() => performance.now());
  const settings = settingsCache(
    () => readSettings(parts.db, parts.seal),
    () => performance.now(),
  );
  parts.changes.subscribe('*', (topic) => {
    if (topic === '*' || topic.startsWith('settings:')) settings.forget();
  });
  const siteUri = async () => ((await settings()).site.uri || parts.ownUri).replace(/\/+$/, '');
  const { db, seal, log } = parts;
  const auth = authentication({
    db,
    seal,
    log,
    limiter,
    clock: parts.clock,
    settings,
    siteUri,
  });
  const plan = fleetPlan({
    db,
    clock: parts.clock,
    timeZone: async () => (await settings()).site.timeZone,
    now: () => performance.now(),
  });
  const rights: ApiContext['rightsOf'] = async (login) =>
    rightsOf(db, login, (await settings()).features.customRoles);
  return { ...parts, auth, limiter, settings, siteUri, fleetPlan: plan, rightsOf: rights };
}

async function registerProcedures(app: FastifyInstance, parts: Assembled): Promise<void> {
  const trpcOptions: FastifyTRPCPluginOptions<AppRouter>['trpcOptions'] = {
    router: appRouter,
    createContext: ({ req, res }) => contextOf(parts, req, res),
    onError: ({ error, path }) => {
      if (error.code !== 'INTERNAL_SERVER_ERROR') return;
      parts.log.error({ errorId: errorIdOf(error), path, err: error.cause ?? error }, 'a procedure failed');
    },
  };
  await app.register(
    async (scope) => {
      // One request may carry many calls; each of them has its own limit as well.
      scope.addHook('onRoute', (route) => {
        route.config = { ...route.config, ...routeLimit({ max: 1200, seconds: 60 }) };
      });
      await scope.register(fastifyTRPCPlugin, { trpcOptions });
    },
    { prefix: '/api/trpc' },
  );
}

async function contextOf(
  parts: Assembled,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<ApiContext> {
  const session = await parts.auth.sessionOf(request, reply);
  return {
    db: parts.db,
    seal: parts.seal,
    settings: parts.settings,
    settingsSaved: parts.settings.forget,
    fleetPlan: parts.fleetPlan,
    temporal: parts.temporal(),
    login: session?.login ?? null,
    rightsOf: parts.rightsOf,
    sessionId: session?.id ?? null,
    log: parts.log,
    clock: parts.clock,
    clockOf: async (memberId) =>
      parts.isSandbox ? await memberNow(parts.db, memberId, parts.clock()) : parts.clock(),
    isSandbox: parts.isSandbox,
    siteUri: await parts.siteUri(),
    temporalUiUrl: parts.temporalUiUrl,
    test: parts.test,
    hashPassword: parts.auth.hashPassword,
    confirmationToken: parts.auth.confirmationToken,
    visitor: request.ip,
    limiter: parts.limiter,
  };
}

function registerHealth(app: FastifyInstance, parts: ApiParts): void {
  app.get('/healthz', { config: routeLimit({ max: 600, seconds: 60 }) }, async (_request, reply) => {
    try {
      await pingDatabase(parts.db);
      // A count and nothing else: names are for the panel.
      const overdue = await overdueWork(parts.db, new Date(), WORK_BUDGET_MS);
      return await reply.send({ ok: overdue.length === 0, database: 'reachable', overdue: overdue.length });
    } catch (error) {
      parts.log.error({ err: error }, 'the database does not answer');
      return await reply.status(503).send({ ok: false, database: 'unreachable' });
    }
  });
}

/** What reaches this place is either a bad request, said so by Fastify, or ours. */
function answerError(
  app: FastifyInstance,
  error: Error & { statusCode?: number },
  reply: FastifyReply,
): FastifyReply {
  const status = error.statusCode ?? 500;
  if (status < 500) return reply.status(status).send({ code: 'BAD_REQUEST', message: error.message });
  const errorId = errorIdOf(error);
  app.log.error({ errorId, err: error }, 'a request failed');
  return reply.status(500).send({
    code: 'INTERNAL',
    message: `Something went wrong on our side. Number for the admin: ${errorId}`,
    errorId,
  });
}
