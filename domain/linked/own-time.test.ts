import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { givenFrom, makeRoom, moveUp, type OwnTime, type Rearranged } from './own-time.ts';

/** `id from to`, in days. */
function own(...windows: readonly string[]): OwnTime[] {
  return windows.map((window) => {
    const [id = '', from, to] = window.split(' ');
    return { id, from: Number(from), to: Number(to) };
  });
}

function inShort(change: Rearranged): string {
  return change.kind === 'moved'
    ? `${change.id} ${change.from} ${change.to}`
    : `${change.id} until ${change.to}, rest ${change.rest.from} ${change.rest.to}`;
}

describe('time of a sub’s own', () => {
  it.each([
    ['that is over stays', ['a 0 10'], { from: 10, to: 40, linkedUntil: 40 }, []],
    ['that begins later stays', ['a 40 50'], { from: 10, to: 40, linkedUntil: 40 }, []],
    ['that lies within waits behind', ['a 15 25'], { from: 10, to: 40, linkedUntil: 40 }, ['a 40 50']],
    [
      'in force ends when the master’s begins, and its rest waits behind',
      ['a 0 30'],
      { from: 10, to: 40, linkedUntil: 40 },
      ['a until 10, rest 40 60'],
    ],
    [
      'pushes what it reaches, in the old order, the last one first',
      ['a 0 30', 'b 30 45', 'c 45 50', 'd 90 99'],
      { from: 10, to: 40, linkedUntil: 40 },
      ['c 75 80', 'b 60 75', 'a until 10, rest 40 60'],
    ],
    [
      'waits behind everything the master has paid',
      ['a 12 20', 'b 80 90'],
      { from: 10, to: 40, linkedUntil: 75 },
      ['b 83 93', 'a 75 83'],
    ],
  ])('%s', (_what, windows, given, expected) => {
    expect(makeRoom(own(...windows), given).map(inShort)).toEqual(expected);
  });

  it.each([
    ['has no part in a window from now on', ['a 0 30'], { from: 20, to: 50 }, 20, 20],
    ['that was used in a window of the past is not given twice', ['a 0 30'], { from: 10, to: 50 }, 35, 30],
    ['is used up to now', ['a 0 30'], { from: 10, to: 50 }, 25, 25],
    ['can leave nothing of a window of the past', ['a 0 60'], { from: 10, to: 50 }, 70, null],
    ['that has not begun was not used', ['a 30 60'], { from: 10, to: 50 }, 25, 10],
  ])('%s', (_what, windows, given, now, expected) => {
    expect(givenFrom(own(...windows), given, now)).toBe(expected);
  });

  it.each([
    ['comes forward without a pause', ['a 40 50', 'b 50 70'], { from: 10, to: 40 }, ['a 10 20', 'b 20 40']],
    ['that did not wait stays', ['a 45 50'], { from: 10, to: 40 }, []],
    ['after a pause stays', ['a 40 50', 'b 60 70'], { from: 10, to: 40 }, ['a 10 20']],
  ])('%s when what it waited behind is gone', (_what, windows, gone, expected) => {
    expect(moveUp(own(...windows), gone).map(inShort)).toEqual(expected);
  });
});

const history = fc
  .array(fc.record({ gap: fc.integer({ min: 0, max: 40 }), length: fc.integer({ min: 1, max: 60 }) }), {
    maxLength: 8,
  })
  .map((windows) => {
    let at = -100;
    return windows.map(({ gap, length }, index): OwnTime => {
      const from = at + gap;
      at = from + length;
      return { id: `w${index}`, from, to: at };
    });
  });

/** The windows after the changes, one at a time; none may overlap at any moment, nor reach into the given one. */
function after(windows: readonly OwnTime[], changes: readonly Rearranged[], given?: OwnTime): OwnTime[] {
  let now = [...windows];
  for (const change of changes) {
    now = now.flatMap((window): OwnTime[] => {
      if (window.id !== change.id) return [window];
      if (change.kind === 'moved') return [{ id: change.id, from: change.from, to: change.to }];
      return [
        { ...window, to: change.to },
        { id: `${window.id}+`, ...change.rest },
      ];
    });
    expect(overlaps(now)).toBe(false);
  }
  expect(overlaps(given === undefined ? now : [...now, given])).toBe(false);
  return now;
}

function overlaps(windows: readonly OwnTime[]): boolean {
  const sorted = [...windows].sort((a, b) => a.from - b.from);
  return sorted.some(({ to }, index) => to > (sorted[index + 1]?.from ?? Number.POSITIVE_INFINITY));
}

function total(windows: readonly OwnTime[]): number {
  return windows.reduce((sum, { from, to }) => sum + to - from, 0);
}

describe('whatever a sub had', () => {
  it('the master’s window is free to the instant, nothing is lost, nothing overlaps on the way', () => {
    fc.assert(
      fc.property(
        history,
        fc.record({
          now: fc.integer({ min: -50, max: 50 }),
          later: fc.integer({ min: -30, max: 30 }),
          length: fc.integer({ min: 1, max: 90 }),
          more: fc.integer({ min: 0, max: 50 }),
        }),
        (windows, { now, later, length, more }) => {
          const asked = { from: now + later, to: now + later + length };
          const from = givenFrom(windows, asked, now);
          if (from === null) return;
          // What is linked already lies behind, where the sub has nothing.
          const free = windows.every(({ from: begin, to }) => to <= asked.to || begin >= asked.to + more);
          const given = { ...asked, from, linkedUntil: free ? asked.to + more : asked.to };

          const moved = after(windows, makeRoom(windows, given), { id: 'given', from, to: asked.to });

          expect(total(moved)).toBe(total(windows));
          const used = windows.filter(({ to }) => to <= Math.min(now, from));
          expect(moved).toEqual(expect.arrayContaining(used));
          expect(from).toBeGreaterThanOrEqual(asked.from);
          expect(asked.from < now || from === asked.from).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('taking the master’s window away again leaves no pause and loses nothing', () => {
    fc.assert(
      fc.property(history, fc.integer({ min: -50, max: 50 }), (windows, now) => {
        const given = { from: now, to: now + 30, linkedUntil: now + 30 };
        const waiting = after(windows, makeRoom(windows, given));

        const back = after(waiting, moveUp(waiting, given));

        expect(total(back)).toBe(total(windows));
        const covered = (list: readonly OwnTime[]) => list.some(({ from, to }) => from <= now && now < to);
        expect(covered(back) || waiting.every(({ from }) => from !== given.to)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
