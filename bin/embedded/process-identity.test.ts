import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { commandOf, identityOf, isAlive, signal } from './process-identity.ts';

describe('identityOf', () => {
  it('a running process has one identity for its whole life', () => {
    expect(identityOf(process.pid)).not.toBeNull();
    expect(identityOf(process.pid)).toBe(identityOf(process.pid));
  });

  it('a process that has ended has none', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    expect(identityOf(child.pid ?? -1)).toBeNull();
  });

  it('a killed process has none, even before anybody fetched its exit code', async () => {
    const child = spawn('/bin/sh', ['-c', 'sleep 60 & echo $!; wait'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const grandchild = Number(line.toString());
    expect(isAlive(grandchild)).toBe(true);
    process.kill(grandchild, 'SIGKILL');
    await once(child, 'exit');
    expect(isAlive(grandchild)).toBe(false);
  });

  it('nonsense is nobody', () => {
    for (const pid of [0, -1, 1.5, Number.NaN, 2 ** 30]) expect(isAlive(pid)).toBe(false);
  });
});

describe('commandOf', () => {
  it('a process is known by its command', () => {
    expect(commandOf(process.pid)).toContain('node');
  });
});

describe('signal', () => {
  it('reaches who runs, and is nothing to who has ended', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const pid = child.pid ?? -1;
    signal(pid, 'SIGKILL');
    const [, by] = (await once(child, 'exit')) as [number | null, string | null];
    expect(by).toBe('SIGKILL');
    expect(() => signal(pid, 'SIGKILL')).not.toThrow();
  });
});
