import { defineConfig, type TestProjectConfiguration } from 'vitest/config';

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
    patienceMs: 120_000,
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
      environment: 'node',
      // No module keeps anything that a file could leave to the next, so each is loaded once in a process.
      isolate: false,
      testTimeout: patienceMs,
      hookTimeout: patienceMs,
    },
  };
}

export default defineConfig({
  test: {
    // Threads and native addons do not go together.
    pool: 'forks',
    maxWorkers: 2,
    passWithNoTests: true,
    projects: kinds.map(project),
  },
});
