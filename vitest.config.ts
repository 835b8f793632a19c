import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { oneFilePerTest } from './test/support/one-file-per-test.js';

/** Long runs of the properties take hours. */
const HOUR = 3_600_000;

/** A program that hangs must not hold up the run for long, even on a machine with much to do. */
const MINUTE = 60_000;

export default defineConfig({
  test: {
    // Two wait for programs most of the time: on two cores the default of one would leave a core idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        plugins: [oneFilePerTest()],
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/cli/**'],
          // Each file has all of ours that it uses in itself, so that files share nothing but packages; a process of its own costs each 0.4 s.
          isolate: false,
          testTimeout: HOUR,
          hookTimeout: 5 * MINUTE,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/cli/**/*.test.ts'],
          globalSetup: ['test/support/packed.ts'],
          testTimeout: 2 * MINUTE,
          hookTimeout: 5 * MINUTE,
        },
      },
    ],
  },
});
