import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { rawBodyOf } from '../frame/index.ts';
import { decodeForm, type Form } from './form.ts';
import { admit, type Permission } from './gate.ts';
import { type Answer, createIdempotency, type Idempotency } from './idempotency.ts';
import { bodyOf, Refusal } from './refusal.ts';
import { apiVersion, newId, type World } from './world.ts';

interface Call {
  readonly id: string;
  readonly params: Form;
}

type Handler = (call: Call) => object;

/** What goes wrong while a write is executed, as opposed to before it. */
export interface ExecutionKnobs {
  /** How long each write takes, in real milliseconds: a second request with its key then conflicts. */
  takesMs: number;
  /** The next writes answer 500 after they began, and that answer is stored under their key. */
  failNext: number;
  /** Whether those failing writes had their effect all the same. */
  failsAfterEffect: boolean;
}

export interface Api {
  readonly execution: ExecutionKnobs;
  get(path: string, permission: Permission, handler: Handler): void;
  post(path: string, permission: Permission, handler: Handler): void;
  delete(path: string, permission: Permission, handler: Handler): void;
}

/** Routes that behave as Stripe's do: keys, permissions, form bodies, idempotency, errors and headers. */
export function createApi(app: FastifyInstance, world: World): Api {
  const idempotency = createIdempotency(world.clock, world.remembered);
  const execution: ExecutionKnobs = { takesMs: 0, failNext: 0, failsAfterEffect: true };
  const writing =
    (method: 'POST' | 'DELETE'): Api['post'] =>
    (url, permission, handler) => {
      app.route({
        method,
        url,
        handler: (request, reply) =>
          answering(reply, async () => {
            admit(world, request, permission);
            const params = decodeForm(method === 'POST' ? rawBodyOf(request) : queryOf(request));
            const call = { id: idIn(request), params };
            const execute = () => executed(execution, handler, call);
            return write({ request, reply, idempotency, call, execute });
          }),
      });
    };
  return {
    execution,
    get(path, permission, handler) {
      app.get(path, (request, reply) =>
        answering(reply, async () => {
          admit(world, request, permission);
          const params = decodeForm(queryOf(request));
          return { status: 200, body: handler({ id: idIn(request), params }) };
        }),
      );
    },
    post: writing('POST'),
    delete: writing('DELETE'),
  };
}

interface Write {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly idempotency: Idempotency;
  readonly call: Call;
  readonly execute: () => Promise<Answer>;
}

async function write({ request, reply, idempotency, call, execute }: Write): Promise<Answer> {
  const header = request.headers['idempotency-key'];
  const key = typeof header === 'string' && header !== '' ? header : undefined;
  const requestId = String(reply.getHeader('request-id'));
  const path = request.url.split('?')[0] ?? '';
  const { status, body, replayOf } = await idempotency.run(
    { key, path, params: JSON.stringify(call.params), requestId },
    execute,
  );
  if (key !== undefined) {
    reply.headers({ 'idempotency-key': key, 'original-request': replayOf ?? requestId });
  }
  if (replayOf !== null) {
    reply.header('idempotent-replayed', 'true');
  }
  return { status, body };
}

async function executed(execution: ExecutionKnobs, handler: Handler, call: Call): Promise<Answer> {
  if (execution.takesMs > 0) {
    await delay(execution.takesMs);
  }
  const isFailing = execution.failNext > 0;
  execution.failNext -= isFailing ? 1 : 0;
  try {
    // The body is fixed here, for a replay shows the object as it was then.
    const body: unknown = isFailing && !execution.failsAfterEffect ? {} : structuredClone(handler(call));
    return isFailing ? failed : { status: 200, body };
  } catch (error) {
    if (error instanceof Refusal && error.details.isBeforeExecution !== true) {
      return refused(error);
    }
    throw error;
  }
}

const failed: Answer = {
  status: 500,
  body: bodyOf({ status: 500, type: 'api_error', message: 'An unknown error occurred.' }),
};

async function answering(reply: FastifyReply, work: () => Promise<Answer>): Promise<FastifyReply> {
  reply.headers({ 'request-id': newId('req', 14), 'stripe-version': apiVersion });
  const { status, body } = await work().catch(refused);
  return reply.code(status).send(body);
}

function refused(error: unknown): Answer {
  if (error instanceof Refusal) {
    return { status: error.details.status, body: bodyOf(error.details) };
  }
  throw error;
}

function queryOf(request: FastifyRequest): string {
  return request.url.split('?')[1] ?? '';
}

function idIn(request: FastifyRequest): string {
  const { params } = request;
  return typeof params === 'object' && params !== null && 'id' in params ? String(params.id) : '';
}
