import { describe, expect, it } from 'vitest';
import { closingLine, failuresIn, sum, tallyOfCheck, tallyOfSuite } from './tally.ts';

function report(counts: {
  passed?: number;
  failed?: number;
  pending?: number;
  todo?: number;
  broken?: number;
}): string {
  return JSON.stringify({
    numPassedTests: counts.passed ?? 0,
    numFailedTests: counts.failed ?? 0,
    numPendingTests: counts.pending ?? 0,
    numTodoTests: counts.todo ?? 0,
    testResults: [
      ...Array.from({ length: counts.broken ?? 0 }, () => ({ status: 'failed', assertionResults: [] })),
      { status: (counts.failed ?? 0) > 0 ? 'failed' : 'passed', assertionResults: [{}] },
    ],
  });
}

describe('tallyOfSuite', () => {
  it.each([
    [
      'tests are counted as they went',
      report({ passed: 3, failed: 2, pending: 1, todo: 1 }),
      false,
      [3, 2, 2],
    ],
    ['a file that cannot be read is a failure', report({ passed: 3, broken: 2 }), false, [3, 2, 0]],
    ['a run that ended badly without a failed test is a failure', report({ passed: 3 }), false, [3, 1, 0]],
    ['a run without a report is a failure', null, true, [0, 1, 0]],
    ['a run of nothing is nothing', report({}), true, [0, 0, 0]],
  ])('%s', (_title, text, succeeded, [passed, failed, skipped]) => {
    expect(tallyOfSuite(text, succeeded)).toEqual({ passed, failed, skipped });
  });
});

describe('failuresIn', () => {
  it('each failed test is named with what it said, without the trace, and so is a file that cannot be read', () => {
    const text = JSON.stringify({
      testResults: [
        { name: '/p/broken.test.ts', status: 'failed', message: 'SyntaxError: no', assertionResults: [] },
        {
          name: '/p/a.test.ts',
          status: 'failed',
          message: '',
          assertionResults: [
            { status: 'passed', fullName: 'holds', failureMessages: [] },
            {
              status: 'failed',
              fullName: 'does not hold',
              failureMessages: ['AssertionError: 1 is not 2\n    at /p/a.test.ts:3:1'],
            },
          ],
        },
      ],
    });
    expect(failuresIn(text)).toEqual([
      '/p/broken.test.ts\n    SyntaxError: no',
      '/p/a.test.ts > does not hold\n    AssertionError: 1 is not 2',
    ]);
    expect(failuresIn(null)).toEqual([]);
  });
});

describe('closingLine', () => {
  it('skipped tests are told only where there are some', () => {
    const all = sum([tallyOfCheck(true), tallyOfCheck(false), { passed: 5, failed: 0, skipped: 2 }]);
    expect(closingLine(all)).toBe('6 passed, 1 failed, 2 skipped');
    expect(closingLine(tallyOfCheck(true))).toBe('1 passed, 0 failed');
  });
});
