import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PostgresOptions, type RunningPostgres, startPostgres } from './postgres.ts';
import { isAlive } from './process-identity.ts';

const isRoot = process.getuid?.() === 0;
const running: RunningPostgres[] = [];
let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'postgres-test-'));
  chmodSync(dataDir, 0o755);
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
  rmSync(dataDir, { recursive: true, force: true });
});

async function start(options: Partial<PostgresOptions> = {}): Promise<RunningPostgres> {
  const server = await startPostgres({ dataDir, log: () => undefined, ...options });
  running.push(server);
  return server;
}

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query({ text: sql, rowMode: 'array' });
    return rows[0]?.[0];
  } finally {
    await client.end();
  }
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await pause(20);
}

describe('startPostgres', { timeout: 60_000 }, () => {
  it('facts outlive a stop and a kill', async () => {
    const first = await start();
    await ask(first.url, 'create table facts as select 1 as one');
    await first.stop();
    const second = await start({ port: first.port });
    expect(second.url).toBe(first.url);
    await ask(second.url, 'insert into facts values (2)');
    process.kill(second.pid, 'SIGKILL');
    expect(await second.onExit).toBe('was ended by SIGKILL');
    const third = await start({ port: first.port });
    expect(await ask(third.url, 'select sum(one)::int from facts')).toBe(3);
  });

  it('only the owner of the data folder can read the password, and only this machine can connect', async () => {
    const server = await start();
    const file = join(dataDir, 'postgres.password');
    expect(statSync(file).mode & 0o077).toBe(0);
    expect(server.url).toContain(readFileSync(file, 'utf8').trim());
    expect(await ask(server.url, 'show listen_addresses')).toBe('127.0.0.1');
    await expect(ask(server.url.replace(/:[^:@]+@/, ':guess@'), 'select 1')).rejects.toMatchObject({
      code: '28P01',
    });
  });

  it('what is recorded is flushed to disk', async () => {
    const server = await start();
    expect(await ask(server.url, 'show fsync')).toBe('on');
    expect(await ask(server.url, 'show synchronous_commit')).toBe('on');
  });

  it('a server that an earlier start left behind is stopped, not doubled', async () => {
    const leftover = await start();
    const next = await start();
    expect(isAlive(leftover.pid)).toBe(false);
    expect(await ask(next.url, 'select 1')).toBe(1);
  });

  it('a stale note with the number of another living program does no harm', async () => {
    await (await start()).stop();
    writeFileSync(
      join(dataDir, 'postgres/data/postmaster.pid'),
      `${process.pid}\n/elsewhere\n1\n5432\n\n\n\nready\n`,
    );
    const server = await start();
    expect(await ask(server.url, 'select 1')).toBe(1);
  });

  it('a lost password file is made anew and the facts stay', async () => {
    const first = await start();
    await ask(first.url, 'create table facts as select 1 as one');
    await first.stop();
    rmSync(join(dataDir, 'postgres.password'));
    const second = await start();
    expect(second.url).not.toBe(first.url);
    expect(await ask(second.url, 'select one from facts')).toBe(1);
  });

  it('a throw-away server leaves nothing behind', async () => {
    const server = await start({ throwAway: true });
    const folder = join(String(await ask(server.url, 'show data_directory')), '..');
    expect(existsSync(folder)).toBe(true);
    await server.stop();
    expect(existsSync(folder)).toBe(false);
    expect(existsSync(join(dataDir, 'postgres'))).toBe(false);
  });

  it.runIf(process.platform !== 'win32')(
    'a server whose starter is killed outright ends by itself',
    async () => {
      const module = fileURLToPath(new URL('./postgres.ts', import.meta.url));
      const script = `import { startPostgres } from '${module}';
      startPostgres({ dataDir: '', throwAway: true, log: () => {} }).then((s) => console.log(s.pid));`;
      const starter = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [line] = (await once(starter.stdout, 'data')) as [Buffer];
      const pid = Number(line.toString());
      expect(isAlive(pid)).toBe(true);
      starter.kill('SIGKILL');
      await until(() => !isAlive(pid));
    },
  );

  it.runIf(isRoot)(
    'a folder that only root may enter gets its database elsewhere, and says where',
    async () => {
      const words: string[] = [];
      const before = await start();
      await ask(before.url, 'create table facts as select 1 as one');
      await before.stop();
      chmodSync(dataDir, 0o700);
      const server = await start({ log: (line) => words.push(line) });
      const place = readFileSync(join(dataDir, 'postgres.location'), 'utf8').trim();
      expect(words.join('\n')).toContain(place);
      expect(await ask(server.url, 'select one from facts')).toBe(1);
      await server.stop();
      rmSync(place, { recursive: true });
      await expect(start()).rejects.toThrow(
        `${place}, says ${join(dataDir, 'postgres.location')}, but that folder`,
      );
    },
  );
});
