import { describe, expect, it } from 'vitest';
import type { CheckoutState } from './facts.ts';
import { shown } from './progress.ts';

const nothing = { isRecorded: false, hasGrant: false };
const recorded = { isRecorded: true, hasGrant: false };
const placed = { isRecorded: true, hasGrant: true };

describe('the progress page', () => {
  it.each([
    { state: 'created', seen: nothing, expected: 'now later later later later' },
    { state: 'redirected', seen: nothing, expected: 'now later later later later' },
    { state: 'verifying', seen: nothing, expected: 'now later later later later' },
    { state: 'paid', seen: nothing, expected: 'done now later later later' },
    { state: 'provisioning', seen: recorded, expected: 'done done now later later' },
    { state: 'provisioning', seen: placed, expected: 'done done done now later' },
    { state: 'done', seen: placed, expected: 'done done done done done' },
    { state: 'abandoned', seen: nothing, expected: 'stopped later later later later' },
    { state: 'failed', seen: nothing, expected: 'stopped later later later later' },
    { state: 'needs_attention', seen: nothing, expected: 'delayed later later later later' },
    { state: 'needs_attention', seen: recorded, expected: 'done done delayed later later' },
    { state: 'needs_attention', seen: placed, expected: 'done done done delayed later' },
  ] satisfies { state: CheckoutState; seen: typeof nothing; expected: string }[])(
    'in $state with $seen shows $expected',
    ({ state, seen, expected }) => {
      expect(
        shown(state, seen)
          .map((tick) => tick.state)
          .join(' '),
      ).toBe(expected);
    },
  );

  it('names the ticks in their order', () => {
    expect(shown('created', nothing).map(({ name }) => name)).toEqual([
      'paid',
      'recorded',
      'serverChosen',
      'accountReady',
      'done',
    ]);
  });
});
