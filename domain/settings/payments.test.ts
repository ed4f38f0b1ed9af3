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
    [{ minimumCharge: '0.50' }, []],
    [{ minimumCharge: '0.50', currency: 'JPY' }, ['minimumCharge']],
    [{ minimumCharge: 'little' }, ['minimumCharge']],
  ])(
    'with %j name %j as wrong: one change of plan must be possible, and the minimum is an amount',
    (value, fields) => {
      expect(breaks(value)).toEqual(fields);
    },
  );
});
