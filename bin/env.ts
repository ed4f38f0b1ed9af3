import { resolve } from 'node:path';
import { z } from 'zod';

export const DEFAULT_PORT = 8480;

const optionalText = z.string().trim().min(1).optional();
const portNumber = z.coerce.number('must be a port number').int().min(0).max(65_535);
const webAddress = z
  .string()
  .regex(/^https?:\/\/[^\s/]+(\/\S*)?$/, 'must be a web address such as https://watch.example.org')
  .transform((value) => value.replace(/\/+$/, ''));

/** Where things are. What admins choose is a setting (domain/settings), never a variable here. */
const environment = z.object({
  /** Everything a one-machine site keeps: databases, key file, cache of fetched binaries, logs. */
  DATA_DIR: z.string().trim().min(1).default('.data'),
  /** A PostgreSQL of your own. Unset: one is started inside the data folder. */
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must look like postgres://user:password@host:5432/database')
    .optional(),
  /** A Temporal server of your own, host:port. Unset: one is started inside the data folder. */
  TEMPORAL_ADDRESS: z
    .string()
    .regex(/^[^\s/]+:\d+$/, 'must look like host:7233')
    .optional(),
  TEMPORAL_NAMESPACE: z.string().trim().min(1).default('streams-manager'),
  /** The web page of Temporal, for links from the panel. */
  TEMPORAL_UI_URL: webAddress.optional(),
  TEMPORAL_CLI_PATH: optionalText,
  TEMPORAL_TEST_SERVER_PATH: optionalText,
  /** Unset: 8480, or a free one where `npm start` finds that taken. */
  PORT: portNumber.optional(),
  HOST: z.string().trim().min(1).default('127.0.0.1'),
  /** Where browsers reach the site, when that differs from host and port (a reverse proxy). */
  SITE_URI: webAddress.optional(),
  /** Reverse proxies whose word on the visitor's address counts: addresses or networks, with commas between. */
  TRUSTED_PROXIES: z
    .string()
    .default('loopback')
    .transform((text) => text.split(',').map((part) => part.trim()))
    .pipe(
      z.array(
        z
          .string()
          .regex(
            /^(loopback|linklocal|uniquelocal|[0-9a-fA-F.:]+(\/\d{1,3})?)$/,
            'must be addresses such as 10.0.0.2 or 10.0.0.0/8',
          ),
      ),
    ),
  TASK_QUEUE: z.string().trim().min(1).default('streams-manager'),
  LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info', 'debug', 'trace']).default('info'),
  /** `on`: a site for trying out, on which an admin may move the clock of single members. */
  SANDBOX: z.enum(['on', 'off']).default('off'),
  /** Speaks to a simulator instead of Stripe. */
  STRIPE_API_BASE: webAddress.optional(),
  /** Speaks to a simulator instead of Discord. */
  DISCORD_API_BASE: webAddress.optional(),
  /** The key under which secrets are stored. Unset: `master.key` in the data folder, made at first start. */
  MASTER_KEY_FILE: optionalText,
});

/** The names of all variables above. */
export const ENV_NAMES: readonly string[] = Object.keys(environment.shape);

const parsed = environment.transform((values) => {
  const dataDir = resolve(values.DATA_DIR);
  return {
    ...values,
    DATA_DIR: dataDir,
    MASTER_KEY_FILE: values.MASTER_KEY_FILE ?? resolve(dataDir, 'master.key'),
  };
});

export type Env = z.infer<typeof parsed>;

/** Every variable that is wrong, in one message: nobody should mend them one start at a time. */
export class EnvironmentError extends Error {
  constructor(problems: readonly string[]) {
    super(`The environment is not usable:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'EnvironmentError';
  }
}

/** Reads the environment once per process. A variable set to nothing counts as unset, as compose files do it. */
export function readEnv(source: Readonly<Record<string, string | undefined>> = process.env): Env {
  const given = Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const result = parsed.safeParse(given);
  if (result.success) return result.data;
  throw new EnvironmentError(result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
}
