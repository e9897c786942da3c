// All packages' tests in two groups: those beside the sources run two files at a time, whole-system ones alone and after them.
import { defineConfig } from 'vitest/config'

const common = {
  testTimeout: 60_000,
  hookTimeout: 120_000,
  pool: 'forks' as const,
  globalSetup: ['packages/server/test/global-database.ts'],
}

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...common,
          name: 'beside the code',
          include: ['packages/*/src/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts'],
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        // Servers, browsers and databases of their own: a second file would take the processor from what they time.
        test: {
          ...common,
          name: 'whole system',
          include: ['packages/*/test/**/*.test.ts'],
          testTimeout: 120_000,
          maxWorkers: 1,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
