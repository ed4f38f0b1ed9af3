import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeWindows, type PaidWindow } from './merge-windows.ts';

const NOW = 100;

function windows(prefix: string, ...spans: readonly (readonly [number, number])[]): PaidWindow[] {
  return spans.map(([from, to], index) => ({ id: `${prefix}${index + 1}`, from, to }));
}

const cases: readonly {
  readonly says: string;
  readonly kept: readonly (readonly [number, number])[];
  readonly merged: readonly (readonly [number, number])[];
  readonly moved: Readonly<Record<string, readonly [number, number]>>;
  readonly usedUp?: readonly string[];
}[] = [
  {
    says: 'time that overlaps nothing stays where it is',
    kept: [[90, 120]],
    merged: [
      [120, 150],
      [10, 40],
    ],
    moved: {},
  },
  {
    says: 'a running period queues behind the kept one, as long as it was',
    kept: [[90, 120]],
    merged: [[80, 110]],
    moved: { m1: [120, 150] },
  },
  {
    says: 'a queue behind a queue keeps its order',
    kept: [[90, 120]],
    merged: [
      [95, 125],
      [125, 155],
    ],
    moved: { m1: [120, 150], m2: [150, 180] },
  },
  {
    says: 'a gap that nobody paid for stays a gap',
    kept: [[90, 120]],
    merged: [
      [95, 110],
      [300, 330],
    ],
    moved: { m1: [120, 135] },
  },
  {
    says: 'who runs now is not made to wait for what the kept member has paid ahead',
    kept: [[110, 140]],
    merged: [[90, 120]],
    moved: { k1: [120, 150] },
  },
  {
    says: 'of two that begin together the kept one is first',
    kept: [[150, 180]],
    merged: [[150, 160]],
    moved: { m1: [180, 190] },
  },
  {
    says: 'what was used before the merge gives no time again',
    kept: [[0, 60]],
    merged: [
      [10, 50],
      [60, 70],
    ],
    moved: {},
    usedUp: ['m1'],
  },
  {
    says: 'a running period begins where a kept one ended',
    kept: [[40, 95]],
    merged: [[90, 120]],
    moved: { m1: [95, 125] },
  },
];

describe('the paid time of two members that become one', () => {
  it.each(cases)('S31: $says', ({ kept, merged, moved, usedUp = [] }) => {
    const result = mergeWindows({ kept: windows('k', ...kept), merged: windows('m', ...merged), now: NOW });
    expect(Object.fromEntries(result.moved.map(({ id, from, to }) => [id, [from, to]]))).toEqual(moved);
    expect(result.usedUp).toEqual(usedUp);
  });

  it('S31: no time is lost, none is given twice, nothing overlaps and nobody waits for what was paid', () => {
    fc.assert(
      fc.property(life('k'), life('m'), fc.integer({ min: 0, max: 400 }), (kept, merged, now) => {
        const { moved, usedUp } = mergeWindows({ kept, merged, now });
        const before = [...kept, ...merged];
        const live = before
          .filter(({ id }) => !usedUp.includes(id))
          .map((window) => moved.find(({ id }) => id === window.id) ?? window)
          .sort((a, b) => a.from - b.from);
        const after = [...live].slice(1);
        expect(after.every((window, index) => window.from >= (live[index]?.to ?? 0))).toBe(true);
        expect(usedUp.every((id) => before.some((window) => window.id === id && window.to <= now))).toBe(
          true,
        );
        for (const window of live) expect(window.to - window.from).toBe(lengthOf(before, window.id));
        expect(left(live, now)).toBeGreaterThanOrEqual(left(kept, now) + left(merged, now));
        for (const { from, to } of before) {
          for (let at = Math.max(from, now); at < to; at += 1)
            expect(live.some((window) => window.from <= at && at < window.to)).toBe(true);
        }
        for (const window of kept.filter(({ from }) => from <= now)) expect(live).toContainEqual(window);
      }),
      { numRuns: 500 },
    );
  });
});

function life(prefix: string): fc.Arbitrary<PaidWindow[]> {
  const parts = fc.array(
    fc.record({ gap: fc.integer({ min: 0, max: 60 }), length: fc.integer({ min: 1, max: 90 }) }),
    { maxLength: 5 },
  );
  return parts.map((spans) => {
    let at = 0;
    return spans.map(({ gap, length }, index) => {
      const from = at + gap;
      at = from + length;
      return { id: `${prefix}${index}`, from, to: at };
    });
  });
}

function lengthOf(all: readonly PaidWindow[], id: string): number {
  const window = all.find((one) => one.id === id);
  return window === undefined ? 0 : window.to - window.from;
}

/** Paid time still to come. */
function left(all: readonly PaidWindow[], now: number): number {
  return all.reduce((sum, { from, to }) => sum + Math.max(0, to - Math.max(from, now)), 0);
}
