import { describe, expect, it } from 'vitest';
import { payments } from './payments.ts';

function breaks(value: Record<string, unknown>): readonly string[] {
  return Object.keys(payments.check?.(payments.schema.parse(value)) ?? {});
}

describe('the settings of payments', () => {
  it.each([
    [{}, []],
    [{ allowStartNow: false }, []],
    [{ allowStartAfter: false }, []],
    [{ allowStartNow: false, allowStartAfter: false }, ['allowStartNow', 'allowStartAfter']],
  ])('with %j name %j as wrong: one change of plan must be possible', (value, fields) => {
    expect(breaks(value)).toEqual(fields);
  });
});
