/** For the suite that runs on the distribution's PostgreSQL: one server, started before its first test and stopped after its last. */
import type { TestProject } from 'vitest/node'
import { startPostgres15 } from './postgres-15.ts'
import { makeTemplate } from './template-database.ts'

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { host, port, user, password, stop } = await startPostgres15({ durable: false })
  await makeTemplate({ host, port, user, password })
  project.provide('postgres', { host, port, user, password })
  return stop
}
