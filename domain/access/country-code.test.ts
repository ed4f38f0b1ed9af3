import { describe, expect, it } from 'vitest';
import { isCountryCode } from './country-code.ts';

describe('a country code', () => {
  it.each([
    ['DE', true],
    ['NL', true],
    ['QQ', false],
    ['ZZ', false],
    ['de', false],
    ['DEU', false],
    ['49', false],
    ['', false],
  ])('is two capital letters that name a country: %s', (text, expected) => {
    expect(isCountryCode(text)).toBe(expected);
  });
});
