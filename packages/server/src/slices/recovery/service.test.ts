import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BackupPolicy, BackupResult } from '@mainstay/contract/agent'
import { fromBase64Url, generateKeyPair, type KeyPair, manifestStatement, sign, toBase64Url } from '@mainstay/envelope'
import { fixedClock, type Id, newId } from '@mainstay/kernel'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDatabase, TEST_MASTER_KEY, type TestDatabase } from '../../../test/database.ts'
import { RESTIC, resticClient } from '../../../test/recovery/restic-client.ts'
import type { Actor } from '../../platform/auth/index.ts'
import { createVault } from '../../platform/vault/index.ts'
import { createLeases } from './keeping/leases.ts'
import { createScreenshots } from './screenshots.ts'
import { createRecoveryService, type RecoveryDeps, type RecoveryService } from './service.ts'
import { watchPromises } from './watch-promises.ts'

const DAY_MS = 86_400_000
const base = mkdtempSync(join(tmpdir(), 'recovery-service-'))
const clock = fixedClock(new Date())
const actor: Actor = { kind: 'staff', id: 'p', name: 'Pat', permissions: new Set(['recovery.read', 'recovery.prove']), clients: 'all' }
const policy: BackupPolicy = {
  paths: [join(base, 'data')],
  excludes: [],
  everyMinutes: 60,
  rpoSeconds: 7200,
  rtoSeconds: 3600,
  proofLevel: 'L2',
  proofExpiryDays: 31,
  sampleFiles: 10,
}
const content = randomBytes(50_000)
const entries = [{ path: join(base, 'data'), size: content.length, sha256: createHash('sha256').update(content).digest('hex') }]

const policiesOf: RecoveryDeps['policiesOf'] = async (_, ids) =>
  new Map(
    ids
      .filter((id) => id === device.deviceId)
      .map((id) => [
        id,
        {
          appliedAt: new Date(0),
          policy: {
            v: 1,
            revision: 1,
            collection: { intervalSeconds: 10 },
            backup: policy,
            programs: { agent: null, restic: null },
            fanOutLimit: 1,
          },
        },
      ]),
  )

let db: TestDatabase
let service: RecoveryService
let keys: KeyPair
let device: { clientId: Id; deviceId: Id }
let snapshotId: string
const queued: { clientId: Id; restorePointId: Id }[] = []
const scans: { clientId: Id; deviceId: Id }[] = []
const looks: { clientId: Id; deviceId: Id }[] = []

beforeAll(async () => {
  db = await openTestDatabase()
  keys = await generateKeyPair()
  device = { clientId: newId(), deviceId: newId() }
  const { clientId, deviceId } = device
  const site = newId()
  await db.superuser('insert into clients_client values ($1, $2, $3, now())', [clientId, 'Acme', 'UTC'])
  await db.superuser('insert into clients_site values ($1, $2, $3, now())', [clientId, site, 'Main'])
  await db.superuser(
    `insert into devices_device (client_id, id, site_id, hostname, os, arch, agent_version, public_key, enrolled_at) values ($1, $2, $3, 'srv', 'linux', 'x64', '1', $4, now())`,
    [clientId, deviceId, site, Buffer.from(fromBase64Url(keys.publicKey) ?? new Uint8Array())],
  )
  service = createRecoveryService({
    database: db.database,
    clock,
    vault: createVault({ database: db.database, masterKey: TEST_MASTER_KEY }),
    credentialSecret: 'secret',
    repositoriesFolder: base,
    workFolder: base,
    screenshots: createScreenshots(join(base, 'screenshots')),
    restic: RESTIC,
    policiesOf,
    leases: createLeases({ database: db.database, clock }),
    scanSoon: async (payload) => void scans.push(payload),
    enqueue: async (payload) => void queued.push(payload),
    lookTomorrow: async (payload) => void looks.push(payload),
  })
  writeFileSync(join(base, 'data'), content)
  const { repositoryKey } = await service.repositoryFor(device)
  const restic = resticClient({ RESTIC_REPOSITORY: join(base, deviceId), RESTIC_PASSWORD: repositoryKey })
  await restic.ok('init')
  await restic.ok('backup', join(base, 'data'))
  snapshotId = JSON.parse(await restic.ok('snapshots', '--json'))[0].id
})
afterAll(async () => {
  await db.drop()
  rmSync(base, { recursive: true, force: true })
})

async function report(by: KeyPair, o: Partial<BackupResult> = {}): Promise<BackupResult> {
  const statement = { deviceId: device.deviceId, snapshotId, entries, candidates: 1, dropped: 0 }
  const at = clock.now().toISOString()
  return {
    kind: 'backup',
    jobId: newId(),
    policyRevision: 1,
    startedAt: at,
    endedAt: at,
    outcome: 'done',
    exitCode: 0,
    message: '',
    snapshotId,
    paths: policy.paths,
    filesProcessed: 1,
    bytesProcessed: content.length,
    bytesAdded: content.length,
    manifest: { entries, candidates: 1, dropped: 0, signature: toBase64Url(await sign(by.privateKey, manifestStatement(statement))) },
    ...o,
  }
}

test('a device gets one key and one credential, which opens its own repository and no other; no table holds the key', async () => {
  const [first, second] = [await service.repositoryFor(device), await service.repositoryFor(device)]
  expect(second).toEqual(first)
  expect(await service.opens(first.username, first.password, device.deviceId)).toBe(true)
  expect(await service.opens(first.username, first.password, newId())).toBe(false)
  expect(await service.opens(first.username, 'x', device.deviceId)).toBe(false)
  const [row] = await db.superuser('select sealed_key from recovery_repository where device_id = $1', [device.deviceId])
  const sealed = Buffer.from(row?.['sealed_key'] as Uint8Array)
  expect([sealed.length > 0, sealed.includes(first.repositoryKey)]).toEqual([true, false])
})

test('a backup becomes a restore point with the server’s time, is tested, and the device stands proven', async () => {
  const receivedAt = new Date(clock.now().getTime() - 60_000)
  await service.snapshotReceived(device.deviceId, snapshotId, receivedAt)
  const result = await report(keys)
  await service.recordBackup(device, result)
  await service.recordBackup(device, result)
  expect(queued).toHaveLength(1)
  const [job] = queued
  if (job === undefined) throw new Error('nothing was queued')
  expect(await service.ofDevice(actor, device.deviceId)).toMatchObject({ standing: 'unproven', rpoSeconds: null, rto: { last: null } })
  await service.test(job, new AbortController().signal)
  const after = await service.ofDevice(actor, device.deviceId)
  expect(after).toMatchObject({ standing: 'proven', asked: 'L2', rpoSeconds: 60 })
  expect(after.restorePoints).toMatchObject([{ snapshotId, takenAt: receivedAt.toISOString(), sampled: 1 }])
  expect(after.proofs[0]?.result.levels.map((one) => `${one.level} ${one.verdict}`)).toEqual(['L0 passed', 'L1 passed', 'L2 passed'])
  expect(after.rto.last).toBeGreaterThan(0)
  expect(await db.superuser('select topic from outbox_event where client_id = $1', [device.clientId])).toContainEqual({
    topic: 'recovery.proof.passed',
  })
  expect(looks).toEqual([device])
})

test('a client is shown with all its systems, each as it stands by itself; another client’s people find nothing', async () => {
  const other = newId()
  await db.superuser(
    `insert into devices_device (client_id, id, site_id, hostname, os, arch, agent_version, public_key, enrolled_at)
      select client_id, $1, site_id, 'new', os, arch, agent_version, $2, now() from devices_device where id = $3`,
    [other, randomBytes(32), device.deviceId],
  )
  const { devices } = await service.ofClient(actor, device.clientId)
  const of = (id: Id) => devices.find(({ deviceId }) => deviceId === id)
  expect(devices).toHaveLength(2)
  expect(of(device.deviceId)).toEqual(await service.ofDevice(actor, device.deviceId))
  expect(of(other)).toMatchObject({ standing: 'not-protected', promised: null, restorePoints: [], proofs: [] })
  await expect(service.ofClient({ ...actor, clients: [newId()] }, device.clientId)).rejects.toMatchObject({ code: 'platform.not-found' })
  await expect(service.ofClient({ ...actor, permissions: new Set() }, device.clientId)).rejects.toMatchObject({
    code: 'platform.forbidden',
  })
})

test('a promise that is kept is no alert, one that is broken is told to monitoring', async () => {
  const watch = () => watchPromises({ database: db.database, clock, policiesOf })
  const told = () => db.superuser('select rule, state from monitoring_condition where device_id = $1', [device.deviceId])
  await watch()
  expect(await told()).toEqual([])
  clock.advance(4 * 3_600_000)
  await watch()
  expect(await told()).toEqual([{ rule: 'recovery-rpo', state: 'critical' }])
  clock.advance(-4 * 3_600_000)
  await watch()
  expect(await told()).toEqual([])
})

test('a fresh proof is left alone and looked at again a day later; one that runs out is followed by a test', async () => {
  queued.length = 0
  await service.testIfDue(device)
  expect([queued.length, looks.length]).toEqual([0, 2])
  clock.advance(30.5 * DAY_MS)
  await service.testIfDue(device)
  expect([queued.length, looks.length]).toEqual([1, 2])
  clock.advance(DAY_MS)
  expect(await service.ofDevice(actor, device.deviceId)).toMatchObject({ standing: 'unproven', rpoSeconds: null })
})

test('a manifest that another key signed proves nothing: L2 is not asked, and the device is not proven', async () => {
  await db.superuser('delete from recovery_proof')
  await db.superuser('delete from recovery_restore_point')
  queued.length = 0
  await service.recordBackup(device, await report(await generateKeyPair()))
  const [job] = queued
  if (job === undefined) throw new Error('nothing was queued')
  await service.test(job, new AbortController().signal)
  const { standing, proofs } = await service.ofDevice(actor, device.deviceId)
  expect(standing).toBe('unproven')
  expect(proofs[0]?.result).toMatchObject({ verdict: 'unknown', level: 'L1' })
})

test('a failed backup makes no restore point and is published', async () => {
  queued.length = 0
  await service.recordBackup(
    device,
    await report(keys, { outcome: 'failed', exitCode: 1, snapshotId: null, manifest: null, message: 'disk gone' }),
  )
  expect(queued).toEqual([])
  expect(await db.superuser('select payload from outbox_event where topic = $1', ['recovery.backup.failed'])).toMatchObject([
    { payload: { deviceId: device.deviceId, message: 'disk gone' } },
  ])
})
