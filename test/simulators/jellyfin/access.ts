import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RecordedRequest } from '../frame/index.ts';
import { readSender, type Sender } from './authorization.ts';
import type { StoredUser, World } from './world.ts';

export type Caller =
  | { readonly kind: 'key'; readonly sender: Sender }
  | { readonly kind: 'user'; readonly user: StoredUser; readonly sender: Sender };

export function senderOf(world: World, request: FastifyRequest): Sender {
  const query = request.query as RecordedRequest['query'];
  return readSender({ headers: request.headers, query }, world.knobs.version);
}

/** Who calls; null is answered 401. An API key has the administrator's role and no account. */
function callerOf(world: World, request: FastifyRequest): Caller | null {
  const sender = senderOf(world, request);
  if (sender.token === null) return null;
  if (world.apiKeys.has(sender.token)) return { kind: 'key', sender };
  const user = world.users.get(world.signIns.get(sender.token)?.userId ?? '');
  return user === undefined ? null : { kind: 'user', user, sender };
}

const callers = new WeakMap<FastifyRequest, Caller>();

export function callerIn(request: FastifyRequest): Caller {
  const caller = callers.get(request);
  if (caller === undefined) throw new Error('This route lets everybody in and asked who called');
  return caller;
}

type Gate = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

export interface Gates {
  /** Anybody signed in, and API keys. */
  readonly signedIn: Gate;
  /** Administrators and API keys. */
  readonly elevated: Gate;
}

export function gates(world: World): Gates {
  const gate = (needsPower: boolean): Gate => {
    return async (request, reply) => {
      const caller = callerOf(world, request);
      if (caller === null) return reply.code(401).send();
      if (needsPower && caller.kind === 'user' && !caller.user.policy.IsAdministrator)
        return reply.code(403).send();
      callers.set(request, caller);
      return undefined;
    };
  };
  return { signedIn: gate(false), elevated: gate(true) };
}
