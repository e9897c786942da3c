// One test project for all packages: tests lie beside the code they test.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['packages/*/src/**/*.test.ts', 'packages/*/test/**/*.test.ts', 'scripts/**/*.test.ts'],
    globalSetup: ['packages/server/test/global-database.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
