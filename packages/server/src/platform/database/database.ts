/** The database as slices use it: transactions with a scope, over pools of one role each. */
import { AppError } from '@mainstay/kernel'
import { Kysely, PostgresDialect, type Transaction } from 'kysely'
import pg from 'pg'
import type { Log } from '../log/index.ts'
import { enterScope, type Scope } from './scope.ts'

/** No table is known here: a slice says its own with `tx.withTables<ItsTables>()`. */
export type Tables = Record<never, never>
export type Tx = Transaction<Tables>

export type Database = {
  /** As the role `app`, within `scope`: all or nothing. */
  transaction<T>(scope: Scope, work: (tx: Tx) => Promise<T>): Promise<T>
  /** Pools of the roles that have no tenant tables. */
  pool(role: 'ingest' | 'auth' | 'jobs'): pg.Pool
  close(): Promise<void>
}

export type Connect = (role: 'app' | 'ingest' | 'auth' | 'jobs') => pg.PoolConfig

/** The queues ask every second, so the connections of `jobs` never rest: each of them is a process of the database that stays (docs/adr/0095). */
const POOL_SIZES = { app: 10, ingest: 4, auth: 4, jobs: 3 } as const

export function openDatabase(connect: Connect, log: Log): Database {
  const pools = new Map<keyof typeof POOL_SIZES, pg.Pool>()
  let closing = false
  const pool = (role: keyof typeof POOL_SIZES): pg.Pool => {
    const known = pools.get(role)
    if (known) return known
    const made = new pg.Pool({ max: POOL_SIZES[role], idleTimeoutMillis: 30_000, connectionTimeoutMillis: 15_000, ...connect(role) })
    // One line: where in the library it was noticed tells nobody anything.
    made.on('error', ({ message }) => {
      // In a wanted stop they all end, and one line has said that.
      if (!closing) log.warn({ role, reason: message }, 'a database connection ended')
    })
    // One that ends while it is lent out, between two queries of a transaction, says so by an event that ends the process if nobody listens.
    made.on('connect', (client) => client.on('error', () => {}))
    pools.set(role, made)
    return made
  }
  const app = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: async () => pool('app') }) })
  return {
    transaction: async (scope, work) => {
      try {
        return await app.transaction().execute(async (tx) => {
          await enterScope(tx, scope)
          return work(tx)
        })
      } catch (error) {
        throw databaseTrouble(error) ?? error
      }
    },
    pool,
    close: async () => {
      closing = true
      await app.destroy()
      await Promise.all([...pools.entries()].filter(([role]) => role !== 'app').map(([, p]) => p.end()))
      const left = pools.get('app')
      if (left && !left.ended) await left.end()
    },
  }
}

/** What `pg` says without a code: the connection ended under a query, before it, or was not to be had in time. */
const LOST = /^(Connection terminated|Client has encountered a connection error|Client was closed|timeout exceeded when trying to connect)/

/** Connection lost or refused, shutting down or starting up (SQLSTATE classes 08 and 57P); disk full (53100), or so nearly that nothing is changed (25006). */
export function databaseTrouble(error: unknown): AppError | null {
  const { code = '', message = '', syscall = '' } = error as { code?: string; message?: string; syscall?: string }
  if (code === '53100' || code === '25006') return new AppError('platform.disk-full', { path: 'the database' }, { cause: error })
  // ENOENT: the Unix socket is not there; of a file it means something else.
  const unreachable = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(code) || (code === 'ENOENT' && syscall === 'connect')
  if (/^(08|57P)/.test(code) || unreachable || LOST.test(message)) {
    return new AppError('platform.database-unavailable', {}, { cause: error })
  }
  return null
}

/** A text that no column takes: NUL (22021), in JSON NUL (22P05) or half of a character (22P02, which is told of other things too). */
export function unstorableText(error: unknown): AppError | null {
  const { code = '', message = '' } = error as { code?: string; message?: string }
  const isUnstorable = code === '22021' || code === '22P05' || (code === '22P02' && /\bjson\b/.test(message))
  const detail = 'a text holds a character that cannot be stored (NUL, or half of one)'
  return isUnstorable ? new AppError('platform.invalid-input', { detail }, { cause: error }) : null
}
