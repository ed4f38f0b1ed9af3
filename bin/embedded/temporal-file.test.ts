import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noteServer, stopLeftoverServer } from './temporal-file.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'temporal-file-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function note(pid: number): void {
  noteServer({ path: join(folder, 'temporal.db'), isFresh: false }, pid);
}

describe('the server of an earlier start', () => {
  it('that had ended before it was noted holds up no start', async () => {
    const server = spawn('true');
    await once(server, 'exit');
    note(server.pid ?? 0);
    await stopLeftoverServer(folder);
    expect(existsSync(join(folder, 'running.json'))).toBe(false);
  });

  it('is stopped, also where it does not listen to being asked', async () => {
    const server = spawn('sh', ['-c', 'trap "" TERM; echo ready; while :; do sleep 0.1; done']);
    await once(server.stdout, 'data');
    const exited = once(server, 'exit');
    note(server.pid ?? 0);
    await stopLeftoverServer(folder);
    expect(await exited).toEqual([null, 'SIGKILL']);
  });

  it('is left alone where its number is another program’s by now', async () => {
    const other = spawn('sleep', ['60']);
    await once(other, 'spawn');
    writeFileSync(
      join(folder, 'running.json'),
      JSON.stringify({ pid: other.pid, identity: 'a former life' }),
    );
    await stopLeftoverServer(folder);
    expect(other.exitCode).toBeNull();
    expect(other.kill('SIGKILL')).toBe(true);
  });
});
