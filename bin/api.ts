import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { pino } from 'pino';
import { changesHub } from '../api/changes.ts';
import { createApi } from '../api/server.ts';
import { connect } from '../db/connect.ts';
import { listen } from '../db/listen.ts';
import { readSettings } from '../db/queries/settings.ts';
import { paymentGateways } from '../gateways/payment/index.ts';
import { connectionTests } from './api/connection-tests.ts';
import { DEFAULT_PORT, readEnv } from './env.ts';
import { readOrMakeKey } from './master-key.ts';
import { stopWithParent } from './stop-with-parent.ts';
import { temporalConnection } from './temporal-connection.ts';

// Usage: tsx bin/api.ts, with DATABASE_URL and TEMPORAL_ADDRESS in the environment. Serves pages and API.

const env = readEnv();
const log = pino({ name: 'api', level: env.LOG_LEVEL });
if (env.DATABASE_URL === undefined || env.TEMPORAL_ADDRESS === undefined) {
  log.fatal('DATABASE_URL and TEMPORAL_ADDRESS must be set; npm start sets both');
  process.exit(1);
}

const port = env.PORT ?? DEFAULT_PORT;
const seal = readOrMakeKey(env.MASTER_KEY_FILE);
const connection = connect({
  url: env.DATABASE_URL,
  maxConnections: 20,
  onError: (error) => log.warn({ error: error.message }, 'a database connection was lost'),
});
const changes = changesHub();
const listening = listen({
  url: env.DATABASE_URL,
  channel: 'changes',
  onMessage: changes.publish,
  onReady: changes.publishAll,
  onError: (error) => log.warn({ error: error.message }, 'changes cannot be listened to'),
});
// Lazy: the site answers while Temporal is still on its way; only what needs it waits.
const temporal = Connection.lazy(temporalConnection(env.TEMPORAL_ADDRESS));
const client = new Client({ connection: temporal, namespace: env.TEMPORAL_NAMESPACE });
const stripeDeps = {
  now: () => Date.now(),
  ...(env.STRIPE_API_BASE === undefined ? {} : { apiBase: env.STRIPE_API_BASE }),
};
const app = await createApi({
  db: connection.db,
  seal,
  log,
  clock: () => new Date(),
  isSandbox: env.SANDBOX === 'on',
  ownUri: env.SITE_URI ?? `http://${env.HOST}:${port}`,
  trustedProxies: env.TRUSTED_PROXIES,
  temporal: () => client,
  temporalUiUrl:
    env.TEMPORAL_UI_URL === undefined
      ? null
      : `${env.TEMPORAL_UI_URL}/namespaces/${encodeURIComponent(env.TEMPORAL_NAMESPACE)}`,
  test: connectionTests({
    stripeApiBase: env.STRIPE_API_BASE,
    discordApiBase: env.DISCORD_API_BASE,
    siteName: async () => (await readSettings(connection.db, seal)).site.name,
  }),
  readStripeNotice: (settings, notice) => paymentGateways.stripe(settings, stripeDeps).readNotice(notice),
  changes,
  webRoot: fileURLToPath(new URL('../dist/web', import.meta.url)),
});
const address = await app.listen({ host: env.HOST, port });
log.info({ address }, 'api listens');
stopWithParent(async () => {
  await app.close();
  await listening.close();
  await temporal.close();
  await connection.close();
  log.info('api has stopped');
  process.exit(0);
});
