import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { type Turns, turns } from './turns.ts';

describe.skipIf(process.platform !== 'linux')('turns of runs on one machine', () => {
  it('are taken one at a time, and whoever waited comes before who had one', async () => {
    const name = unusedName();
    const order: string[] = [];
    let under = 0;
    const work = (run: string) => async (): Promise<void> => {
      under += 1;
      expect(under).toBe(1);
      order.push(run);
      await pause(50);
      under -= 1;
    };
    const [first, second] = [aRun({ name }), aRun({ name })];
    let waiting: Promise<void> | undefined;
    await first.take(async () => {
      order.push('first');
      waiting = second.take(work('second'));
      await vi.waitFor(() => expect(second.said).toHaveLength(1));
      // The word comes before the connection.
      await pause(200);
    });
    await first.take(work('first'));
    await waiting;
    expect(order).toEqual(['first', 'second', 'first']);
    expect(second.said).toEqual([
      'Another run of the tests is at work on this machine; waiting for a turn ...',
    ]);
  });

  it('are given back by work that fails', async () => {
    const name = unusedName();
    const run = aRun({ name });
    await expect(run.take(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await aRun({ name }).take(async () => 'done')).toBe('done');
  });

  it('are not waited for without end', async () => {
    const name = unusedName();
    const late = aRun({ name, patienceMs: 100 });
    await aRun({ name }).take(async () => {
      expect(await late.take(async () => 'done')).toBe('done');
    });
    expect(late.said.at(-1)).toBe('The other run has not ended its turn; going on beside it.');
  });
});

function unusedName(): string {
  return `streams-manager-turns-${randomBytes(8).toString('hex')}`;
}

function aRun({ name, patienceMs = 30_000 }: { name: string; patienceMs?: number }): Turns & {
  readonly said: readonly string[];
} {
  const said: string[] = [];
  return { said, ...turns({ name, patienceMs, say: (words) => void said.push(words) }) };
}
