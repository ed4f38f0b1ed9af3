import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import { openHouse, type House } from '../../bin/demo/house.ts';
import { type OutsideWorld, startOutsideWorld } from '../../bin/demo/outside-world.ts';
import { findTemporalCli } from '../../bin/embedded/temporal-programs.ts';
import { readEnv } from '../../bin/env.ts';
import { readOrMakeKey } from '../../bin/master-key.ts';
import { type Site, startSite } from '../../bin/supervisor/site.ts';
import { connect } from '../../db/connect.ts';
import { saveSection } from '../../db/queries/settings.ts';
import type { DB } from '../../db/schema.ts';
import type { Seal } from '../../db/seal.ts';
import type { SectionKey } from '../../domain/settings/index.ts';
import { siteFolder } from '../support/site-folder.ts';

/** The whole site as `npm start` runs it, in a throw-away folder, and the outside world in this process. */
export interface Stage extends OutsideWorld {
  readonly site: Site;
  readonly dataDir: string;
  readonly db: Kysely<DB>;
  readonly seal: Seal;
  readonly house: House;
  setSettings(key: SectionKey, value: Record<string, unknown>): Promise<void>;
  /** Stops the site, lets something happen to its folder and starts it again. */
  restartSite(meanwhile: () => Promise<void>): Promise<void>;
  /** The folder is kept where its logs may tell why something failed. */
  stop(options: { keepsFolder: boolean }): Promise<void>;
}

export async function raiseStage(log: (words: string) => void): Promise<Stage> {
  const env = readEnv();
  const dataDir = siteFolder('drill');
  const world = await startOutsideWorld();
  const cli = await findTemporalCli({
    cacheDir: join(env.DATA_DIR, 'cache'),
    given: env.TEMPORAL_CLI_PATH,
    log,
  });
  const start = () => startSite({ dataDir, env: environment(cli, world), ports: 'free', log });
  let site = await start();
  let database = connectTo(site);
  const seal = readOrMakeKey(join(dataDir, 'master.key'));
  const { outside } = world;
  const house = await openHouse({ db: database.db, seal, outside, siteUri: site.url, now: new Date() });
  // Who ends here ends on purpose, and many at once; test/drills/hold.ts switches them on.
  await setSettings({ db: database.db, seal }, 'holds', { enabled: false });
  const receiver = () => world.stripe.addWebhook(`${site.url}/webhooks/stripe`);
  receiver();
  return {
    ...world,
    get site() {
      return site;
    },
    dataDir,
    get db() {
      return database.db;
    },
    seal,
    house,
    setSettings: (key, value) => setSettings({ db: database.db, seal }, key, value),
    async restartSite(meanwhile) {
      await database.close();
      await site.stop();
      await meanwhile();
      site = await start();
      database = connectTo(site);
      world.stripe.webhooks.removeAll();
      receiver();
    },
    async stop({ keepsFolder }) {
      await database.close();
      await site.stop();
      await world.close();
      if (keepsFolder) log(`Databases and logs are kept in ${dataDir}`);
      else rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Its own database and Temporal, whatever the environment names for the real site. */
function environment(cli: string, world: OutsideWorld): Record<string, string | undefined> {
  return {
    DATABASE_URL: '',
    TEMPORAL_ADDRESS: '',
    TEMPORAL_CLI_PATH: cli,
    STRIPE_API_BASE: world.stripe.url,
    LOG_LEVEL: 'info',
  };
}

function connectTo({ databaseUrl }: Site) {
  // A connection that dies while idle is what drills are about.
  return connect({ url: databaseUrl, maxConnections: 12, onError: () => undefined });
}

async function setSettings(
  { db, seal }: { db: Kysely<DB>; seal: Seal },
  key: SectionKey,
  value: Record<string, unknown>,
): Promise<void> {
  const saved = await db
    .transaction()
    .execute((trx) => saveSection(trx, seal, { key, value, at: new Date(), by: null }));
  if (!saved.ok) throw new Error(`the settings are refused: ${JSON.stringify(saved.fields)}`);
}
