/** Keeps the database from a full disk: PostgreSQL that cannot write its log ends; one that takes no changes for a while goes on reading. */
import { statfsSync } from 'node:fs'
import pg from 'pg'
import type { Log } from '../../log/index.ts'

export type SpaceGuard = { stop(): Promise<void> }

/** Room for the write-ahead log (segments of 16 MB) of what is under way, and for a checkpoint. */
const LEAST_FREE_BYTES = 64 * 1024 * 1024
/** More than the least, so that it does not go to and fro. */
const ENOUGH_FREE_BYTES = 96 * 1024 * 1024
const EVERY_MS = 1000

type Options = { folder: string; admin: pg.ClientConfig; log: Log; free?: () => number }

/** Looks at once, before anyone writes; then every second. Changes fail with SQLSTATE 25006 while there is no room. */
export async function guardSpace({ folder, admin, log, free = () => freeBytes(folder) }: Options): Promise<SpaceGuard> {
  let closed = await isClosed(admin)
  let looking: Promise<void> = Promise.resolve()

  async function look(): Promise<void> {
    const bytes = free()
    const close = bytes < (closed ? ENOUGH_FREE_BYTES : LEAST_FREE_BYTES)
    if (close === closed) return
    await set(admin, close)
    closed = close
    if (close) log.error({ folder, freeBytes: bytes }, 'the disk of the database is full: nothing is changed until there is room')
    else log.info({ folder, freeBytes: bytes }, 'there is room for the database again')
  }

  await look()
  const timer = setInterval(() => {
    // A database that is away is somebody else's concern; the next look comes.
    looking = looking.then(look).catch(() => {})
  }, EVERY_MS)
  return {
    stop: async () => {
      clearInterval(timer)
      await looking
    },
  }
}

/** What a program without special rights may still write. */
function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}

/** An earlier server may have ended while it was closed. */
async function isClosed(admin: pg.ClientConfig): Promise<boolean> {
  const rows = await ask<{ closed: boolean }>(
    admin,
    "select reset_val = 'on' as closed from pg_settings where name = 'default_transaction_read_only'",
  )
  return rows[0]?.closed === true
}

/** For every session of every role, from its next transaction on. */
async function set(admin: pg.ClientConfig, close: boolean): Promise<void> {
  await ask(admin, close ? 'alter system set default_transaction_read_only = on' : 'alter system reset default_transaction_read_only')
  await ask(admin, 'select pg_reload_conf()')
}

async function ask<T extends pg.QueryResultRow>(admin: pg.ClientConfig, text: string): Promise<T[]> {
  const client = new pg.Client({ ...admin, connectionTimeoutMillis: 5000 })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query<T>(text)).rows
  } finally {
    await client.end()
  }
}
