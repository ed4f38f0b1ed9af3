import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { withPlace } from './pace.ts';

const PLACES = 16;
const PATIENCE_MS = 1_500;

let server = '';
let servers = 0;
beforeEach(() => {
  vi.useFakeTimers();
  servers += 1;
  server = `server-${servers}`;
});
afterEach(() => {
  vi.useRealTimers();
});

/** Work on a server that goes on until it is told how it ends. */
function writing(on = server) {
  let isBegun = false;
  let end: (error?: Error) => void = () => undefined;
  const done = withPlace(on, () => {
    isBegun = true;
    return new Promise<string>((resolve, reject) => {
      end = (error) => (error === undefined ? resolve('written') : reject(error));
    });
  });
  return { isBegun: () => isBegun, end: (error?: Error) => end(error), done };
}

/** Lets what follows from ended work happen. */
async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
}

describe('the places of one media server', () => {
  it('hold a bounded number of writes at once, and the next begins when one ends', async () => {
    const all = Array.from({ length: PLACES + 2 }, () => writing());
    await settle();
    expect(all.filter(({ isBegun }) => isBegun())).toHaveLength(PLACES);

    all[0]?.end();
    await settle();
    expect(all.map(({ isBegun }) => isBegun()).slice(PLACES)).toEqual([true, false]);
    await expect(all[0]?.done).resolves.toBe('written');
  });

  it('are given on by a write that hangs, which may still end later', async () => {
    const hanging = Array.from({ length: PLACES }, () => writing());
    const next = writing();
    await vi.advanceTimersByTimeAsync(PATIENCE_MS - 1);
    expect(next.isBegun()).toBe(false);

    await vi.advanceTimersByTimeAsync(1);
    expect(next.isBegun()).toBe(true);
    // A place that was given on is not given on again at the end.
    const others = Array.from({ length: PLACES }, () => writing());
    hanging[0]?.end();
    await settle();
    expect(others.filter(({ isBegun }) => isBegun())).toHaveLength(PLACES - 1);
    await expect(hanging[0]?.done).resolves.toBe('written');
  });

  it('are given back by a write that fails', async () => {
    const all = Array.from({ length: PLACES + 1 }, () => writing());
    const said = all[0]?.done.catch((error: Error) => error.message);
    await settle();
    all[0]?.end(new Error('refused'));
    expect(await said).toBe('refused');
    await settle();
    expect(all[PLACES]?.isBegun()).toBe(true);
  });

  it('of another server are its own', async () => {
    Array.from({ length: PLACES }, () => writing());
    const elsewhere = writing(`${server}-other`);
    await settle();
    expect(elsewhere.isBegun()).toBe(true);
  });
});
