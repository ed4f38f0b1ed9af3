import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

export interface Turns {
  /** Runs `work` while no other run of this machine has its turn. */
  take<Result>(work: () => Promise<Result>): Promise<Result>;
}

export interface TurnsOptions {
  /** Known to all accounts of the machine, and gone with the process that holds it. */
  readonly name: string;
  /** After so long the work begins all the same: whoever has the turn may hang. */
  readonly patienceMs: number;
  /** Words for the person who waits. */
  readonly say: (words: string) => void;
}

const HEADSTART_MS = 500;

/**
 * Runs of several clones at once, one at a time: two on the same cores take as long together as one after the
 * other, but what waits for instants and answers then sees a machine that has no time for it.
 *
 * The mark is a socket without a file (abstract, of Linux). Elsewhere nobody waits for anybody.
 */
export function turns(options: TurnsOptions): Turns {
  if (process.platform !== 'linux') return { take: (work) => work() };
  const address = `\0${options.name}`;
  return {
    async take(work) {
      const turn = await begin(address, options);
      try {
        return await work();
      } finally {
        await turn.end();
      }
    },
  };
}

async function begin(address: string, { patienceMs, say }: TurnsOptions): Promise<{ end(): Promise<void> }> {
  const until = Date.now() + patienceMs;
  let isTold = false;
  while (Date.now() < until) {
    const server = await mark(address);
    if (server !== null) return held(server);
    if (!isTold) say('Another run of the tests is at work on this machine; waiting for a turn ...');
    isTold = true;
    await untilItEnds(address, until - Date.now());
  }
  say('The other run has not ended its turn; going on beside it.');
  return { end: async () => undefined };
}

/** Null where somebody else has it. */
async function mark(address: string): Promise<Server | null> {
  const server = createServer().listen(address);
  try {
    await once(server, 'listening');
    return server;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return null;
    throw error;
  }
}

function held(server: Server): { end(): Promise<void> } {
  const waiting = new Set<Socket>();
  server.on('connection', (socket) => {
    waiting.add(socket);
    socket.on('error', () => undefined).on('close', () => waiting.delete(socket));
  });
  return {
    async end() {
      const isAwaited = waiting.size > 0;
      const closed = once(server, 'close');
      server.close();
      for (const socket of waiting) socket.destroy();
      await closed;
      // Who waited comes first, before this run asks for its next turn.
      if (isAwaited) await pause(HEADSTART_MS);
    },
  };
}

/** The connection ends with the turn, also where its process was killed. */
async function untilItEnds(address: string, withinMs: number): Promise<void> {
  const socket = connect(address);
  const ended = new Promise<void>((resolve) => void socket.on('error', () => undefined).on('close', resolve));
  socket.resume();
  const patience = setTimeout(() => socket.destroy(), withinMs);
  await ended;
  clearTimeout(patience);
}
