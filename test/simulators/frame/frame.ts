import { setTimeout as delay } from 'node:timers/promises';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { isJson, readBody } from './bodies.ts';
import { createClock, type VirtualClock } from './clock.ts';
import { CONTROL, registerControl } from './control.ts';
import { createFaultDesk, type Fault, type FaultDesk } from './faults.ts';
import { createRecording, type RecordedRequest, type Recording } from './recording.ts';
import { spoil } from './shaping.ts';

const REQUESTS_KEPT = 5_000;

export interface FrameOptions {
  /** Shown by the control and in the answer to an unmodelled route. */
  readonly name: string;
  /** Several simulators of one world share one clock. */
  readonly clock?: VirtualClock;
  readonly requestsKept?: number;
  /** Paths match whatever their case. */
  readonly ignoresCase?: boolean;
}

/**
 * What every simulator stands on: a real HTTP server on loopback that records each request, lets faults
 * strike, lives on a virtual clock and can be steered from another process under `/__control`.
 */
export interface Frame {
  /** Routes go here, before `listen`. */
  readonly app: FastifyInstance;
  /** Port 0, the default, takes a free one. Answers `http://127.0.0.1:<port>`. */
  listen(port?: number): Promise<string>;
  /** Ends every connection, also those that hang. */
  close(): Promise<void>;
  readonly requests: RecordedRequest[];
  readonly unmodelled: RecordedRequest[];
  /** Resolves with the next request that fits, from now on. */
  arrival(fits: (request: RecordedRequest) => boolean): Promise<RecordedRequest>;
  readonly faults: FaultDesk;
  readonly clock: VirtualClock;
}

export function createFrame(options: FrameOptions): Frame {
  const clock = options.clock ?? createClock();
  const recording = createRecording(options.requestsKept ?? REQUESTS_KEPT);
  const faults = createFaultDesk();
  const app = Fastify({
    logger: false,
    forceCloseConnections: true,
    bodyLimit: 10 * 1024 * 1024,
    routerOptions: { caseSensitive: options.ignoresCase !== true, ignoreTrailingSlash: true },
  });
  const closing = new AbortController();

  readBodiesAsSent(app);
  recordEach(app, recording, clock);
  letFaultsStrike(app, faults, closing.signal);
  registerControl(app, { name: options.name, recording, faults, clock });
  app.setNotFoundHandler(async (request, reply) => {
    recording.addUnmodelled(recordOf(request, clock));
    return reply
      .code(501)
      .send({ error: `${options.name} does not model ${request.method} ${pathOf(request)}` });
  });

  return {
    app,
    listen: (port = 0) => app.listen({ host: '127.0.0.1', port }),
    async close() {
      closing.abort();
      await app.close();
    },
    requests: recording.requests,
    unmodelled: recording.unmodelled,
    arrival: recording.arrival,
    faults,
    clock,
  };
}

const rawBodies = new WeakMap<FastifyRequest, string>();

/** The unparsed text of the body, for what is signed or encoded in a way of its own. */
export function rawBodyOf(request: FastifyRequest): string {
  return rawBodies.get(request) ?? '';
}

function readBodiesAsSent(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<string>('*', { parseAs: 'string' }, (request, raw, done) => {
    rawBodies.set(request, raw);
    done(null, readBody(request.headers['content-type'], raw));
  });
}

function recordEach(app: FastifyInstance, recording: Recording, clock: VirtualClock): void {
  app.addHook('preHandler', async (request) => {
    if (!isControl(request)) recording.add(recordOf(request, clock));
  });
}

function letFaultsStrike(app: FastifyInstance, faults: FaultDesk, closing: AbortSignal): void {
  const struck = new WeakMap<FastifyRequest, Fault>();

  app.addHook('preHandler', async (request, reply) => {
    if (isControl(request)) return undefined;
    const fault = faults.strike(recordOf(request, { now: () => 0 }));
    if (fault === null) return undefined;
    struck.set(request, fault);
    return strikeBefore(fault, reply, closing);
  });

  app.addHook('onSend', async (request, reply, payload) => {
    const fault = struck.get(request);
    if (fault === undefined) return payload;
    if (fault.kind === 'effectThenNoAnswer') return withhold(fault, reply);
    const isFine = reply.statusCode >= 200 && reply.statusCode < 300;
    const isText = typeof payload === 'string' && isJson(String(reply.getHeader('content-type')));
    return isFine && isText ? spoil(fault, payload) : payload;
  });
}

/** What happens instead of, or before, the route. Answering here keeps the route from running. */
async function strikeBefore(fault: Fault, reply: FastifyReply, closing: AbortSignal): Promise<unknown> {
  switch (fault.kind) {
    case 'status':
      return reply
        .code(fault.status)
        .headers(fault.headers ?? {})
        .send(fault.body);
    case 'rateLimited':
      if (fault.retryAfterSeconds !== undefined) reply.header('retry-after', String(fault.retryAfterSeconds));
      return reply.code(429).send(fault.body);
    case 'html':
      return reply.code(200).type('text/html; charset=utf-8').send('<html><body>Please wait</body></html>');
    case 'slow':
      await delay(fault.ms, undefined, { signal: closing }).catch(unlessClosing(closing));
      return undefined;
    case 'hang':
      reply.hijack();
      return undefined;
    case 'closeBefore':
      reply.hijack();
      reply.raw.destroy();
      return undefined;
    default:
      return undefined;
  }
}

function withhold(fault: Fault & { kind: 'effectThenNoAnswer' }, reply: FastifyReply): Promise<never> {
  if (fault.cut === true) reply.raw.destroy();
  return new Promise(() => undefined);
}

function unlessClosing(closing: AbortSignal): (error: unknown) => void {
  return (error) => {
    if (!closing.aborted) throw error;
  };
}

function isControl(request: FastifyRequest): boolean {
  return pathOf(request).startsWith(CONTROL);
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? '/';
}

function recordOf(request: FastifyRequest, clock: Pick<VirtualClock, 'now'>): RecordedRequest {
  const path = pathOf(request);
  return {
    method: request.method,
    path,
    search: request.url.slice(path.length + 1),
    query: request.query as RecordedRequest['query'],
    headers: request.headers,
    body: request.body ?? undefined,
    rawBody: rawBodyOf(request),
    at: clock.now(),
  };
}
