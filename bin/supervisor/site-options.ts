import { ENV_NAMES, type Env, readEnv } from '../env.ts';

export interface SiteOptions {
  readonly dataDir: string;
  /** What else the environment would say; of the real one our own variables are not read. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** `usual`: 8480 and those after it, or free ones where they are taken. `free`: any. */
  readonly ports?: 'usual' | 'free';
  /** Throws away what the data folder holds before it starts; refused like any start while another uses it. */
  readonly startAnew?: boolean;
  /** Words for the person who started us. */
  readonly log: (words: string) => void;
}

export function readSiteEnv({ dataDir, env = {} }: SiteOptions): Env {
  return readEnv({ ...env, DATA_DIR: dataDir });
}

/** What our programs are started with: our variables as we read them, everything else as it is. */
export function childEnv(env: Env): NodeJS.ProcessEnv {
  const others = Object.entries(process.env).filter(([name]) => !ENV_NAMES.includes(name));
  const ours = Object.entries(env)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]): [string, string] => [name, String(value)]);
  return Object.fromEntries([...others, ...ours]);
}
