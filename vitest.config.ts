import { defineConfig, type TestProjectConfiguration } from 'vitest/config';

const postgres = 'test/support/postgres-setup.ts';

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
    include: ['domain/**/*.test.ts', 'gateways/**/*.test.ts', 'workflows/**/*.test.ts', 'bin/**/*.test.ts'],
  },
  {
    name: 'unit-facts',
    include: ['db/**/*.test.ts', 'activities/**/*.test.ts', 'api/**/*.test.ts', 'test/support/**/*.test.ts'],
    needs: [postgres],
  },
  { name: 'contract', include: ['test/contract/**/*.test.ts', 'test/simulators/**/*.test.ts'] },
];

function project({ name, include, needs = [], patienceMs = 60_000 }: Kind): TestProjectConfiguration {
  return {
    test: {
      name,
      include: [...include],
      globalSetup: [...needs],
      environment: 'node',
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
