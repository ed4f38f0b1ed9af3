import { connect } from '../db/connect.ts';
import { ensureSetupToken } from '../db/queries/setup.ts';
import { DEFAULT_PORT, readEnv } from './env.ts';
import { readOrMakeKey } from './master-key.ts';
import { localUri } from './supervisor/site-ports.ts';

/**
 * Usage: DATABASE_URL=... node bin/launch.mjs setup-link. Prints the link that makes the first administrator,
 * for sites whose programs are started one by one; `npm start` prints it by itself.
 */
const env = readEnv();
if (env.DATABASE_URL === undefined) throw new Error('Set DATABASE_URL to the database of the site.');
const { db, close } = connect({ url: env.DATABASE_URL, maxConnections: 1 });
try {
  const token = await ensureSetupToken(db, readOrMakeKey(env.MASTER_KEY_FILE));
  const siteUri = env.SITE_URI ?? localUri(env.HOST, env.PORT ?? DEFAULT_PORT);
  console.log(
    token === null ? 'This site has its first administrator already.' : `${siteUri}/setup?token=${token}`,
  );
} finally {
  await close();
}
