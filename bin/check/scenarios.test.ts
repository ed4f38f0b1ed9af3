import { describe, expect, it } from 'vitest';
import { BUILT, BUILT_ROWS, problemsOf, type Quoted, quotedIn, tableOf } from './scenarios.ts';

const quoting = (of: Quoted['of'], number: number): Quoted => ({
  of,
  number,
  file: 'a.test.ts',
  title: `${number}`,
});

describe('the table of scenarios', () => {
  it('finds scenarios in the sentences of tests and nowhere else', () => {
    const source = [
      "it('S2: a member is active', () => {});",
      '// S3 in a comment',
      "it.each([[1, 2]])('takes %s and %s (S45)', () => {});",
      "describe('S6: the first row', () => { const key = 'S7'; });",
      "it('M8 PROVISIONING, no room', () => {});",
    ].join('\n');

    expect(quotedIn('a.test.ts', source).map(({ number }) => number)).toEqual([2, 45, 6, 8]);
  });

  it('fails for a built scenario that no test quotes, and for a quoted one that is not built', () => {
    const scenarios = BUILT.map((number) => quoting('scenario', number));
    const all = [...scenarios, ...BUILT_ROWS.map((number) => quoting('row', number))];

    expect(problemsOf(all)).toEqual([]);
    expect(problemsOf(all.slice(1))).toEqual([`S${BUILT[0]} is built and no test quotes it`]);
    expect(problemsOf([...all, quoting('scenario', 99)])).toHaveLength(1);
  });

  it('has a row for each scenario, also for those that are not built', () => {
    expect(tableOf([{ ...quoting('scenario', 1), title: 'S1: stays' }])).toContain(
      '| S1 | `a.test.ts` | S1: stays |\n| S2 | - | not built yet |',
    );
  });
});
