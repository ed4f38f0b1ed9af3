import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { currencies, decimalText, formatMoney, isCurrency, minorDigits, parseMoney } from './currency.ts';

const anyCurrency = fc.constantFrom(...currencies());

describe('minor units', () => {
  it.each([
    ['USD', 2],
    ['EUR', 2],
    ['HUF', 2],
    ['TWD', 2],
    ['COP', 2],
    ['JPY', 0],
    ['KRW', 0],
    ['ISK', 0],
    ['UGX', 0],
    ['MGA', 0],
    ['KWD', 3],
    ['TND', 3],
  ])('%s has %i digits after the point', (currency, digits) => {
    expect(minorDigits(currency)).toBe(digits);
  });

  it('a code nobody issues is not a currency, and neither is a small-letter one', () => {
    expect(isCurrency('USD')).toBe(true);
    expect(isCurrency('usd')).toBe(false);
    expect(isCurrency('QQQ')).toBe(false);
  });
});

describe('what a person typed', () => {
  it.each([
    ['15', 'USD', 1500n],
    ['15.00', 'USD', 1500n],
    ['15,5', 'EUR', 1550n],
    ['  0.05 ', 'USD', 5n],
    ['007', 'USD', 700n],
    ['0', 'USD', 0n],
    ['500', 'JPY', 500n],
    ['12.345', 'KWD', 12_345n],
    ['12.3', 'KWD', 12_300n],
    ['5', 'ISK', 5n],
    ['999999999999.99', 'USD', 99_999_999_999_999n],
  ])('"%s" in %s is %s minor units', (text, currency, amount) => {
    expect(parseMoney(text, currency)).toEqual({ amount, currency });
  });

  it.each([
    ['', 'USD'],
    ['  ', 'USD'],
    ['fifteen', 'USD'],
    ['$15', 'USD'],
    ['-15', 'USD'],
    ['+15', 'USD'],
    ['15.', 'USD'],
    ['.5', 'USD'],
    ['1.5e3', 'USD'],
    ['0x10', 'USD'],
    ['15.001', 'USD'],
    ['1,234', 'USD'],
    ['1,234.50', 'USD'],
    ['1 234', 'USD'],
    ['500.0', 'JPY'],
    ['1.2345', 'KWD'],
    ['٣', 'USD'],
    ['1000000000000', 'USD'],
    ['15', 'QQQ'],
    ['15', 'usd'],
  ])('"%s" in %s is no amount', (text, currency) => {
    expect(parseMoney(text, currency)).toBeNull();
  });

  it('an amount written out and read again is the same, in every currency', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 12n - 1n }), anyCurrency, (amount, currency) => {
        expect(parseMoney(decimalText({ amount, currency }), currency)).toEqual({ amount, currency });
      }),
    );
  });
});

describe('amounts for people', () => {
  it.each([
    [{ amount: 1500n, currency: 'USD' }, 'en-US', '$15.00'],
    [{ amount: -50n, currency: 'USD' }, 'en-US', '-$0.50'],
    [{ amount: 500n, currency: 'JPY' }, 'en-US', '¥500'],
    [{ amount: 12_345n, currency: 'KWD' }, 'en-US', 'KWD 12.345'],
    [{ amount: 99_050n, currency: 'HUF' }, 'en-US', 'HUF 990.50'],
    [{ amount: 1500n, currency: 'EUR' }, 'de-DE', '15,00 €'],
  ])('%o in %s reads %s', (money, locale, shown) => {
    expect(formatMoney(money, locale).replaceAll('\u00a0', ' ')).toBe(shown);
  });

  it('an amount beyond what a floating number holds keeps its last digit', () => {
    expect(formatMoney({ amount: 900_719_925_474_099_301n, currency: 'USD' }, 'en-US')).toBe(
      '$9,007,199,254,740,993.01',
    );
  });

  it('every currency prints exactly its minor units', () => {
    fc.assert(
      fc.property(anyCurrency, (currency) => {
        const digits = minorDigits(currency);
        const shown = formatMoney({ amount: 10n ** BigInt(digits), currency }, 'en-US');
        expect(shown.endsWith(digits === 0 ? '1' : `1.${'0'.repeat(digits)}`)).toBe(true);
      }),
    );
  });
});
