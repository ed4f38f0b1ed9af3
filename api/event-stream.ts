import type { FastifyReply, FastifyRequest } from 'fastify';

export interface EventStream {
  send(data: string): void;
  end(): void;
}

const HEARTBEAT_MS = 20_000;

/** Keeps a reply open as server-sent events. `onClose` runs once, whoever closes. */
export function openEventStream(
  request: FastifyRequest,
  reply: FastifyReply,
  onClose: () => void,
): EventStream {
  reply.hijack();
  const { raw } = reply;
  const headers = Object.fromEntries(
    Object.entries(reply.getHeaders()).filter(([, value]) => value !== undefined),
  );
  raw.writeHead(200, {
    ...(headers as Record<string, string>),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // A proxy that collects the answer first would show nothing until the end.
    'x-accel-buffering': 'no',
  });
  raw.write('retry: 2000\n\n');
  // Proxies close what is silent; a comment is heard by nobody.
  const heartbeat = setInterval(() => raw.write(':\n\n'), HEARTBEAT_MS);
  request.raw.once('close', () => {
    clearInterval(heartbeat);
    onClose();
  });
  return {
    send: (data) => {
      raw.write(`data: ${data.replaceAll('\n', ' ')}\n\n`);
    },
    end: () => {
      raw.end();
    },
  };
}

/** Runs `work` now and, however often it is asked meanwhile, once more after it: the last state is always told. */
export function latestOnly(work: () => Promise<void>): () => void {
  let isRunning = false;
  let isAsked = false;
  async function run(): Promise<void> {
    isRunning = true;
    do {
      isAsked = false;
      await work();
    } while (isAsked);
    isRunning = false;
  }
  return () => {
    isAsked = true;
    if (!isRunning) void run();
  };
}
