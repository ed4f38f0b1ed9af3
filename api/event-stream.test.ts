import { describe, expect, it } from 'vitest';
import { latestOnly } from './event-stream.ts';

describe('telling only the latest', () => {
  it('runs once more after a run however often it was asked meanwhile', async () => {
    const ends: (() => void)[] = [];
    const tell = latestOnly(() => new Promise((resolve) => ends.push(resolve)));

    for (let i = 0; i < 5; i += 1) tell();
    expect(ends).toHaveLength(1);
    ends[0]?.();
    await new Promise(setImmediate);

    expect(ends).toHaveLength(2);
    ends[1]?.();
    await new Promise(setImmediate);
    expect(ends).toHaveLength(2);
    tell();
    expect(ends).toHaveLength(3);
  });
});
