import type { FastifyInstance } from 'fastify';
import { routeLimit } from '../security.ts';
import type { Authentication } from './index.ts';
import { authRoutes } from './limits.ts';

export function registerAuthRoutes(app: FastifyInstance, auth: Authentication): void {
  for (const { method, path, limit } of authRoutes) {
    app.route({
      method,
      url: `/api/auth${path}`,
      config: routeLimit(limit),
      handler: (request, reply) => auth.answer(request, reply),
    });
  }
}
