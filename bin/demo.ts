import { join } from 'node:path';
import { hashPassword } from 'better-auth/crypto';
import { connect } from '../db/connect.ts';
import { type OutsideWorld, startOutsideWorld } from './demo/outside-world.ts';
import { type SampleLogin, seedWorld } from './demo/world.ts';
import { findTemporalCli } from './embedded/temporal-programs.ts';
import { readEnv } from './env.ts';
import { readOrMakeKey } from './master-key.ts';
import { stopWithParent } from './stop-with-parent.ts';
import { type Site, startSite } from './supervisor/site.ts';

/**
 * The site against the simulators, with a world of sample members. Every start begins anew, since the
 * simulators remember nothing.
 */
const say = (words: string): void => console.log(words);
const env = readEnv();
const dataDir = join(env.DATA_DIR, 'demo');

const world = await startOutsideWorld();
let site: Site | null = null;
stopWithParent(() => void leave());
site = await startSite({
  dataDir,
  env: {
    ...process.env,
    // Its own database and server, whatever the real site uses; only the fetched program serves both.
    DATABASE_URL: '',
    TEMPORAL_ADDRESS: '',
    TEMPORAL_CLI_PATH: await findTemporalCli({
      cacheDir: join(env.DATA_DIR, 'cache'),
      given: env.TEMPORAL_CLI_PATH,
      log: say,
    }),
    STRIPE_API_BASE: world.stripe.url,
    DISCORD_API_BASE: world.discord.url,
    SANDBOX: 'on',
  },
  startAnew: true,
  log: say,
});
world.stripe.addWebhook(`${site.url}/webhooks/stripe`);
say('Moving the sample members in ...');
welcome(site, world, await furnish(site, world));

async function furnish({ databaseUrl, url }: Site, { outside }: OutsideWorld): Promise<SampleLogin[]> {
  const { db, close } = connect({ url: databaseUrl });
  try {
    const seal = readOrMakeKey(join(dataDir, 'master.key'));
    return await seedWorld({ db, seal, outside, siteUri: url, now: new Date(), hashPassword });
  } finally {
    await close();
  }
}

async function leave(): Promise<void> {
  say('Stopping ...');
  await site?.stop();
  await world.close();
  process.exit(0);
}

function welcome(
  { url, temporalUiUrl }: Site,
  { stripe, mail, jellyfins }: OutsideWorld,
  logins: SampleLogin[],
): void {
  say('');
  say('The demo runs against simulators; no money and no real account is involved.');
  say('');
  say(`  Site             ${url}`);
  say(`  Panel            ${url}/admin`);
  if (temporalUiUrl !== null) say(`  Temporal         ${temporalUiUrl}`);
  say(`  All mail sent    ${mail.url}`);
  for (const { url: address, knobs } of jellyfins) say(`  Jellyfin ${knobs.version.padEnd(7)} ${address}`);
  say(`  Stripe           ${stripe.url}`);
  say('');
  for (const { who, email, password } of logins) say(`  ${email.padEnd(32)} ${password}   (${who})`);
  say('');
  say('  Stop with Ctrl-C. The next start begins anew.');
}
