import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sections } from '../settings/index.ts';
import {
  holdReason,
  type HoldRules,
  isCalm,
  isSilence,
  mostAfterSilence,
  mostInAnHour,
  type RemovalCensus,
  takesAway,
} from './mass-removal.ts';

const rules: HoldRules = sections.holds.schema.parse({});
const calm: RemovalCensus = { standing: 100, leaving: 0, overdue: 0, silentUntil: null, openSince: null };

function census(changes: Partial<RemovalCensus>): RemovalCensus {
  return { ...calm, ...changes };
}

describe('how many may lose access', () => {
  it.each([
    ['a handful of members', 5, 25, 1],
    ['a small group', 20, 25, 4],
    ['a hundred and twenty five, where both are the same', 125, 25, 25],
    ['three hundred', 300, 60, 25],
    ['ten thousand', 10_000, 2000, 25],
    ['nobody', 0, 25, 1],
  ])(
    'of %s: the larger count within an hour, the smaller after a silence',
    (_who, standing, hour, silence) => {
      expect(mostInAnHour(standing, rules)).toBe(hour);
      expect(mostAfterSilence(standing, rules)).toBe(silence);
    },
  );
});

describe('a removal', () => {
  it.each<[string, Partial<RemovalCensus>, number | null, string | null]>([
    ['is done where few leave', { leaving: 25 }, 1, null],
    ['waits where one more leaves', { leaving: 26 }, 1, 'mass'],
    ['waits among many although no paid time ended', { leaving: 26 }, null, 'mass'],
    ['is done where many leave of very many', { standing: 10_000, leaving: 2000 }, 1, null],
    [
      'of before the silence waits where more than a few are due since then',
      { overdue: 21, leaving: 21, silentUntil: 50 },
      50,
      'silence',
    ],
    ['of after the silence does not', { overdue: 21, leaving: 21, silentUntil: 50 }, 51, null],
    ['is done where few are due since the silence', { overdue: 20, leaving: 20, silentUntil: 50 }, 50, null],
    ['that was due when a hold began waits with it', { openSince: 50 }, 50, 'open'],
    ['that fell due since is done', { openSince: 50 }, 51, null],
    ['that a person caused meanwhile is done', { openSince: 50 }, null, null],
  ])('%s', (_title, changes, dueAt, reason) => {
    expect(holdReason(census(changes), rules, dueAt)).toBe(reason);
  });

  it('never waits where holds are switched off', () => {
    const all = census({ leaving: 100, overdue: 100, silentUntil: 50, openSince: 50 });
    expect(holdReason(all, { ...rules, enabled: false }, 10)).toBeNull();
    expect(isCalm(all, { ...rules, enabled: false })).toBe(true);
  });

  it('never waits while all is calm, whoever it is about', () => {
    const count = fc.integer({ min: 0, max: 500 });
    const instant = fc.option(fc.integer({ min: 0, max: 100 }), { nil: null });
    const anyCensus = fc.record({
      standing: count,
      leaving: count,
      overdue: count,
      silentUntil: instant,
      openSince: instant,
    });
    fc.assert(
      fc.property(anyCensus, instant, (seen, dueAt) => {
        expect(isCalm(seen, rules) && holdReason(seen, rules, dueAt) !== null).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('taking away', () => {
  it.each([
    ['full:2-a:dt', 'removed', true],
    ['full:2-a:dt', 'disabled', true],
    ['full:2-a:dt', 'restricted:1-b', true],
    ['full:2-a:dt', 'full:1-b:', false],
    ['disabled', 'removed', true],
    ['restricted:1-b', 'removed', true],
    ['restricted:1-b', 'disabled', false],
    ['removed', 'removed', false],
    ['disabled', 'full:2-a:dt', false],
  ])('from %s to %s: %s', (from, to, expected) => {
    expect(takesAway(from, to)).toBe(expected);
  });
});

describe('a silence', () => {
  it('is longer than the hours set, to the millisecond', () => {
    const hours = 48 * 3_600_000;
    expect(isSilence(0, hours, rules)).toBe(false);
    expect(isSilence(0, hours + 1, rules)).toBe(true);
  });
});
