/** The audit log: an entry in the transaction of the change that it tells of; a job puts entries in one order and signs the tree over them. */
import type { Clock } from '@mainstay/kernel'
import type { FastifyInstance } from 'fastify'
import type { Database } from '../database/index.ts'
import type { AnyJob } from '../jobs/index.ts'
import { auditRoutes } from './routes.ts'
import { type LogKey, sequence, sequencingJob } from './sequence.ts'

export { recordAudit } from './record.ts'

export type AuditLog = {
  routes(app: FastifyInstance): void
  jobs: AnyJob[]
  /** At once, instead of within the minute. */
  sequence(): Promise<number>
}

export function createAuditLog({ database, clock, key }: { database: Database; clock: Clock; key: LogKey }): AuditLog {
  const deps = { pool: database.pool('jobs'), clock, key }
  return {
    routes: (app) => auditRoutes(app, { database, publicKey: key.publicKey }),
    jobs: [sequencingJob(deps)],
    sequence: () => sequence(deps),
  }
}
