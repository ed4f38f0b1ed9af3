import { execFile } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
  closeSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { searchAttributes } from '../../workflows/search-attributes.ts';
import { readEnv } from '../env.ts';
import { isAlive } from './process-identity.ts';
import { type RunningTemporal, SEARCH_ATTRIBUTES, startTemporal, type TemporalOptions } from './temporal.ts';
import { cliEnv, findTemporalCli } from './temporal-programs.ts';

const run = promisify(execFile);
const running: RunningTemporal[] = [];
let cli: string;
let folder: string;

beforeAll(async () => {
  const { DATA_DIR, TEMPORAL_CLI_PATH } = readEnv();
  cli = await findTemporalCli({
    cacheDir: join(DATA_DIR, 'cache'),
    given: TEMPORAL_CLI_PATH,
    log: console.log,
  });
}, 300_000);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'temporal-test-'));
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
  rmSync(folder, { recursive: true, force: true });
});

async function start(options: Partial<TemporalOptions> = {}): Promise<RunningTemporal> {
  const log = () => undefined;
  const server = await startTemporal({ cli, folder, namespace: 'house-test', ui: false, log, ...options });
  running.push(server);
  return server;
}

async function ask({ address, namespace }: RunningTemporal, ...words: string[]): Promise<string> {
  const { stdout } = await run(cli, [...words, '--address', address, '--namespace', namespace], {
    env: cliEnv(),
  });
  return stdout;
}

const startOne = ['workflow', 'start', '--type', 'x', '--task-queue', 'x', '--workflow-id', 'member-1'];

describe('startTemporal', { timeout: 60_000 }, () => {
  it('a process that sleeps is still there after a stop and after a kill', async () => {
    const first = await start();
    expect(first.isFresh).toBe(true);
    await ask(first, ...startOne);
    process.kill(first.pid, 'SIGKILL');
    await first.onExit;
    const second = await start();
    expect(second.isFresh).toBe(false);
    expect(await ask(second, 'workflow', 'list')).toContain('member-1');
    await second.stop();
    const third = await start();
    expect(await ask(third, 'workflow', 'list')).toContain('member-1');
  });

  it('the namespace keeps what has ended for 30 days and knows our search attributes', async () => {
    const server = await start();
    expect(await ask(server, 'operator', 'namespace', 'describe')).toMatch(/RetentionTtl\s+720h/);
    const attributes = await ask(server, 'operator', 'search-attribute', 'list');
    for (const { name, type } of Object.values(searchAttributes)) {
      expect(attributes).toMatch(new RegExp(`${name}\\s+${type}`, 'i'));
    }
    expect(Object.keys(SEARCH_ATTRIBUTES).toSorted()).toEqual(
      Object.values(searchAttributes)
        .map(({ name }) => name)
        .toSorted(),
    );
  });

  it('a server that an earlier start left behind is stopped before another opens its file', async () => {
    const leftover = await start();
    await ask(leftover, ...startOne);
    const next = await start();
    expect(isAlive(leftover.pid)).toBe(false);
    expect(next.isFresh).toBe(false);
    expect(await ask(next, 'workflow', 'list')).toContain('member-1');
  });

  it('a port that is taken costs no file', async () => {
    const first = await start();
    const grpc = Number(first.address.split(':')[1]);
    await first.stop();
    const other = createServer().listen(grpc, '127.0.0.1');
    await once(other, 'listening');
    await expect(start({ ports: { grpc } })).rejects.toThrow(/already in use/);
    other.close();
    expect((await start({ ports: { grpc } })).isFresh).toBe(false);
  });

  it('a file of another server version is put aside', async () => {
    await (await start()).stop();
    writeFileSync(join(folder, 'server-version'), '1.12.0\n');
    const words: string[] = [];
    const server = await start({ log: (line) => words.push(line) });
    expect(server.isFresh).toBe(true);
    expect(words.join()).toContain('1.12.0');
    expect(readdirSync(folder).filter((name) => name.startsWith('set-aside-'))).toHaveLength(1);
  });

  it('a file that is no database is put aside', async () => {
    await (await start()).stop();
    writeFileSync(join(folder, 'temporal.db'), 'x'.repeat(9000));
    expect((await start()).isFresh).toBe(true);
  });

  it('a file with holes in it is put aside', async () => {
    await (await start()).stop();
    const path = join(folder, 'temporal.db');
    const file = openSync(path, 'r+');
    for (let at = 4096; at < statSync(path).size; at += 4096)
      writeSync(file, Buffer.alloc(4000, 7), 0, 4000, at);
    closeSync(file);
    rmSync(`${path}-wal`, { force: true });
    expect((await start()).isFresh).toBe(true);
  });

  it('the web page answers where asked for, on the port asked for', async () => {
    const server = await start({ ui: true, folder: null });
    expect(server.uiUrl).not.toBeNull();
    expect((await fetch(String(server.uiUrl))).status).toBe(200);
  });
});
