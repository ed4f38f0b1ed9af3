import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Extendable, type Extension, extensionFor } from './extension.ts';
import type { LastWindow } from './window.ts';

const zone = 'Europe/Berlin';
const now = Date.parse('2026-03-10T12:00:00Z');

function paidUntil(to: string, changes: Partial<LastWindow> = {}): Extendable {
  const at = Date.parse(to);
  return {
    isPermanent: false,
    isClosed: false,
    isGiven: false,
    last: { to: at, anchorAt: at, anchorCount: 0, unit: 'month', ...changes },
  };
}

const days = (count: number): Extension => ({ kind: 'for', duration: { count, unit: 'day' } });
const until = (at: string): Extension => ({ kind: 'until', at: Date.parse(at) });

function given(member: Extendable, extension: Extension): string {
  const result = extensionFor(member, { extension, now, zone });
  if (result.kind === 'leftOut') return result.why;
  const { from, to } = result.window;
  return `${new Date(from).toISOString()} ${new Date(to).toISOString()}`;
}

describe('an extension', () => {
  it.each<[string, Extendable, Extension, string]>([
    [
      'begins when the paid time ends',
      paidUntil('2026-03-20T08:00:00Z'),
      days(3),
      '2026-03-20T08:00:00.000Z 2026-03-23T08:00:00.000Z',
    ],
    [
      'begins now for somebody whose time is over',
      paidUntil('2026-02-01T00:00:00Z'),
      days(1),
      '2026-03-10T12:00:00.000Z 2026-03-11T12:00:00.000Z',
    ],
    [
      'keeps the time on the clock when the clocks change',
      paidUntil('2026-03-28T17:00:00Z'),
      days(1),
      '2026-03-28T17:00:00.000Z 2026-03-29T16:00:00.000Z',
    ],
    [
      'of months goes on counting from the first anchor',
      paidUntil('2026-03-28T11:00:00Z', { anchorAt: Date.parse('2026-01-28T11:00:00Z'), anchorCount: 2 }),
      { kind: 'for', duration: { count: 1, unit: 'month' } },
      // 11:00 UTC is noon before the clocks change and one o'clock after, and the anchor is noon.
      '2026-03-28T11:00:00.000Z 2026-04-28T10:00:00.000Z',
    ],
    [
      'to an instant ends exactly then',
      paidUntil('2026-03-20T08:00:00Z'),
      until('2026-04-01T22:00:00Z'),
      '2026-03-20T08:00:00.000Z 2026-04-01T22:00:00.000Z',
    ],
  ])('%s', (_what, member, extension, window) => {
    expect(given(member, extension)).toBe(window);
  });

  it.each<[string, Extendable, Extension, string]>([
    [
      'whose access has no end',
      { ...paidUntil('2026-03-20T08:00:00Z'), isPermanent: true },
      days(1),
      'permanent',
    ],
    [
      'who never paid for a plan',
      { isPermanent: false, isClosed: false, isGiven: false, last: null },
      days(1),
      'noPlan',
    ],
    [
      'who gets it from a master',
      { ...paidUntil('2026-03-20T08:00:00Z'), isGiven: true },
      days(1),
      'givenByMaster',
    ],
    ['who is closed', { ...paidUntil('2026-03-20T08:00:00Z'), isClosed: true }, days(1), 'closed'],
    [
      'whose time ends then already',
      paidUntil('2026-04-01T00:00:00Z'),
      until('2026-04-01T00:00:00Z'),
      'paidBeyond',
    ],
    [
      'if the instant is past',
      paidUntil('2026-01-01T00:00:00Z'),
      until('2026-03-10T12:00:00Z'),
      'paidBeyond',
    ],
  ])('leaves out a member %s', (_who, member, extension, why) => {
    expect(given(member, extension)).toBe(why);
  });

  it('never gives time that is paid for or past, and never takes any away', () => {
    const instants = fc.integer({ min: now - 1e11, max: now + 1e11 });
    const extensions = fc.oneof(
      fc.record({
        kind: fc.constant('for' as const),
        duration: fc.record({
          count: fc.integer({ min: 1, max: 400 }),
          unit: fc.constantFrom('day' as const, 'week' as const, 'month' as const, 'year' as const),
        }),
      }),
      fc.record({ kind: fc.constant('until' as const), at: instants }),
    );
    fc.assert(
      fc.property(instants, extensions, (to, extension) => {
        const member = paidUntil(new Date(to).toISOString());
        const result = extensionFor(member, { extension, now, zone });
        if (result.kind === 'leftOut') return result.why === 'paidBeyond' && extension.kind === 'until';
        const { from, to: end } = result.window;
        return from === Math.max(now, to) && end > from;
      }),
    );
  });
});
