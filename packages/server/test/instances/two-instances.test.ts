import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '../../src/platform/database/database.ts'
import { reachDatabase, type ReachedDatabase } from '../../src/platform/database/index.ts'
import { createJobs } from '../../src/platform/jobs/index.ts'
import { silentLog } from '../../src/platform/log/index.ts'
import { addLoadDevices } from '../load/devices.ts'
import { keptPoints } from '../monitoring/kept-points.ts'
import { firstOwner } from '../load/console-session.ts'
import { startLoad } from '../load/load.ts'
import { type Postgres15, startPostgres15 } from '../postgres-15.ts'
import { type ServerProcess, startServerProcess } from '../server-process.ts'

const masterKey = Buffer.alloc(32, 21)
let folder: string
let postgres15: Postgres15
let reached: ReachedDatabase
let superuser: pg.Client
const servers: ServerProcess[] = []
const children: ChildProcess[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mainstay-two-'))
  chmodSync(folder, 0o711)
  writeFileSync(join(folder, 'master.key'), masterKey.toString('base64url'), { mode: 0o600 })
  postgres15 = await startPostgres15({ durable: true })
  // Both at once on an empty database: who makes the tables is settled there.
  servers.push(...(await Promise.all(['a', 'b'].map(start))))
  reached = await reachDatabase({ dataFolder: folder, databaseUrl: postgres15.url('mainstay'), masterKey, log: silentLog() })
  superuser = new pg.Client({ ...reached.admin.config, database: reached.admin.database })
  await superuser.connect()
})
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  for (const server of servers) await server.stop()
  await superuser.end()
  await postgres15.stop()
  rmSync(folder, { recursive: true })
})

function start(name: string): Promise<ServerProcess> {
  const dataFolder = join(folder, name)
  mkdirSync(dataFolder)
  return startServerProcess({
    dataFolder,
    environment: {
      MAINSTAY_DATABASE_URL: postgres15.url('mainstay'),
      MAINSTAY_MASTER_KEY_FILE: join(folder, 'master.key'),
      MAINSTAY_LOG_LEVEL: 'debug',
    },
  })
}

const jobsDone = (server: ServerProcess): number => server.log().split('"job":"monitoring.compact"').length - 1
const watches = (server: ServerProcess): boolean => server.log().includes('this instance watches the devices now')
const count = async (text: string, values: unknown[] = []): Promise<number> =>
  Number((await superuser.query<{ n: string }>(text, values)).rows[0]?.n)

test('two instances share jobs, events and the watch; after kill -9 of the one that watches, the other does all, and nothing acknowledged is lost', async () => {
  const [first, second] = servers
  if (first === undefined || second === undefined) throw new Error('two servers were started')
  // Which of the two opened the set-up last is the one whose link is good.
  const session = await firstOwner(second.url, second.setupToken ?? '').catch(() => firstOwner(first.url, first.setupToken ?? ''))
  const devices = await addLoadDevices(superuser, masterKey, 4)
  let urls = servers.map((server) => server.url)
  const load = startLoad({ urls: () => urls, session, agents: devices })
  const pool = new pg.Pool({ ...reached.connection('jobs'), max: 2 })
  const jobs = createJobs({ pool, log: silentLog() })
  await jobs.start([], { work: false })
  const send = async (from: number, to: number): Promise<void> => {
    for (let n = from; n < to; n++) await jobs.send('monitoring.compact', {}, { key: `test ${n}` })
  }

  await send(0, 12)
  await expect.poll(() => jobsDone(first) + jobsDone(second), { timeout: 30_000 }).toBeGreaterThanOrEqual(12)
  expect(jobsDone(first)).toBeGreaterThan(0)
  expect(jobsDone(second)).toBeGreaterThan(0)
  await expect.poll(() => watches(first) || watches(second), { timeout: 30_000 }).toBe(true)
  expect([watches(first), watches(second)].filter(Boolean)).toHaveLength(1)

  const [victim, survivor] = watches(first) ? [first, second] : [second, first]
  await send(12, 16)
  await victim.kill()
  const acknowledgedAtKill = load.acknowledged.clients.length
  urls = [survivor.url]
  const doneBefore = jobsDone(survivor)
  await send(16, 24)
  await expect.poll(() => jobsDone(survivor) - doneBefore, { timeout: 40_000 }).toBeGreaterThanOrEqual(8)
  await expect.poll(() => watches(survivor), { timeout: 40_000 }).toBe(true)
  await sleep(1000)
  await load.stop()
  const { clients, points, unexpected } = load.acknowledged
  expect(unexpected).toEqual([])
  expect(acknowledgedAtKill).toBeGreaterThan(20)
  expect(clients.length).toBeGreaterThan(acknowledgedAtKill)

  expect(await count('select count(*) as n from clients_client where client_id = any ($1)', [clients])).toBe(clients.length)
  expect(await count("select count(*) as n from audit_entry where action = 'clients.created' and client_id = any ($1)", [clients])).toBe(
    clients.length,
  )
  const database = openDatabase((role) => reached.connection(role), silentLog())
  const kept = await keptPoints(database, devices)
  await database.close()
  for (const { deviceId } of devices) {
    const sent = points.get(deviceId) ?? []
    expect(sent.length).toBeGreaterThan(20)
    expect(sent.filter((at) => kept.get(deviceId)?.get(at) !== 1)).toEqual([])
  }
  await expect.poll(() => count('select count(*) as n from outbox_event'), { timeout: 20_000 }).toBe(0)
  // All that were sent before and after are done, the one that was in the dead instance's hands too.
  await expect
    .poll(
      () =>
        count(
          "select count(*) as n from pgboss.job where name = 'monitoring.compact' and singleton_key like 'test %' and state <> 'completed'",
        ),
      {
        timeout: 60_000,
      },
    )
    .toBe(0)
  await jobs.stop()
  await pool.end()
  expect(await survivor.stop()).toBe(0)
})

test('a job that was running in an instance when it was killed runs again in another, soon', async () => {
  const run = (seconds: number, send: boolean): { child: ChildProcess; said(): string } => {
    const argument = JSON.stringify({ connection: reached.connection('jobs'), seconds, send })
    const child = spawn(process.execPath, [join(import.meta.dirname, 'job-runner.ts'), argument], { stdio: ['ignore', 'pipe', 'inherit'] })
    children.push(child)
    let out = ''
    child.stdout?.on('data', (text) => (out += String(text)))
    return { child, said: () => out }
  }
  const first = run(600, true)
  await expect.poll(() => first.said(), { timeout: 20_000 }).toContain('began 1')
  const second = run(0, false)
  first.child.kill('SIGKILL')
  const killed = Date.now()
  await expect.poll(() => second.said(), { timeout: 60_000 }).toContain('ended 1')
  expect(Date.now() - killed).toBeLessThan(60_000)
})
