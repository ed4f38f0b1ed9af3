/** What a stage came to. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The part of vitest's JSON report that is counted. */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages?: readonly string[];
    }[];
  }[];
}

/** What an error says before its trace: enough to tell one cause from another. */
const LINES_TOLD = 6;

const nothing: Tally = { passed: 0, failed: 0, skipped: 0 };

export function tallyOfCheck(succeeded: boolean): Tally {
  return { passed: succeeded ? 1 : 0, failed: succeeded ? 0 : 1, skipped: 0 };
}

/**
 * A file that could not even be read has no tests to fail, so it counts as one failure; and so does a run that
 * ended badly without naming any, or left no report.
 */
export function tallyOfSuite(report: string | null, succeeded: boolean): Tally {
  if (report === null) return tallyOfCheck(false);
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
    report,
  ) as Report;
  const broken = testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length;
  const named = numFailedTests + broken;
  const failed = named === 0 && !succeeded ? 1 : named;
  return { passed: numPassedTests, failed, skipped: numPendingTests + numTodoTests };
}

/** What failed in a suite and with what words, for whoever keeps no more than the end of the output. */
export function failuresIn(report: string | null): string[] {
  if (report === null) return [];
  const { testResults } = JSON.parse(report) as Report;
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    if (status === 'failed' && assertionResults.length === 0) return [told(name, message)];
    return assertionResults
      .filter((test) => test.status === 'failed')
      .map((test) => told(`${name} > ${test.fullName}`, (test.failureMessages ?? []).join('\n')));
  });
}

function told(title: string, words: string): string {
  const lines = words.split('\n').filter((line) => line.trim() !== '' && !/^\s+at /.test(line));
  return [title, ...lines.slice(0, LINES_TOLD).map((line) => `    ${line}`)].join('\n');
}

export function sum(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (all, one) => ({
      passed: all.passed + one.passed,
      failed: all.failed + one.failed,
      skipped: all.skipped + one.skipped,
    }),
    nothing,
  );
}

export function closingLine({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
