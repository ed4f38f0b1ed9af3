import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removePostgres } from '../../bin/embedded/postgres.ts';
import { isAlive } from '../../bin/embedded/process-identity.ts';
import { findTemporalCli } from '../../bin/embedded/temporal-programs.ts';
import { readEnv } from '../../bin/env.ts';
import { FolderInUse } from '../../bin/supervisor/data-lock.ts';
import { type Site, startSite } from '../../bin/supervisor/site.ts';
import { siteFolder } from '../support/site-folder.ts';

const PARTS = ['api', 'worker', 'postgres', 'temporal'] as const;
const words: string[] = [];
const log = (line: string): void => void words.push(line);
let cli: string;

beforeAll(async () => {
  const { DATA_DIR, TEMPORAL_CLI_PATH } = readEnv();
  cli = await findTemporalCli({ cacheDir: join(DATA_DIR, 'cache'), given: TEMPORAL_CLI_PATH, log });
}, 300_000);

async function remove(folder: string): Promise<void> {
  await removePostgres(folder, log);
  rmSync(folder, { recursive: true, force: true });
}

function start(dataDir: string, ports: 'free' | 'usual' = 'free'): Promise<Site> {
  return startSite({ dataDir, env: { TEMPORAL_CLI_PATH: cli }, ports, log });
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await pause(50);
}

async function isHealthy(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/healthz`).catch(() => null);
  return answer?.ok === true;
}

/** A site in a process of its own, that can be killed outright. */
async function startElsewhere(dataDir: string) {
  const module = fileURLToPath(new URL('../../bin/supervisor/site.ts', import.meta.url));
  const script = `import { startSite } from '${module}';
    const [dataDir, TEMPORAL_CLI_PATH] = process.argv.slice(1);
    startSite({ dataDir, env: { TEMPORAL_CLI_PATH }, ports: 'free', log: () => {} })
      .then((site) => console.log(JSON.stringify({ url: site.url, pids: site.pids() })));`;
  const args = ['--import', 'tsx', '--input-type=module', '-e', script, dataDir, cli];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { child, ...(JSON.parse(line) as { url: string; pids: Record<(typeof PARTS)[number], number> }) };
}

describe('a site that runs', { timeout: 170_000 }, () => {
  const dataDir = siteFolder('supervisor');
  let site: Site;

  beforeAll(async () => {
    site = await start(dataDir);
  });
  afterAll(async () => {
    await site?.stop();
    await remove(dataDir);
  });

  it('a second start on the same data folder is refused, and harms nothing', async () => {
    await expect(start(dataDir)).rejects.toBeInstanceOf(FolderInUse);
    expect(await isHealthy(site.url)).toBe(true);
  });

  it('whatever part is killed comes back where it was, and all of it goes when it is told to', async () => {
    const { url } = site;
    for (const part of PARTS) {
      const before = site.pids();
      process.kill(Number(before[part]), 'SIGKILL');
      await until(() => site.pids()[part] !== before[part]);
      await until(() => isHealthy(url));
      const others = PARTS.filter((other) => other !== part);
      for (const other of others) expect(site.pids()[other]).toBe(before[other]);
    }
    const pids = site.pids();
    await site.stop();

    expect(site.url).toBe(url);
    expect(PARTS.filter((part) => isAlive(Number(pids[part])))).toEqual([]);
    expect(existsSync(join(dataDir, 'lock'))).toBe(false);
  });
});

describe('a start', { timeout: 170_000 }, () => {
  const dataDir = siteFolder('supervisor');
  const other = siteFolder('supervisor');
  let sites: Site[] = [];

  afterAll(async () => {
    await Promise.all(sites.map((site) => site.stop()));
    await Promise.all([dataDir, other].map(remove));
  });

  it('goes on where the supervisor itself was killed, and its parts have ended', async () => {
    const { child, pids } = await startElsewhere(dataDir);
    child.kill('SIGKILL');
    await once(child, 'exit');
    sites = await Promise.all([start(dataDir), start(other, 'usual')]);
    expect(await isHealthy(String(sites[0]?.url))).toBe(true);
    expect(sites[0]?.setupToken).not.toBeNull();
    await until(() => PARTS.every((part) => !isAlive(pids[part])));
  });

  it('in another folder at the same time knows nothing of it', async () => {
    expect(await Promise.all(sites.map(({ url }) => isHealthy(url)))).toEqual([true, true]);
    expect(sites[0]?.setupToken).not.toBe(sites[1]?.setupToken);
  });
});
