import { describe, expect, it } from 'vitest';
import { referral } from './referral.ts';

function breaks(value: Record<string, unknown>): readonly string[] {
  return Object.keys(referral.check?.(referral.schema.parse(value)) ?? {}).sort();
}

describe('the settings of referrals', () => {
  it.each([
    [{}, []],
    [{ minimum: '1', maximum: '1.00' }, []],
    [{ minimum: '1,50', maximum: '10' }, []],
    [{ minimum: '10', maximum: '' }, []],
    [{ minimum: '2', maximum: '1.99' }, ['maximum', 'minimum']],
    [{ minimum: '0.1', maximum: '0.0999' }, ['maximum', 'minimum']],
    [{ minimum: 'little', maximum: '1' }, ['minimum']],
    [{ minimum: '', maximum: '-1' }, ['maximum', 'minimum']],
  ])(
    'with %j name %j as wrong: the minimum is at most the maximum, and both are amounts',
    (value, fields) => {
      expect(breaks(value)).toEqual(fields);
    },
  );

  it.each([{ percentage: 101 }, { percentage: -1 }, { percentage: 2.5 }, { reverseWithinDays: -1 }])(
    'refuse %j',
    (value) => {
      expect(referral.schema.safeParse(value).success).toBe(false);
    },
  );

  it('are off, with a fifth, no bounds and a month to go back, until somebody says otherwise', () => {
    expect(referral.schema.parse({})).toEqual({
      allowRegistration: false,
      bonusEnabled: false,
      percentage: 20,
      minimum: '0',
      maximum: '',
      reverseWithinDays: 30,
    });
  });
});
