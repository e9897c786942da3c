/** A server with people and two clients, each with a device whose backup is a real test server, to look at what is restored. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Id, newId, systemClock } from '@mainstay/kernel'
import { makeRootTree, requireRestic, requireServerParts } from '@mainstay/testing'
import { silentLog } from '../../src/platform/log/index.ts'
import { createVault } from '../../src/platform/vault/index.ts'
import { createRecovery, type Recovery } from '../../src/slices/recovery/index.ts'
import { TEST_MASTER_KEY } from '../database.ts'
import type { Browser } from '../identity/browser.ts'
import { type IdentityApp, openIdentityApp } from '../identity/app.ts'
import type { InvitedPerson } from '../identity/people.ts'

export type Device = { clientId: Id; deviceId: Id; hostname: string; restorePointId: Id }
export type Place = {
  at: IdentityApp
  recovery: Recovery
  owner: Browser
  device: Device
  foreign: Device
  queued: object[]
  workFolder: string
  person(role: string, device: Device): Promise<InvitedPerson>
  close(): Promise<void>
}

/** Answers: `recheckMs` is short, so that a person who signs out is noticed within a test. */
export async function openPlace(): Promise<Place> {
  requireRestic()
  const folder = mkdtempSync(join(tmpdir(), 'viewing-'))
  const workFolder = join(folder, 'work')
  const queued: object[] = []
  const at = await openIdentityApp()
  const recovery = createRecovery({
    database: at.db.database,
    clock: systemClock,
    vault: createVault({ database: at.db.database, masterKey: TEST_MASTER_KEY }),
    log: silentLog(),
    credentialSecret: 'secret',
    repositoriesFolder: join(folder, 'repositories'),
    workFolder,
    screenshotsFolder: join(folder, 'screenshots'),
    restic: 'restic',
    policiesOf: async () => new Map(),
    hasSecondStep: async () => true,
    yara: null,
    jobs: { send: async (_, payload) => void queued.push(payload), start: async () => {}, stop: async () => {} },
    viewing: {
      identified: at.identity.identified,
      stillMay: async (request) => void (await at.identity.authenticateSession(request)),
      most: 1,
      machine: { memoryMiB: 256, bootSeconds: 60 },
      recheckMs: 300,
    },
  })
  await recovery.routes(at.app)
  const owner = await at.owner()
  const device = await makeDevice(at, recovery, folder, 'books')
  const foreign = await makeDevice(at, recovery, folder, 'clinic')
  await recovery.start({ work: true })
  await at.app.listen({ host: '127.0.0.1', port: 0 })
  return {
    at,
    recovery,
    owner,
    device,
    foreign,
    queued,
    workFolder,
    person: (role, { clientId }) => at.person(owner, { role, clients: [clientId] }),
    close: async () => {
      await recovery.stop()
      await at.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function makeDevice({ db }: IdentityApp, recovery: Recovery, folder: string, hostname: string): Promise<Device> {
  const [clientId, siteId, deviceId, restorePointId] = [newId(), newId(), newId(), newId()]
  await db.superuser('insert into clients_client values ($1, $2, $3, now())', [clientId, hostname, 'UTC'])
  await db.superuser('insert into clients_site values ($1, $2, $3, now())', [clientId, siteId, 'Main'])
  await db.superuser(
    `insert into devices_device (client_id, id, site_id, hostname, os, arch, agent_version, public_key, enrolled_at) values ($1, $2, $3, $4, 'linux', 'x64', '1', 'x', now())`,
    [clientId, deviceId, siteId, hostname],
  )
  const tree = join(folder, hostname)
  mkdirSync(tree)
  makeRootTree(tree, requireServerParts())
  // A way out for who follows links.
  symlinkSync('/etc', join(tree, 'srv/out'))
  symlinkSync('/etc/passwd', join(tree, 'srv/people'))
  const { repository, key } = await recovery.service.repositoryOf({ clientId, deviceId })
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder, RESTIC_REPOSITORY: repository, RESTIC_PASSWORD: key }
  const restic = (...args: string[]) => execFileSync('restic', args, { env, encoding: 'utf8' })
  restic('init', '--quiet')
  restic('backup', '--quiet', tree)
  const [snapshot] = JSON.parse(restic('snapshots', '--json')) as { id: string }[]
  await db.superuser(
    `insert into recovery_restore_point (client_id, id, device_id, snapshot_id, taken_at, received_at, paths, files, bytes, bytes_added) values ($1, $2, $3, $4, now(), now(), $5, 1, 1, 1)`,
    [clientId, restorePointId, deviceId, snapshot?.id, JSON.stringify([tree])],
  )
  return { clientId, deviceId, hostname, restorePointId }
}
