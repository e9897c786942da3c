import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fixedClock, type Id, newId } from '@mainstay/kernel'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { PASSWORD, pseudoRandom, RESTIC, type ResticClient, resticClient } from './restic-client.ts'
import type { Actor } from '../../src/platform/auth/index.ts'
import { runRestic } from '../../src/prove/restic-process.ts'
import { createLeases, type Leases } from '../../src/slices/recovery/keeping/leases.ts'
import { type PruneDeps, pruneDevice } from '../../src/slices/recovery/keeping/prune.ts'
import { createKeepingService, type KeepingService } from '../../src/slices/recovery/keeping/service.ts'

const DAY_MS = 86_400_000
const base = mkdtempSync(join(tmpdir(), 'keeping-'))
const clock = fixedClock(new Date())
const person = (name: string): Actor => ({
  kind: 'staff',
  id: name,
  name,
  permissions: new Set(['recovery.read', 'recovery.keep']),
  clients: 'all',
})
const ann = person('Ann')
const never = new AbortController().signal

let db: TestDatabase
let service: KeepingService
let leases: Leases
let deps: PruneDeps
let device: { clientId: Id; deviceId: Id }
let restic: ResticClient

beforeAll(async () => {
  db = await openTestDatabase()
  leases = createLeases({ database: db.database, clock })
  service = createKeepingService({ database: db.database, clock, hasSecondStep: async () => true })
  deps = {
    database: db.database,
    clock,
    leases,
    workFolder: join(base, 'work'),
    restic: RESTIC,
    repositoryOf: async ({ deviceId }) => ({ repository: join(base, deviceId), key: PASSWORD }),
  }
})
beforeEach(async () => {
  device = { clientId: newId(), deviceId: newId() }
  const { clientId, deviceId } = device
  const site = newId()
  await db.superuser('insert into clients_client values ($1, $2, $3, now())', [clientId, 'Acme', 'UTC'])
  await db.superuser('insert into clients_site values ($1, $2, $3, now())', [clientId, site, 'Main'])
  await db.superuser(
    `insert into devices_device (client_id, id, site_id, hostname, os, arch, agent_version, public_key, enrolled_at) values ($1, $2, $3, 'srv', 'linux', 'x64', '1', $4, now())`,
    [clientId, deviceId, site, Buffer.alloc(32)],
  )
  restic = resticClient({ RESTIC_REPOSITORY: join(base, deviceId) })
})
afterAll(async () => {
  await db.drop()
  rmSync(base, { recursive: true, force: true })
})

async function point(daysAgo: number, o: { snapshotId: string }): Promise<Id> {
  const id = newId()
  const { clientId, deviceId } = device
  const at = new Date(clock.now().getTime() - daysAgo * DAY_MS)
  const snapshot = o.snapshotId
  await db.superuser(
    `insert into recovery_restore_point (client_id, id, device_id, snapshot_id, taken_at, received_at, paths, files, bytes, bytes_added) values ($1, $2, $3, $4, $5, $5, '["/data"]', 1, 1, 1)`,
    [clientId, id, deviceId, snapshot, at],
  )
  await db.superuser(
    `insert into recovery_proof (client_id, id, device_id, restore_point_id, at, verdict, level, result, expires_at) values ($1, $2, $3, $4, $5, $6, 'L2', '{}', $7)`,
    [clientId, newId(), deviceId, id, at, 'passed', new Date(at.getTime() + 31 * DAY_MS)],
  )
  await db.superuser(
    `insert into recovery_clean (client_id, restore_point_id, device_id, verdict, score, evidence, files, scanned_at, scanners) values ($1, $2, $3, $4, 0, '[]', 10, $5, '[]')`,
    [clientId, id, deviceId, 'clean', at],
  )
  return id
}

/** As if the tombstone had been made that long ago: only time does this, so the database's rules are off for it. */
async function age(days: number): Promise<void> {
  await db.superuser(
    `begin; set local session_replication_role = replica; update recovery_tombstone set made_at = made_at - interval '${days} days', effective_at = effective_at - interval '${days} days' where device_id = '${device.deviceId}'; commit`,
  )
}

/** Each with some data of its own and some that all share, so that packs are rewritten. */
async function backups(count: number): Promise<{ id: Id; snapshotId: string; seed: string }[]> {
  const folder = join(base, `data-${device.deviceId}`)
  mkdirSync(folder, { recursive: true })
  await restic.ok('init')
  const made: { id: Id; snapshotId: string; seed: string }[] = []
  for (let n = 0; n < count; n += 1) {
    const seed = `${device.deviceId}-${n}`
    for (let file = 0; file < 6; file += 1)
      writeFileSync(join(folder, `file-${file}`), pseudoRandom(file < 2 ? `shared-${file}` : `${seed}-${file}`, 300_000))
    const out = await restic.ok('backup', '--json', '--quiet', folder)
    const snapshotId = (JSON.parse(out.trim().split('\n').at(-1) ?? '{}') as { snapshot_id: string }).snapshot_id
    made.push({ id: await point(100 - n, { snapshotId }), snapshotId, seed })
  }
  return made
}

async function restores(snapshotId: string, seed: string): Promise<void> {
  const folder = mkdtempSync(join(base, 'restored-'))
  await restic.ok('restore', snapshotId, '--target', folder)
  const restored = join(folder, base, `data-${device.deviceId}`)
  expect(readdirSync(restored)).toHaveLength(6)
  for (let file = 2; file < 6; file += 1)
    expect(readFileSync(join(restored, `file-${file}`)).equals(pseudoRandom(`${seed}-${file}`, 300_000))).toBe(true)
}

test('after the delay the snapshot goes, but not while a test reads the repository or the agent holds its lock; what stays restores', async () => {
  const [first, second] = await backups(2)
  if (!first || !second) throw new Error('no backups')
  await service.remove(ann, device.deviceId, first.id, 'tidy up')
  expect(await pruneDevice(deps, device, never)).toEqual({ outcome: 'nothing', removed: [] })
  await age(15)
  const busy = await leases.reading(device, never, () => pruneDevice(deps, device, never))
  expect(busy).toEqual({ outcome: 'busy', removed: [] })
  // A backup that reads a pipe holds its lock until the pipe ends.
  const backup = restic.start('backup', '--stdin-from-command', '--', 'sleep', '4')
  while (readdirSync(join(base, device.deviceId, 'locks')).length === 0) await setTimeout(50)
  expect(await pruneDevice(deps, device, never)).toEqual({ outcome: 'busy', removed: [] })
  await new Promise((resolve) => backup.once('close', resolve))
  expect(await pruneDevice(deps, device, never)).toEqual({ outcome: 'done', removed: [first.id] })
  expect(await restic.ok('check', '--read-data')).toContain('no errors were found')
  expect(JSON.parse(await restic.ok('snapshots', '--json'))).toHaveLength(2)
  await restores(second.snapshotId, second.seed)
  const { verdicts, tombstones } = await service.ofDevice(ann, device.deviceId)
  expect(verdicts.map(({ restorePointId }) => restorePointId)).toEqual([second.id])
  expect(tombstones).toEqual([])
})

test('killed at any moment, nothing that stays is lost, and the next run ends the work', async () => {
  const made = await backups(4)
  const [first, second, ...kept] = made
  if (!first || !second) throw new Error('no backups')
  for (const { id } of [first, second]) await service.remove(ann, device.deviceId, id, 'tidy up')
  await age(15)
  const repository = join(base, device.deviceId)
  const before = new Set(readdirSync(join(repository, 'snapshots')))
  let kills = 0
  // Each round lets it come a little further: forget, new packs, new index, old index gone, old packs gone.
  for (const ms of [150, 900, 1600, 2300]) {
    const killed = spawnPrune(repository, [first.snapshotId, second.snapshotId])
    await setTimeout(ms)
    kills += killed() ? 1 : 0
    expect((await restic.run('--no-lock', 'check')).code, `killed after ${ms} ms`).toBe(0)
  }
  expect(kills).toBeGreaterThan(0)
  expect(before.size).toBe(4)
  expect(await pruneDevice(deps, device, never)).toEqual({ outcome: 'done', removed: expect.arrayContaining([first.id, second.id]) })
  expect(await restic.ok('check', '--read-data')).toContain('no errors were found')
  for (const { snapshotId, seed } of kept) await restores(snapshotId, seed)
}, 60_000)

/** The very commands of a prune, one after the other, in a process group that can be killed with all that it started. */
function spawnPrune(repository: string, snapshots: readonly string[]): () => boolean {
  const stop = new AbortController()
  let ended = false
  let pid: number | undefined
  const run = async (): Promise<void> => {
    const target = {
      binary: RESTIC,
      repository,
      password: { kind: 'value' as const, secret: PASSWORD },
      env: process.env,
      cacheFolder: join(base, 'cache'),
      temporaryFolder: base,
      onStart: (started: number) => {
        pid = started
      },
    }
    for (const args of [['unlock'], ['forget', '--quiet', ...snapshots], ['prune', '--quiet', '--max-unused', '0']]) {
      if (stop.signal.aborted) return
      await runRestic(target, args, { signal: stop.signal, locks: true })
    }
    ended = true
  }
  void run()
  return () => {
    const wasRunning = !ended
    if (pid !== undefined && wasRunning) {
      try {
        process.kill(-pid, 'SIGKILL')
      } catch {
        // It ended in this very moment.
      }
    }
    stop.abort()
    return wasRunning
  }
}
