import { describe, expect, it } from 'vitest';
import { decimalText } from './decimal.ts';

describe('an amount in minor units', () => {
  it.each([
    ['1050', 2, '10.50'],
    ['5', 2, '0.05'],
    ['0', 2, '0.00'],
    ['-1999', 2, '-19.99'],
    ['1500', 0, '1500'],
    ['1', 3, '0.001'],
    ['900719925474099312345', 2, '9007199254740993123.45'],
  ])('%s with %i decimals reads %s', (amount, decimals, text) => {
    expect(decimalText(amount, decimals)).toBe(text);
  });
});
