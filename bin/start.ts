import { readEnv } from './env.ts';
import { type Site, startSite } from './supervisor/site.ts';

/** The whole site on one machine, until Ctrl-C. */
const startedAt = Date.now();
const say = (words: string): void => console.log(words);
let site: Site | null = null;
let isStopping = false;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void leave(signal));

const env = readEnv();
site = await startSite({ dataDir: env.DATA_DIR, env: process.env, log: say });
if (!isStopping) welcome(site);

/** Once in order; who asks twice, or before anything runs, is not kept waiting. */
async function leave(signal: NodeJS.Signals): Promise<void> {
  if (isStopping || site === null)
    process.exit(128 + (signal === 'SIGTERM' ? 15 : signal === 'SIGHUP' ? 1 : 2));
  isStopping = true;
  say('Stopping ...');
  await site.stop();
  say('Stopped.');
  process.exit(0);
}

function welcome({ url, setupToken, temporalUiUrl }: Site): void {
  const isNew = setupToken !== null;
  say('');
  say(`Streams Manager runs (${((Date.now() - startedAt) / 1000).toFixed(1)} s).`);
  say('');
  say(`  Site             ${url}`);
  say(`  Panel            ${isNew ? `${url}/setup?token=${setupToken}` : `${url}/admin`}`);
  if (isNew) say('                   (makes the first administrator; the link works once)');
  if (temporalUiUrl !== null) say(`  Temporal         ${temporalUiUrl}`);
  say('');
  say(`  Everything is kept in ${env.DATA_DIR}. Stop with Ctrl-C.`);
}
