import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '../../src/platform/database/database.ts'
import { type ReachedDatabase, runningDatabase } from '../../src/platform/database/index.ts'
import { silentLog } from '../../src/platform/log/index.ts'
import { loadOrCreateMasterKey } from '../../src/platform/secrets/master-key.ts'
import { type ConsoleSession, firstOwner } from '../load/console-session.ts'
import { addLoadDevices, type LoadDevice } from '../load/devices.ts'
import { keptPoints } from '../monitoring/kept-points.ts'
import { startLoad } from '../load/load.ts'
import { type ServerProcess, startServerProcess } from '../server-process.ts'

const MIB = 1024 * 1024
let base: string
let disk: string
let server: ServerProcess
let session: ConsoleSession
let devices: LoadDevice[]

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'mainstay-disk-'))
  chmodSync(base, 0o711)
  disk = join(base, 'disk')
  mkdirSync(disk)
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=420m,mode=0711', 'tmpfs', disk], { encoding: 'utf8' })
  expect(mounted.stderr, 'a full disk is made by mounting a small tmpfs: run this test as root').toBe('')
  server = await startServerProcess({ dataFolder: join(disk, 'data'), environment: { MAINSTAY_LOG_LEVEL: 'info' } })
  session = await firstOwner(server.url, server.setupToken ?? '')
  devices = await withSuperuser((client) => addLoadDevices(client, key(), 2))
})
afterAll(async () => {
  await server.stop()
  spawnSync('umount', ['-l', disk])
  rmSync(base, { recursive: true })
})

const key = () => loadOrCreateMasterKey(join(disk, 'data/master.key'))

function reached(): ReachedDatabase {
  const running = runningDatabase(join(disk, 'data'), key())
  if (running === null) throw new Error('the database does not run')
  return running
}

async function withSuperuser<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const { admin } = reached()
  const client = new pg.Client({ ...admin.config, database: admin.database })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

function free(): number {
  const { bavail, bsize } = statfsSync(disk)
  return bavail * bsize
}

/** Another program's file, all at once, that leaves so many bytes. */
function fillUpTo(leave: number): void {
  const block = Buffer.alloc(MIB, 1)
  for (let n = 0; free() > leave; n++) writeFileSync(join(disk, `other-${n}`), block.subarray(0, Math.min(MIB, free() - leave)))
}

function makeRoom(): void {
  spawnSync('sh', ['-c', 'rm -f "$1"/other-*', 'sh', disk])
}

async function newClient(): Promise<{ status: number; code: string }> {
  const answer = await session.post('/api/clients', { name: `Client ${performance.now()}` })
  return { status: answer.status, code: answer.ok ? '' : ((await answer.json()) as { code: string }).code }
}

async function lost({ clients, points }: { clients: string[]; points: Map<string, number[]> }): Promise<number> {
  const found = await withSuperuser(async (client) =>
    Number(
      (await client.query<{ n: string }>('select count(*) as n from clients_client where client_id = any ($1)', [clients])).rows[0]?.n,
    ),
  )
  const database = openDatabase(reached().connection, silentLog())
  const kept = await keptPoints(database, devices)
  await database.close()
  const missing = devices.map(({ deviceId }) => (points.get(deviceId) ?? []).filter((at) => kept.get(deviceId)?.get(at) !== 1).length)
  return clients.length - found + missing.reduce((sum, n) => sum + n, 0)
}

test.each([
  ['nearly full: changes are refused with one clear error, what is there can be read', 30 * MIB],
  ['full to the last byte, all at once, under load: the server stays', 0],
])('%s; with room again it goes on, and nothing acknowledged is lost', async (_, leave) => {
  const load = startLoad({ urls: () => [server.url], session, agents: devices })
  await sleep(1000)
  fillUpTo(leave)
  await expect.poll(newClient, { timeout: 20_000 }).toEqual({ status: 507, code: 'platform.disk-full' })
  await sleep(3000)
  const whileFull = load.acknowledged.clients.length
  if (leave > 0) expect((await session.get('/api/clients')).status).toBe(200)
  await sleep(1000)
  expect(load.acknowledged.clients.length).toBe(whileFull)
  makeRoom()
  await expect.poll(newClient, { timeout: 20_000 }).toEqual({ status: 201, code: '' })
  await sleep(1000)
  await load.stop()
  const { unexpected, clients, points } = load.acknowledged
  expect(unexpected).toEqual([])
  expect(clients.length).toBeGreaterThan(whileFull)
  expect([...points.values()].every((times) => times.length > 50)).toBe(true)
  expect(await lost({ clients, points })).toBe(0)
})

test('a start on a full disk says so in one line; with room it starts, and all is there', async () => {
  const before = (await (await session.get('/api/clients')).json()) as { clients: unknown[] }
  await server.stop()
  fillUpTo(20 * MIB)
  await expect(startServerProcess({ dataFolder: join(disk, 'data'), environment: {} })).rejects.toThrow(
    /mainstay: The disk of .*data is full\. Free some space/,
  )
  makeRoom()
  server = await startServerProcess({ dataFolder: join(disk, 'data'), environment: {} })
  const after = (await (await session.at(server.url).get('/api/clients')).json()) as { clients: unknown[] }
  expect(after.clients.length).toBe(before.clients.length)
})
