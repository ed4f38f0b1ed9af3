import { type HeldPort, holdFreePort, holdPort } from '../embedded/ports.ts';
import { DEFAULT_PORT, type Env } from '../env.ts';
import type { SiteOptions } from './site-options.ts';

export interface SitePorts {
  readonly site: number;
  readonly temporalUi: number;
  readonly temporal: number;
  readonly postgres: number;
  release(): Promise<void>;
}

/**
 * Chosen once for the life of a site: what is restarted comes back where its clients look for it. A port that
 * was asked for by name must be free; the usual ones give way.
 */
export async function holdSitePorts(env: Env, { ports = 'usual', log }: SiteOptions): Promise<SitePorts> {
  const held: HeldPort[] = [];
  const keep = async (name: string, usual: number, host?: string): Promise<number> => {
    const port = await holdFreePort(ports === 'usual' ? usual : undefined, host);
    held.push(port);
    if (ports === 'usual' && port.port !== usual) log(`Port ${usual} is taken; ${name} uses ${port.port}.`);
    return port.port;
  };
  const release = async (): Promise<void> => void (await Promise.all(held.map((port) => port.release())));
  try {
    if (env.PORT) held.push(await holdPort(env.PORT, env.HOST));
    return {
      site: env.PORT || (await keep('the site', DEFAULT_PORT, env.HOST)),
      temporalUi: await keep('the Temporal page', DEFAULT_PORT + 1),
      temporal: await keep('Temporal', DEFAULT_PORT + 2),
      postgres: await keep('PostgreSQL', DEFAULT_PORT + 3),
      release,
    };
  } catch (error) {
    await release();
    throw error;
  }
}

/** Where browsers on this machine find it. */
export function localUri(host: string, port: number): string {
  const isHere = ['127.0.0.1', '0.0.0.0', 'localhost', '::', '::1'].includes(host);
  return `http://${isHere ? 'localhost' : host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Where the supervisor itself knocks. */
export function knockUri(host: string, port: number): string {
  if (host === '0.0.0.0') return `http://127.0.0.1:${port}`;
  if (host === '::') return `http://[::1]:${port}`;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
