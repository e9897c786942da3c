/** HTTP of the audit log: entries in order, signed checkpoints, and the proofs that bind them. */
import {
  AuditLogPageSchema,
  AuditLogQuerySchema,
  type Checkpoint,
  CheckpointPageSchema,
  CheckpointQuerySchema,
  ConsistencyProofSchema,
  ConsistencyQuerySchema,
  InclusionProofSchema,
  NewestCheckpointSchema,
} from '@mainstay/contract/audit'
import { IdSchema } from '@mainstay/contract'
import { AppError } from '@mainstay/kernel'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { authorise, scopeOf } from '../auth/index.ts'
import { type Database, EVERY_CLIENT } from '../database/index.ts'
import { actorOf } from '../http/index.ts'
import {
  type CheckpointRow,
  checkpointsFrom,
  entriesById,
  leafOfEntry,
  leavesFrom,
  logSize,
  newestCheckpoint,
  withNodes,
} from './log-store.ts'
import { consistencyPath, inclusionPath } from './merkle.ts'

const OfEntry = z.object({ entryId: IdSchema })
const config = { access: 'session' } as const

export function auditRoutes(app: FastifyInstance, { database, publicKey }: { database: Database; publicKey: string }): void {
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const pool = database.pool('jobs')

  routes.get(
    '/api/audit/log',
    { config, schema: { querystring: AuditLogQuerySchema, response: { 200: AuditLogPageSchema } } },
    async (request) => {
      const actor = actorOf(request)
      authorise(actor, 'audit.read')
      // The log is one, over all clients: who sees a part of it is shown proofs for that part.
      if (actor.clients !== 'all') throw new AppError('platform.forbidden', { needs: 'audit.read for every client' })
      const leaves = await leavesFrom(pool, request.query.from, request.query.limit)
      const ids = leaves.map((one) => one.entryId)
      const entries = await database.transaction(EVERY_CLIENT, (tx) => entriesById(tx, ids))
      const lines = leaves.map(({ leaf, ...line }) => ({
        ...line,
        leaf: leaf.toString('base64url'),
        entry: (entries.get(line.entryId) ?? null) as z.input<typeof AuditLogPageSchema>['lines'][number]['entry'],
      }))
      return { lines, size: await logSize(pool) }
    },
  )
  // A checkpoint holds nothing of an entry: everyone who signs in may keep one, and so be a witness.
  routes.get(
    '/api/audit/checkpoints',
    { config, schema: { querystring: CheckpointQuerySchema, response: { 200: CheckpointPageSchema } } },
    async ({ query }) => ({ serverPublicKey: publicKey, checkpoints: (await checkpointsFrom(pool, query.from, query.limit)).map(wire) }),
  )
  routes.get('/api/audit/checkpoints/newest', { config, schema: { response: { 200: NewestCheckpointSchema } } }, async () => {
    const newest = await newestCheckpoint(pool)
    return { serverPublicKey: publicKey, checkpoint: newest && wire(newest) }
  })
  routes.get(
    '/api/audit/consistency',
    { config, schema: { querystring: ConsistencyQuerySchema, response: { 200: ConsistencyProofSchema } } },
    async ({ query: { first, second } }) => {
      if (first > second || second > (await logSize(pool))) throw new AppError('audit.no-such-size', { first, second })
      return { first, second, path: (await withNodes(pool, (read) => consistencyPath(read, first, second))).map(text) }
    },
  )
  routes.get(
    '/api/audit/entries/:entryId/proof',
    { config, schema: { params: OfEntry, response: { 200: InclusionProofSchema } } },
    async (request) => {
      const actor = actorOf(request)
      authorise(actor, 'audit.read')
      const { entryId } = request.params
      const entry = (await database.transaction(scopeOf(actor), (tx) => entriesById(tx, [entryId]))).get(entryId)
      if (entry === undefined) throw new AppError('platform.not-found', { what: 'audit entry' })
      const leaf = await leafOfEntry(pool, entry.clientId, entryId)
      const newest = await newestCheckpoint(pool)
      if (leaf === null || newest === null || leaf.index >= newest.size) throw new AppError('audit.not-sequenced')
      const path = await withNodes(pool, (read) => inclusionPath(read, leaf.index, newest.size))
      return { index: leaf.index, leaf: text(leaf.leaf), path: path.map(text), checkpoint: wire(newest) }
    },
  )
}

function wire({ size, root, at, signature }: CheckpointRow): Checkpoint {
  return { v: 1, size, root: text(root), at: at.toISOString(), signature }
}

function text(hash: Buffer): string {
  return hash.toString('base64url')
}
