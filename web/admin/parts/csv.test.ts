import { describe, expect, it } from 'vitest';
import { csvCell, csvText } from './csv.ts';

describe('a cell of an exported list', () => {
  it.each([
    ['plain text', 'Ada', 'Ada'],
    ['a comma', 'Lovelace, Ada', '"Lovelace, Ada"'],
    ['a quotation mark', 'the "Duke"', '"the ""Duke"""'],
    ['a line break', 'one\ntwo', '"one\ntwo"'],
    ['nothing', null, ''],
    ['a number', 12, '12'],
    ['a negative amount', '-10.50', '-10.50'],
    ['a formula', '=HYPERLINK("x")', '"\'=HYPERLINK(""x"")"'],
    ['a hidden formula', '@SUM(A1)', "'@SUM(A1)"],
  ])('holds %s', (_what, value, expected) => {
    expect(csvCell(value)).toBe(expected);
  });

  it('stands in lines that end as spreadsheets expect', () => {
    expect(csvText(['a', 'b'], [[1, 'x,y']])).toBe('a,b\r\n1,"x,y"');
  });
});
