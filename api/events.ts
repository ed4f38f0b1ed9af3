import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isStaff, type Rights } from '../domain/login/rights.ts';
import type { Authentication, Session } from './auth/index.ts';
import type { Changes } from './changes.ts';
import type { CheckoutProgress } from './checkout/progress.ts';
import { type EventStream, latestOnly, openEventStream } from './event-stream.ts';
import { routeLimit } from './security.ts';

export interface EventParts {
  readonly auth: Authentication;
  readonly changes: Changes;
  /** The progress of one checkout as its buyer sees it; null for anybody else's. */
  viewCheckout(loginId: string, checkoutId: string): Promise<CheckoutProgress | null>;
  /** What a login may do in the panel; null where it cannot sign in. */
  rightsOf(loginId: string): Promise<Rights | null>;
}

const LIMIT = { max: 120, seconds: 60 };
const GATHER_MS = 150;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Server-sent events: pages that watch something are told, they never poll. */
export async function registerEvents(app: FastifyInstance, parts: EventParts): Promise<void> {
  const open = new Set<EventStream>();
  // Streams never end by themselves; a stopping server must not wait for them.
  app.addHook('preClose', async () => {
    for (const stream of open) stream.end();
  });
  app.get<{ Params: { id: string } }>(
    '/api/events/checkout/:id',
    { config: routeLimit(LIMIT) },
    async (request, reply) => {
      const session = await requireSession(parts, request, reply);
      if (session !== null) await streamCheckout({ parts, open, request, reply }, session, request.params.id);
      return reply;
    },
  );
  app.get('/api/events/changes', { config: routeLimit(LIMIT) }, async (request, reply) => {
    const session = await requireSession(parts, request, reply);
    if (session === null) return reply;
    const rights = await parts.rightsOf(session.login.id);
    if (rights === null || !isStaff(rights)) {
      const message = 'This is for administrators and their helpers.';
      return reply.status(403).send({ code: 'NOT_ALLOWED', message });
    }
    streamChanges({ parts, open, request, reply }, session);
    return reply;
  });
}

interface Connection {
  readonly parts: EventParts;
  readonly open: Set<EventStream>;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

async function requireSession(
  parts: EventParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Session | null> {
  const session = await parts.auth.sessionOf(request, reply);
  if (session === null)
    await reply.status(401).send({ code: 'NOT_SIGNED_IN', message: 'Please sign in first.' });
  return session;
}

/** Sends the whole progress at once and after each change, so that a missed message costs nothing. */
async function streamCheckout(connection: Connection, session: Session, checkoutId: string): Promise<void> {
  const { parts, reply } = connection;
  const view = () => parts.viewCheckout(session.login.id, checkoutId);
  const first = UUID.test(checkoutId) ? await view() : null;
  if (first === null) {
    await reply.status(404).send({ code: 'NOT_FOUND', message: 'There is no such checkout.' });
    return;
  }
  const ends: Array<() => void> = [];
  const stream = keepOpen(connection, () => ends.forEach((end) => end()));
  let sent = '';
  let memberTopic: string | null = null;
  const tell = latestOnly(async () => {
    const progress = await view();
    if (progress === null) return stream.end();
    if (progress.memberId !== null && memberTopic === null) {
      memberTopic = `member:${progress.memberId}`;
      ends.push(parts.changes.subscribe(memberTopic, tell));
    }
    const text = JSON.stringify(progress);
    if (text !== sent) stream.send(text);
    sent = text;
  });
  ends.push(parts.changes.subscribe(`checkout:${checkoutId}`, tell));
  ends.push(endWithRight({ parts, stream, session, mayStay: (rights) => rights !== null }));
  tell();
}

/** For the panel: the topics that changed, gathered for a moment so that a burst is one message. */
function streamChanges(connection: Connection, session: Session): void {
  const gathered = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const stop = connection.parts.changes.subscribe('*', (topic) => {
    gathered.add(topic);
    timer ??= setTimeout(() => {
      timer = undefined;
      stream.send(JSON.stringify([...gathered]));
      gathered.clear();
    }, GATHER_MS);
  });
  const stream = keepOpen(connection, () => {
    clearTimeout(timer);
    stop();
    stopWatching();
  });
  const mayStay: Watch['mayStay'] = (rights) => rights !== null && isStaff(rights);
  const stopWatching = endWithRight({ parts: connection.parts, stream, session, mayStay });
}

interface Watch {
  readonly parts: EventParts;
  readonly stream: EventStream;
  readonly session: Session;
  mayStay(rights: Rights | null): boolean;
}

/** A stream was allowed when it was opened: it ends when its login may not have opened it any more. */
function endWithRight({ parts, stream, session, mayStay }: Watch): () => void {
  const look = latestOnly(async () => {
    if (!mayStay(await parts.rightsOf(session.login.id))) stream.end();
  });
  return parts.changes.subscribe(`login:${session.login.id}`, look);
}

function keepOpen({ request, reply, open }: Connection, onClose: () => void): EventStream {
  const stream = openEventStream(request, reply, () => {
    open.delete(stream);
    onClose();
  });
  open.add(stream);
  return stream;
}
