/** An import that is killed, at moments that nobody chose, and run again. */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runExport, runImport } from '../../src/platform/transfer/index.ts'
import { type Postgres15, startPostgres15 } from '../postgres-15.ts'
import { asSuperuser, contents, fill, type Installation, installation } from './installation.ts'

let work: string
let postgres15: Postgres15
let source: Installation
let exported: string
let before: Record<string, string>
const made: Installation[] = []

beforeAll(async () => {
  work = mkdtempSync(join(tmpdir(), 'mainstay-killed-'))
  postgres15 = await startPostgres15({ durable: false })
  source = fresh({})
  await fill(source)
  // So much that loading it takes a moment.
  await asSuperuser(source, (client) =>
    client.query(
      "insert into monitoring_head (slot, hour, blob) select n % 8, n, decode(repeat('5c', 40), 'hex') from generate_series(1, 200000) n",
    ),
  )
  before = await contents(source)
  exported = join(work, 'export')
  await runExport({ ...source.place, folder: exported, clientId: null, now: new Date('2026-11-24T12:00:00Z') })
})
afterAll(async () => {
  await postgres15.stop()
  for (const one of made) one.remove()
  rmSync(work, { recursive: true })
})

function fresh(o: Parameters<typeof installation>[0]): Installation {
  const one = installation(o)
  made.push(one)
  return one
}

/** What it said comes with its end. */
type Importing = { child: ChildProcess; ended: Promise<string>; kill(): Promise<void> }

function importing(target: Installation): Importing {
  const argument = JSON.stringify({ dataFolder: target.dataFolder, databaseUrl: target.databaseUrl ?? null, folder: exported })
  const child = spawn(process.execPath, [join(import.meta.dirname, 'importer.ts'), argument], { stdio: ['ignore', 'pipe', 'pipe'] })
  let out = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      out += text
    })
  const ended = new Promise<string>((resolve) => child.once('close', () => resolve(out)))
  return {
    child,
    ended,
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}

test('killed while the rows come in, nothing of them is there, and the next import is whole', async () => {
  const url = postgres15.url('killed')
  const target = fresh({ keyFrom: source, databaseUrl: url })
  const running = importing(target)
  const copying = (): Promise<number> => sessionsThat("datname = 'killed' and query ilike 'copy %monitoring_head%'")
  await expect.poll(copying, { timeout: 60_000, interval: 5 }).toBeGreaterThan(0)
  await running.kill()
  expect(await running.ended).toBe('')
  await expect.poll(copying, { timeout: 20_000 }).toBe(0)
  const rows = await asSuperuser(target, async (client) => (await client.query('select count(*)::int as n from clients_client')).rows)
  expect(rows).toEqual([{ n: 0 }])
  await runImport({ ...target.place, folder: exported })
  expect(await contents(target)).toEqual(before)
})

/** A look of its own each time: the server is stopped at the end, whether a test passed or not. */
async function sessionsThat(condition: string): Promise<number> {
  const client = new pg.Client({ connectionString: postgres15.url('postgres') })
  await client.connect()
  try {
    const { rows } = await client.query<{ n: number }>(`select count(*)::int as n from pg_stat_activity where ${condition}`)
    return rows[0]?.n ?? 0
  } finally {
    await client.end()
  }
}

test('with the embedded database, killed at four moments on the way, it is whole or not there at all, and the next import makes it whole', async () => {
  const target = fresh({ keyFrom: source })
  const started = Date.now()
  expect(await importing(fresh({ keyFrom: source })).ended).toMatch(/^imported \d+/)
  const tookMs = Date.now() - started
  for (let n = 0; n < 4; n++) {
    const running = importing(target)
    await Promise.race([sleep(randomInt(Math.ceil((tookMs * n) / 5), Math.ceil((tookMs * (n + 1)) / 5))), running.ended])
    await running.kill()
  }
  // Killed after the commit and before it could say so, it is refused: then all rows have to be there.
  expect(await importing(target).ended).toMatch(/imported \d+|transfer\.not-empty/)
  expect(await contents(target)).toEqual(before)
})
