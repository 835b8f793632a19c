import { defineConfig } from 'vitest/config';

/** Long runs of the properties take hours; a hook that packs and installs takes minutes where the network is slow. */
const patience = { testTimeout: 3_600_000, hookTimeout: 300_000 };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/cli/**'],
          ...patience,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/cli/**/*.test.ts'],
          globalSetup: ['test/support/packed.ts'],
          ...patience,
        },
      },
    ],
  },
});
