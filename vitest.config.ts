import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type TestProjectConfiguration } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { testCache } from './test/support/site-folder.ts';

const postgres = 'test/support/postgres-setup.ts';
const temporal = 'test/support/temporal-setup.ts';
const testServer = 'test/support/test-server-setup.ts';
const bundle = 'test/support/workflow-bundle-setup.ts';

interface Kind {
  readonly name: string;
  readonly include: readonly string[];
  /** What is started once before the first test of this kind. */
  readonly needs?: readonly string[];
  readonly patienceMs?: number;
}

const kinds: readonly Kind[] = [
  {
    name: 'unit',
    include: [
      'domain/**/*.test.ts',
      'gateways/**/*.test.ts',
      'workflows/**/*.test.ts',
      'bin/**/*.test.ts',
      'web/**/*.test.ts',
    ],
  },
  {
    name: 'unit-facts',
    include: ['db/**/*.test.ts', 'activities/**/*.test.ts', 'api/**/*.test.ts', 'test/support/**/*.test.ts'],
    needs: [postgres],
  },
  {
    name: 'workflow',
    include: ['test/workflow/**/*.test.ts'],
    needs: [testServer, bundle],
    patienceMs: 120_000,
  },
  { name: 'replay', include: ['test/replay/**/*.test.ts'], needs: [bundle], patienceMs: 120_000 },
  { name: 'contract', include: ['test/contract/**/*.test.ts', 'test/simulators/**/*.test.ts'] },
  {
    name: 'integration',
    include: ['test/integration/**/*.test.ts'],
    needs: [postgres, temporal, bundle],
    // Two runs at once on two cores take turns; what hangs is ended all the same.
    patienceMs: 300_000,
  },
  {
    name: 'browser',
    include: ['test/e2e/**/*.test.ts'],
    needs: [bundle],
    patienceMs: 180_000,
  },
];

function project({ name, include, needs = [], patienceMs = 60_000 }: Kind): TestProjectConfiguration {
  return {
    test: {
      name,
      include: [...include],
      globalSetup: [...needs],
      setupFiles: ['test/support/tell-heard.ts'],
      environment: 'node',
      // No module keeps anything that a file could leave to the next, so each is loaded once in a process.
      isolate: false,
      // Several of these share two cores: threads that collect side by side only get in each other's way.
      execArgv: ['--single-threaded-gc'],
      // One for each core.
      maxConcurrency: 2,
      testTimeout: patienceMs,
      hookTimeout: patienceMs,
    },
  };
}

/** A fresh clone has no record of what took long, and what begins last keeps one core waiting for the other. */
const LONG = [
  // Among those that wait, one that reckons.
  'domain/subscription/histories.property.test.ts',
  'test/e2e/pages.test.ts',
  'test/e2e/first-life.test.ts',
  'test/e2e/decisions.test.ts',
  'test/integration/recurring.test.ts',
  'test/integration/incidents/burst.test.ts',
  'test/integration/drill-first-life.test.ts',
  'test/integration/notices.test.ts',
  'test/integration/supervisor.test.ts',
  'test/integration/incidents/crash.test.ts',
  'test/integration/drill-hold.test.ts',
  'test/integration/incidents/reminders.test.ts',
  'bin/embedded/temporal.test.ts',
  'bin/embedded/postgres.test.ts',
  'test/contract/smtp.test.ts',
].map((file) => fileURLToPath(new URL(file, import.meta.url)));
for (const file of LONG)
  if (!existsSync(file)) throw new Error(`vitest.config.ts names ${file}, which is gone.`);

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const long = LONG.flatMap((file) => sorted.filter(({ moduleId }) => moduleId === file));
    return [...long, ...sorted.filter((one) => !long.includes(one))];
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongFirst },
    // Threads and native addons do not go together.
    pool: 'forks',
    maxWorkers: 2,
    // Each run of `npm test` starts vitest four times, mostly over the same modules.
    experimental: { fsModuleCache: true, fsModuleCachePath: join(testCache, 'modules') },
    passWithNoTests: true,
    projects: kinds.map(project),
  },
});
