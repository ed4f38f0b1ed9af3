/** One step of `npm test`. */
export interface Stage {
  readonly name: string;
  /** Programs from node_modules/.bin with their arguments, run at once. */
  readonly commands: readonly (readonly string[])[];
  /** A check counts as one test; a suite counts its own. */
  readonly kind: 'check' | 'suite';
}

/** These tests wait a good part of their time, for instants and for remote systems: more at once than there are cores. */
const WITH_REMOTES = ['--maxWorkers=4'];
const WITH_PROCESSES = ['--maxWorkers=4'];
/** Of a site and its browser one mostly waits for the other. */
const WITH_BROWSERS = ['--maxWorkers=3'];

/**
 * Rounds in the order in which they run, quick ones first: what stands in a round begins together, as rows of
 * stages, and the next round begins when all its rows have ended.
 */
export function allRounds(filter: readonly string[]): (readonly Stage[])[][] {
  const quick = [suite(['unit', 'unit-facts', 'contract'], [...WITH_REMOTES, ...filter])];
  const slow = [
    suite(['workflow', 'replay'], filter),
    suite(['integration'], [...WITH_PROCESSES, ...filter]),
    suite(['browser'], [...WITH_BROWSERS, ...filter]),
  ];
  // Who asks for one file wants to know about that one. Checks fill the time in which the quick tests wait.
  const first = filter.length > 0 ? [quick] : [checks, quick];
  return [first, ...slow.map((stage) => [[stage]])];
}

const checks: readonly Stage[] = [
  { name: 'lint', kind: 'check', commands: [['oxlint', '--deny-warnings']] },
  { name: 'format', kind: 'check', commands: [['biome', 'format', '.']] },
  {
    name: 'types',
    kind: 'check',
    commands: [
      ['tsc', '--noEmit', '-p', '.'],
      ['tsc', '--noEmit', '-p', 'web'],
    ],
  },
  { name: 'scenarios', kind: 'check', commands: [['tsx', 'bin/scenarios.ts', '--check']] },
  { name: 'dead code', kind: 'check', commands: [['knip', '--no-progress', '--no-config-hints']] },
];

function suite(projects: readonly string[], filter: readonly string[]): Stage {
  const chosen = projects.flatMap((project) => ['--project', project]);
  return { name: projects.join(', '), kind: 'suite', commands: [['vitest', 'run', ...chosen, ...filter]] };
}
