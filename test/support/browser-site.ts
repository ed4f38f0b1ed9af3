import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { hashPassword } from 'better-auth/crypto';
import type { Kysely } from 'kysely';
import type { Browser } from 'playwright-core';
import { type OutsideWorld, startOutsideWorld } from '../../bin/demo/outside-world.ts';
import { type SampleLogin, seedWorld } from '../../bin/demo/world.ts';
import { findTemporalCli } from '../../bin/embedded/temporal-programs.ts';
import { readEnv } from '../../bin/env.ts';
import { readOrMakeKey } from '../../bin/master-key.ts';
import { startSite } from '../../bin/supervisor/site.ts';
import { connect } from '../../db/connect.ts';
import type { DB } from '../../db/schema.ts';
import { launchBrowser } from './browser.ts';
import { siteFolder } from './site-folder.ts';

/** A whole site as `npm run demo` starts it, on ports of its own, and a browser to walk it with. */
export interface BrowserSite extends OutsideWorld {
  readonly url: string;
  readonly browser: Browser;
  /** The site's own facts: tests look at them and write no rule's result into them. */
  readonly db: Kysely<DB>;
  readonly setupToken: string | null;
  /** Fills the site with the demo's members. */
  furnish(): Promise<readonly SampleLogin[]>;
  stop(): Promise<void>;
}

/** Begins empty: no login, no server, nothing set. */
export async function startBrowserSite(): Promise<BrowserSite> {
  const dataDir = siteFolder('browser');
  const world = await startOutsideWorld();
  const { browser, site } = await startBoth(dataDir, world).catch(async (error: unknown) => {
    await world.close();
    rmSync(dataDir, { recursive: true, force: true });
    throw error;
  });
  const { db, close } = connect({ url: site.databaseUrl });
  return {
    ...world,
    url: site.url,
    browser,
    db,
    setupToken: site.setupToken,
    async furnish() {
      const seal = readOrMakeKey(join(dataDir, 'master.key'));
      const { outside } = world;
      return await seedWorld({ db, seal, outside, siteUri: site.url, now: new Date(), hashPassword });
    },
    async stop() {
      await browser.close();
      await close();
      await site.stop();
      await world.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Where one of them does not start, the other is stopped. */
async function startBoth(
  dataDir: string,
  world: OutsideWorld,
): Promise<{ browser: Browser; site: Awaited<ReturnType<typeof startSite>> }> {
  const words: string[] = [];
  const log = (line: string): void => void words.push(line);
  const [browser, site] = await Promise.allSettled([launchBrowser(), startOn(dataDir, { world, log })]);
  if (browser.status === 'fulfilled' && site.status === 'fulfilled')
    return { browser: browser.value, site: site.value };
  if (browser.status === 'fulfilled') await browser.value.close();
  if (site.status === 'fulfilled') await site.value.stop();
  const cause: unknown =
    browser.status === 'rejected' ? browser.reason : (site as PromiseRejectedResult).reason;
  throw new Error(`The site did not start:\n${words.join('\n')}`, { cause });
}

async function startOn(
  dataDir: string,
  { world, log }: { world: OutsideWorld; log: (line: string) => void },
): ReturnType<typeof startSite> {
  const { DATA_DIR, TEMPORAL_CLI_PATH } = readEnv();
  const cli = await findTemporalCli({ cacheDir: join(DATA_DIR, 'cache'), given: TEMPORAL_CLI_PATH, log });
  const site = await startSite({
    dataDir,
    ports: 'free',
    env: {
      TEMPORAL_CLI_PATH: cli,
      STRIPE_API_BASE: world.stripe.url,
      DISCORD_API_BASE: world.discord.url,
      SANDBOX: 'on',
    },
    log,
  });
  world.stripe.addWebhook(`${site.url}/webhooks/stripe`);
  return site;
}
