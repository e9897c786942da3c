import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fixedClock, type Id, newId } from '@mainstay/kernel'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { oneClient } from '../../src/platform/database/index.ts'
import { scanDevice } from '../../src/slices/recovery/clean/scan.ts'
import { loadCleanStandings, loadVerdictsOfPoints } from '../../src/slices/recovery/clean/store.ts'
import { createLeases } from '../../src/slices/recovery/keeping/leases.ts'
import type { Actor } from '../../src/platform/auth/index.ts'
import { createKeepingService } from '../../src/slices/recovery/keeping/service.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { PASSWORD, pseudoRandom, RESTIC, resticClient } from './restic-client.ts'

const base = mkdtempSync(join(tmpdir(), 'scan-'))
const data = join(base, 'data')
const clock = fixedClock(new Date())
const device: { clientId: Id; deviceId: Id } = { clientId: newId(), deviceId: newId() }
const restic = resticClient({ RESTIC_REPOSITORY: join(base, 'repository') })
let db: TestDatabase

beforeAll(async () => {
  db = await openTestDatabase()
  const { clientId, deviceId } = device
  const site = newId()
  await db.superuser('insert into clients_client values ($1, $2, $3, now())', [clientId, 'Acme', 'UTC'])
  await db.superuser('insert into clients_site values ($1, $2, $3, now())', [clientId, site, 'Main'])
  await db.superuser(
    `insert into devices_device (client_id, id, site_id, hostname, os, arch, agent_version, public_key, enrolled_at) values ($1, $2, $3, 'srv', 'linux', 'x64', '1', $4, now())`,
    [clientId, deviceId, site, Buffer.alloc(32)],
  )
  await restic.ok('init')
})
afterAll(async () => {
  await db.drop()
  rmSync(base, { recursive: true, force: true })
})

const person = (kind: Actor['kind']): Actor => ({ kind, id: 'ada', name: 'Ada', permissions: new Set(['recovery.keep']), clients: 'all' })

let day = 0
async function backup(): Promise<Id> {
  const out = await restic.ok('backup', '--json', '--quiet', data)
  const snapshot = (JSON.parse(out.trim().split('\n').at(-1) ?? '{}') as { snapshot_id: string }).snapshot_id
  const id = newId()
  const at = new Date(clock.now().getTime() + (day++ - 9) * 86_400_000)
  await db.superuser(
    `insert into recovery_restore_point (client_id, id, device_id, snapshot_id, taken_at, received_at, paths, files, bytes, bytes_added) values ($1, $2, $3, $4, $5, $5, $6, 1, 1, 1)`,
    [device.clientId, id, device.deviceId, snapshot, at, JSON.stringify([data])],
  )
  return id
}

const scan = () =>
  scanDevice(
    {
      database: db.database,
      clock,
      leases: createLeases({ database: db.database, clock }),
      workFolder: join(base, 'work'),
      restic: RESTIC,
      repositoryOf: async () => ({ repository: join(base, 'repository'), key: PASSWORD }),
      yara: null,
    },
    device,
    new AbortController().signal,
  )
const verdicts = () =>
  db.database.transaction(oneClient(device.clientId), (tx) => loadVerdictsOfPoints(tx, device.clientId, device.deviceId))
const standing = async () =>
  (await db.database.transaction(oneClient(device.clientId), (tx) => loadCleanStandings(tx, device.clientId, [device.deviceId]))).get(
    device.deviceId,
  )

test('each new restore point is looked at once, against what was carried; an attack is found, told and held against', async () => {
  mkdirSync(data)
  for (let n = 0; n < 40; n += 1) writeFileSync(join(data, `letter-${n}.txt`), `Dear reader ${n},\n`.repeat(3000))
  const first = await backup()
  expect(await scan()).toEqual({ points: 1, suspect: 0, why: null })
  expect(await scan()).toEqual({ points: 0, suspect: 0, why: null })
  expect(await verdicts()).toMatchObject([{ restorePointId: first, verdict: 'clean', files: 40, scanners: [{}] }])
  const dated = (await verdicts())[0]?.scanners[0]
  expect(dated?.signatures).not.toBe('')

  writeFileSync(join(data, 'letter-0.txt'), 'Dear reader, once more\n'.repeat(3000))
  const second = await backup()
  expect(await scan()).toEqual({ points: 1, suspect: 0, why: null })
  for (let n = 0; n < 40; n += 1) writeFileSync(join(data, `letter-${n}.txt`), pseudoRandom(`locked-${n}`, 60_000))
  const attacked = await backup()
  expect(await scan()).toEqual({ points: 1, suspect: 1, why: null })
  const [newest] = await verdicts()
  expect(newest).toMatchObject({
    restorePointId: attacked,
    verdict: 'infected',
    evidence: expect.arrayContaining([expect.objectContaining({ kind: 'ciphertext' })]) as unknown,
  })
  expect(await standing()).toMatchObject({ suspects: [{ score: newest?.score }] })
  expect((await verdicts()).find(({ verdict }) => verdict === 'clean')?.restorePointId).toBe(second)
  const told = await db.superuser(`select payload from outbox_event where topic = 'recovery.point.suspect'`)
  expect(told).toMatchObject([{ payload: { restorePointIds: [attacked] } }])
})

test('while a scanner is away no finding is taken back, and a new point is not called clean', async () => {
  await db.superuser(
    `update recovery_clean set scanners = scanners || '[{"name": "eyes", "signatures": "1"}]'::jsonb, verdict = 'infected'`,
  )
  expect(await scan()).toEqual({ points: 0, suspect: 0, why: null })
  expect((await verdicts()).map(({ verdict, away }) => [verdict, away])).toEqual(Array.from({ length: 3 }, () => ['infected', ['eyes']]))
})

test('when the signatures changed, all are looked at again', async () => {
  await db.superuser(`update recovery_clean set scanners = '[{"name": "yara", "signatures": "of long ago"}]', verdict = 'unscanned'`)
  expect(await scan()).toEqual({ points: 3, suspect: 1, why: null })
  expect((await verdicts()).map(({ verdict }) => verdict)).toEqual(['infected', 'clean', 'clean'])
  expect((await verdicts()).every(({ away }) => away.length === 0)).toBe(true)
})

test('a false alarm that a person judged holds when the point is looked at again, and no longer than what was found', async () => {
  const service = createKeepingService({ database: db.database, clock, hasSecondStep: async () => true })
  const ada = person('staff')
  const [newest] = await verdicts()
  const id = newest?.restorePointId ?? ''
  await service.acceptFinding(ada, device.deviceId, id, 'the customer encrypted the folder himself')
  expect((await verdicts())[0]).toMatchObject({
    verdict: 'clean',
    accepted: { by: ada.name, why: 'the customer encrypted the folder himself' },
  })
  await expect(service.acceptFinding(ada, device.deviceId, id, 'again')).rejects.toMatchObject({ code: 'recovery.keeping.nothing-found' })
  await expect(service.acceptFinding(person('token'), device.deviceId, id, 'a robot')).rejects.toMatchObject({
    code: 'recovery.keeping.second-step',
  })
  await db.superuser(`update recovery_clean set scanners = '[{"name": "yara", "signatures": "of long ago"}]'`)
  expect(await scan()).toEqual({ points: 3, suspect: 0, why: null })
  expect((await verdicts())[0]).toMatchObject({ verdict: 'clean', accepted: { by: ada.name } })
  await db.superuser(`update recovery_clean set scanners = '[{"name": "yara", "signatures": "of long ago"}]'`)
  await db.superuser(`update recovery_false_alarm set evidence = '[]'`)
  expect(await scan()).toEqual({ points: 3, suspect: 1, why: null })
  const told = await db.superuser(`select count(*)::int as n from audit_entry where action = 'recovery.finding-accepted'`)
  expect(told).toEqual([{ n: 1 }])
})
