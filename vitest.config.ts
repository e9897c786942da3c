// All packages' tests in four groups, one after the other: those beside the sources; those of them that use the database again, on the oldest
// PostgreSQL that we promise to run on; whole-system ones; and those whose assertions are about times.
import { defineConfig } from 'vitest/config'
import { reachingOrError } from './scripts/test/reaching.ts'

const common = {
  testTimeout: 60_000,
  hookTimeout: 120_000,
  pool: 'forks' as const,
}
const onAClock = ['packages/agent/test/**/!(protection).test.ts']
const embedded = ['packages/server/test/global-database.ts']

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...common,
          globalSetup: embedded,
          name: 'beside the code',
          include: ['packages/*/src/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts'],
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...common,
          globalSetup: ['packages/server/test/global-database-15.ts'],
          name: 'on PostgreSQL 15',
          include: reachingOrError(import.meta.dirname, 'packages/server/src/**/*.test.ts', 'packages/server/test/database.ts'),
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        // Each has servers, browsers or virtual machines of its own and mostly waits for them: two at a time.
        test: {
          ...common,
          globalSetup: embedded,
          name: 'whole system',
          include: ['packages/*/test/**/*.test.ts'],
          exclude: onAClock,
          testTimeout: 120_000,
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
      {
        // Their assertions are about times: a second file would take the processor from what they measure.
        test: {
          ...common,
          name: 'on a clock',
          include: onAClock,
          testTimeout: 120_000,
          maxWorkers: 1,
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
})
