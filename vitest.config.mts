import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const exclude = [...configDefaults.exclude, 'dist/**', 'release/**', '.cache/**', 'e2e/**'];

/** Files that take longest: they begin first, else a worker would be left alone with one of them at the end. */
const LONGEST = [
  'crash/crash.',
  'schedule-snapshot.',
  'damage.',
  'simulated-year.',
  'snapshot/snapshot.',
  'profiles.',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rest = await super.sort(files);
    const first = LONGEST.flatMap((name) => rest.filter(({ moduleId }) => moduleId.includes(name)));
    return [...new Set([...first, ...rest])];
  }
}

/** Tests stand beside the code. Integration tests get a PostgreSQL server of this run's own. */
export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          environment: 'node',
          include: ['**/*.test.ts', '**/*.test.tsx'],
          exclude: [...exclude, '**/*.integration.test.ts'],
          globalSetup: ['./scripts/test-home.mjs'],
          // Loading the same modules again for each file would take as long as the tests. So a file leaves nothing
          // behind: what it sets in the environment it puts back.
          isolate: false,
          // A busy machine is no failure.
          testTimeout: 60_000,
          // On two processors vitest would take one.
          maxWorkers: Math.max(2, availableParallelism() - 1),
        },
      },
      {
        test: {
          name: 'integration',
          environment: 'node',
          include: ['**/*.integration.test.ts'],
          exclude,
          globalSetup: ['./scripts/test-home.mjs', './scripts/test-server.mjs'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // An embedded database takes a third of a gigabyte: two files at a time, each in a process of its own.
          pool: 'forks',
          maxWorkers: 2,
          // Files take turns in these two processes: loading engine, Prisma and PGlite takes longer than many a file.
          // So a test takes away what it changed of the process: its environment, and what it opened.
          isolate: false,
          // After the unit tests, which may use more workers.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
