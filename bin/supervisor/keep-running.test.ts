import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { isAlive } from '../embedded/process-identity.ts';
import { type KeepOptions, keepRunning, pauseAfter, type Running } from './keep-running.ts';

/** Runs `sh -c <words>` and keeps count of how often. */
function shell(words: string) {
  const started: Running[] = [];
  const lines: string[] = [];
  const options: KeepOptions<Running> = {
    name: 'The shell',
    log: (line) => lines.push(line),
    start: async () => {
      const child = spawn('/bin/sh', ['-c', `${words} # ${started.length}`], { stdio: 'ignore' });
      const onExit = once(child, 'exit').then(([code, signal]) => `ended with ${signal ?? code}`);
      await once(child, 'spawn');
      const running: Running = {
        pid: child.pid ?? -1,
        onExit,
        stop: async () => {
          child.kill();
          await onExit;
        },
      };
      started.push(running);
      return running;
    },
  };
  return { options, started, lines };
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await pause(10);
}

describe('keepRunning', () => {
  it('what is killed is started again, and told', async () => {
    const { options, started, lines } = shell('exec sleep 600');
    const replaced: number[] = [];
    const kept = await keepRunning({ ...options, onReplaced: async ({ pid }) => void replaced.push(pid) });
    const first = kept.current().pid;
    process.kill(first, 'SIGKILL');
    await until(() => kept.current().pid !== first);
    expect(isAlive(kept.current().pid)).toBe(true);
    expect(replaced).toEqual([kept.current().pid]);
    expect(lines).toEqual(['The shell ended with SIGKILL; it is started again.']);
    await kept.stop();
    expect(started.map(({ pid }) => isAlive(pid))).toEqual([false, false]);
  });

  it('what is stopped is not started again', async () => {
    const { options, started } = shell('exec sleep 600');
    const kept = await keepRunning(options);
    await kept.stop();
    await pause(300);
    expect(started).toHaveLength(1);
  });

  it('what dies at once is tried again ever more slowly, and stopping does not wait for it', async () => {
    const { options, started } = shell('exit 3');
    const kept = await keepRunning(options);
    await until(() => started.length === 4);
    await kept.stop();
    expect(started).toHaveLength(4);
  });

  it('a failing restart is tried until it works', async () => {
    const { options, lines } = shell('exec sleep 600');
    let refusals = 2;
    const start = async (): Promise<Running> => {
      if (lines.length > 0 && refusals-- > 0) throw new Error('no port');
      return options.start();
    };
    const kept = await keepRunning({ ...options, start });
    const first = kept.current().pid;
    process.kill(first, 'SIGKILL');
    await until(() => kept.current().pid !== first);
    expect(lines.filter((line) => line.includes('no port'))).toHaveLength(2);
    await kept.stop();
  });

  it('a wished restart is silent and quick', async () => {
    const { options, lines } = shell('exec sleep 600');
    const kept = await keepRunning(options);
    const first = kept.current().pid;
    await kept.restart();
    await until(() => kept.current().pid !== first);
    expect(lines).toEqual([]);
    await kept.stop();
  });

  it('a failing first start keeps nothing', async () => {
    const start = () => Promise.reject(new Error('nothing there'));
    await expect(keepRunning({ name: 'x', log: () => undefined, start })).rejects.toThrow('nothing there');
  });
});

describe('pauseAfter', () => {
  it('pauses double up to ten seconds', () => {
    expect([0, 1, 2, 3, 7, 8, 30].map(pauseAfter)).toEqual([0, 100, 200, 400, 6400, 10_000, 10_000]);
  });
});
