import { describe, expect, it } from 'vitest';
import { visitLimiter } from './visit-limiter.ts';

const LIMIT = { max: 2, seconds: 10 };

describe('a limit', () => {
  it('lets so many calls pass and then tells how long to wait', () => {
    let now = 0;
    const limiter = visitLimiter(() => now);

    const waits = [0, 1000, 4000].map((at) => {
      now = at;
      return limiter.take('visitor', 'subject', LIMIT);
    });

    expect(waits).toEqual([0, 0, 6000]);
  });

  it('begins anew when its time is over', () => {
    let now = 0;
    const limiter = visitLimiter(() => now);
    for (let i = 0; i < 3; i += 1) limiter.take('visitor', 'subject', LIMIT);
    now = 10_000;

    expect(limiter.take('visitor', 'subject', LIMIT)).toBe(0);
  });

  it('counts each visitor and each subject by itself', () => {
    const limiter = visitLimiter(() => 0);
    for (let i = 0; i < 3; i += 1) limiter.take('visitor', 'subject', LIMIT);

    expect(limiter.take('other', 'subject', LIMIT)).toBe(0);
    expect(limiter.take('visitor', 'other', LIMIT)).toBe(0);
  });

  it('holds however many addresses flood it', () => {
    const limiter = visitLimiter(() => 0);
    for (let i = 0; i < 50_000; i += 1) limiter.take(`flood-${i}`, 'subject', LIMIT);
    const waits = [1, 2, 3].map(() => limiter.take('late', 'subject', LIMIT));

    expect(waits).toEqual([0, 0, 10_000]);
  });
});
