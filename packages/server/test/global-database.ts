/** For a whole test run: one embedded PostgreSQL, started before the first test and stopped after the last. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startEmbeddedPostgres } from '../src/platform/database/embedded/supervisor.ts'
import { silentLog } from '../src/platform/log/index.ts'
import { makeTemplate, withoutWaiting } from './template-database.ts'

declare module 'vitest' {
  interface ProvidedContext {
    postgres: { host: string; port: number; user: string; password: string }
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'mainstay-test-db-'))
  chmodSync(folder, 0o711)
  const password = 'only-for-this-test-run'
  const postgres = await startEmbeddedPostgres({ folder: join(folder, 'database'), superuserPassword: password, log: silentLog() })
  const admin = { host: postgres.host, port: postgres.port, user: postgres.superuser, password }
  await withoutWaiting(admin)
  await makeTemplate(admin)
  project.provide('postgres', admin)
  return async () => {
    await postgres.stop()
    rmSync(folder, { recursive: true })
  }
}
