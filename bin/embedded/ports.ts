import { randomInt } from 'node:crypto';
import { createServer, type ListenOptions, type Server } from 'node:net';

/** A port that no other site or test run on this machine takes while it is held. */
export interface HeldPort {
  readonly port: number;
  release(): Promise<void>;
}

/**
 * Below the range from which systems pick the near end of outgoing connections. Inside that range a client
 * that keeps knocking while its server is restarted can be given the server's own port and reach itself.
 */
const FREE_FROM = 20_000;
const FREE_TO = 32_000;

export class PortTaken extends Error {
  constructor(port: number) {
    super(`Port ${port} is taken by another program`);
    this.name = 'PortTaken';
  }
}

export async function holdPort(port: number, host = '127.0.0.1'): Promise<HeldPort> {
  const claim = await claimOnMachine(port);
  if (claim !== null && (await isFree(port, host))) return { port, release: () => close(claim) };
  if (claim !== null) await close(claim);
  throw new PortTaken(port);
}

/** The preferred port if nobody has it, else any free one. */
export async function holdFreePort(preferred?: number, host = '127.0.0.1'): Promise<HeldPort> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const port = attempt === 0 && preferred !== undefined ? preferred : randomInt(FREE_FROM, FREE_TO);
    try {
      return await holdPort(port, host);
    } catch (error) {
      if (!(error instanceof PortTaken)) throw error;
    }
  }
  throw new Error(`No free port between ${FREE_FROM} and ${FREE_TO}`);
}

async function isFree(port: number, host: string): Promise<boolean> {
  const probe = await listen({ port, host });
  if (probe === null) return false;
  await close(probe);
  return true;
}

/**
 * A server is down for moments while it is restarted, so a port that is free now may still be somebody's.
 * On Linux its supervisor says so with a nameless-file socket, which the kernel drops with the process.
 */
async function claimOnMachine(port: number): Promise<Server | null> {
  const isLinux = process.platform === 'linux';
  return listen(isLinux ? { path: `\0streams-manager-port-${port}` } : { port: 0, host: '127.0.0.1' });
}

function listen(options: ListenOptions): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.unref();
    server.once('listening', () => resolve(server));
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(null);
      else reject(error);
    });
    server.listen(options);
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
