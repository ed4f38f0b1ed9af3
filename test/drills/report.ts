/** What a drill says as it goes, and how it ends. */
export interface Report {
  note(words: string): void;
  /** One statement that must hold; each problem is a line of its own. */
  holds(statement: string, problems: readonly string[]): void;
  readonly passed: number;
  readonly failed: number;
}

const PROBLEMS_SHOWN = 12;

export function report(say: (line: string) => void): Report {
  const counts = { passed: 0, failed: 0 };
  return {
    note: say,
    holds(statement, problems) {
      if (problems.length === 0) counts.passed += 1;
      else counts.failed += 1;
      say(`${problems.length === 0 ? 'passed' : 'FAILED'}  ${statement}`);
      for (const problem of problems.slice(0, PROBLEMS_SHOWN)) say(`          ${problem}`);
      if (problems.length > PROBLEMS_SHOWN) say(`          and ${problems.length - PROBLEMS_SHOWN} more`);
    },
    get passed() {
      return counts.passed;
    },
    get failed() {
      return counts.failed;
    },
  };
}
