import { existsSync } from 'node:fs';
import { join, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Built files carry a hash in their name and never change; all else is asked for again each time. */
function cacheHeaders(reply: FastifyReply, path: string): void {
  const isHashed = path.includes(`${sep}assets${sep}`);
  void reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
}

/** Serves the built pages; every address that is no file is a page of the app. */
export async function registerWebFiles(app: FastifyInstance, webRoot: string | null): Promise<void> {
  const isBuilt = webRoot !== null && existsSync(join(webRoot, 'index.html'));
  if (isBuilt) {
    await app.register(fastifyStatic, {
      root: webRoot,
      cacheControl: false,
      setHeaders: (reply, path) => cacheHeaders(reply, path),
    });
  }
  app.setNotFoundHandler({ preHandler: app.rateLimit() }, (request, reply) =>
    notFound(request, reply, isBuilt),
  );
}

function notFound(request: FastifyRequest, reply: FastifyReply, isBuilt: boolean): FastifyReply {
  // What follows the question mark may hold dots of its own, as tokens of mailed links do.
  const [path = '/'] = request.url.split('?', 1);
  const isForProgram = /^\/(api|webhooks|assets)\//.test(path);
  const isPage = request.method === 'GET' && !isForProgram && !/\.\w+$/.test(path);
  if (!isPage)
    return reply.status(404).send({ code: 'NOT_FOUND', message: 'There is nothing at this address.' });
  if (isBuilt) return reply.sendFile('index.html');
  return reply
    .status(503)
    .type('text/plain; charset=utf-8')
    .send('The pages have not been built. Run `npm run build`.');
}
