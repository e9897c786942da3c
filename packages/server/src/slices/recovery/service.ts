/** Use cases of recovery: a repository for a device, what its agent reports, the extraction test, and how a device stands. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { join } from 'node:path'
import type { BackupPolicy, BackupResult, RepositoryAnswer } from '@mainstay/contract/agent'
import type { ClientRecovery, Coverage, DeviceRecovery } from '@mainstay/contract/recovery'
import { manifestStatement, toBase64Url, verifyText } from '@mainstay/envelope'
import { AppError, type Clock, type Id, newId } from '@mainstay/kernel'
import { recordAudit } from '../../platform/audit/index.ts'
import { type Actor, authorise, scopeOf } from '../../platform/auth/index.ts'
import { type Database, oneClient, type Tx } from '../../platform/database/index.ts'
import { publish } from '../../platform/outbox/index.ts'
import type { Vault } from '../../platform/vault/index.ts'
import { prove } from '../../prove/engine.ts'
import { type AgentIdentity, type AppliedPolicy, deviceClient, loadDevice, loadDevices, loadInventory } from '../devices/index.ts'
import { loadCleanStandings } from './clean/store.ts'
import { coverageOf } from './coverage.ts'
import type { Leases } from './keeping/leases.ts'
import { isTestDue, restorePointOf, timeOf } from './domain.ts'
import { withPendingStatement } from './sandbox/index.ts'
import type { Screenshots } from './screenshots.ts'
import {
  insertBackup,
  insertProof,
  insertRestorePoint,
  insertSealedKey,
  loadProofs,
  loadReceipt,
  loadRestorePoint,
  loadRestorePoints,
  loadScreenshotName,
  loadSealedKey,
  type PointSummary,
  saveReceipt,
} from './store.ts'
import { deviceRecovery, recordsOf } from './views.ts'

export type RecoveryDeps = {
  database: Database
  clock: Clock
  vault: Vault
  /** From which the credentials of repositories are derived. */
  credentialSecret: string
  repositoriesFolder: string
  workFolder: string
  /** Pictures of started servers' screens. */
  screenshots: Screenshots
  restic: string
  /** The policies that these devices applied, for what a restore point was promised. */
  policiesOf(clientId: Id, deviceIds: readonly Id[]): Promise<ReadonlyMap<Id, AppliedPolicy>>
  /** Tests and scans hold back removals while they read. */
  leases: Leases
  /** Adds a look into the newest restore points to the queue. */
  scanSoon(o: { clientId: Id; deviceId: Id }): Promise<void>
  /** Adds a test of this restore point to the queue. */
  enqueue(o: { clientId: Id; restorePointId: Id }): Promise<void>
  /** Looks a day later whether the device is due for a test. */
  lookTomorrow(o: { clientId: Id; deviceId: Id }): Promise<void>
}

export type RecoveryService = ReturnType<typeof createRecoveryService>

const DAY_MS = 86_400_000
const PROOF_TIMEOUT_S = 4 * 3600

export function createRecoveryService(deps: RecoveryDeps) {
  const { database, clock, vault } = deps
  const purpose = (deviceId: Id): string => `repository-key:${deviceId}`
  const credential = (deviceId: Id): string => createHmac('sha256', deps.credentialSecret).update(deviceId).digest('base64url')

  const backupPolicyOf = async (device: { clientId: Id; id: Id }): Promise<BackupPolicy | null> =>
    (await deps.policiesOf(device.clientId, [device.id])).get(device.id)?.policy.backup ?? null

  async function repositoryKey({ clientId, deviceId }: AgentIdentity): Promise<string> {
    const load = () => database.transaction(oneClient(clientId), (tx) => loadSealedKey(tx, clientId, deviceId))
    if ((await load()) === null) {
      const sealed = await vault.seal(clientId, purpose(deviceId), Buffer.from(randomBytes(32).toString('base64url')))
      await database.transaction(oneClient(clientId), (tx) => insertSealedKey(tx, clientId, deviceId, sealed, clock.now()))
    }
    const sealed = await load()
    if (sealed === null) throw new Error('the repository key was written and is not there')
    return (await vault.open(clientId, purpose(deviceId), sealed)).toString()
  }

  return {
    /** For what reads it here: its place and its key. */
    repositoryOf: async (device: AgentIdentity): Promise<{ repository: string; key: string }> => ({
      repository: join(deps.repositoriesFolder, device.deviceId),
      key: await repositoryKey(device),
    }),
    repositoryFor: async (device: AgentIdentity): Promise<RepositoryAnswer> => ({
      v: 1,
      path: `/restic/${device.deviceId}/`,
      username: device.deviceId,
      password: credential(device.deviceId),
      repositoryKey: await repositoryKey(device),
    }),
    /** A device's credential opens its own repository and no other. */
    opens: async (username: string, password: string, repositoryId: string): Promise<boolean> => {
      const [given, expected] = [Buffer.from(password), Buffer.from(credential(repositoryId))]
      return username === repositoryId && given.length === expected.length && timingSafeEqual(given, expected)
    },
    snapshotReceived: async (deviceId: Id, snapshotId: string, at: Date): Promise<void> => {
      const clientId = await deviceClient(database, deviceId)
      if (clientId !== null) await database.transaction(oneClient(clientId), (tx) => saveReceipt(tx, clientId, deviceId, snapshotId, at))
    },
    recordBackup: async ({ clientId, deviceId }: AgentIdentity, result: BackupResult): Promise<void> => {
      const policy = await backupPolicyOf({ clientId, id: deviceId })
      const restorePointId = await database.transaction(oneClient(clientId), async (tx) => {
        const at = clock.now()
        if (!(await insertBackup(tx, clientId, deviceId, result, at))) return null
        const point = restorePointOf(result)
        if (!point.ok) {
          await publish(tx, { topic: 'recovery.backup.failed', clientId, payload: { deviceId, message: result.message }, at })
          return null
        }
        const { snapshotId } = point.value
        const receivedAt = await loadReceipt(tx, clientId, deviceId, snapshotId)
        const device = await loadDevice(tx, deviceId)
        const manifest =
          device !== null && result.manifest !== null && (await isSigned(device.publicKey, deviceId, snapshotId, result.manifest))
            ? result.manifest
            : null
        const id = newId(at.getTime())
        await insertRestorePoint(tx, {
          id,
          clientId,
          deviceId,
          snapshotId,
          receivedAt,
          manifest,
          policy,
          takenAt: timeOf({ written: new Date(result.startedAt), receivedAt }),
          paths: result.paths,
          files: result.filesProcessed,
          bytes: result.bytesProcessed,
          bytesAdded: result.bytesAdded,
          parts: result.parts ?? [],
        })
        await publish(tx, { topic: 'recovery.backup.received', clientId, payload: { deviceId, restorePointId: id }, at })
        return id
      })
      if (restorePointId === null) return
      await deps.enqueue({ clientId, restorePointId })
      await deps.scanSoon({ clientId, deviceId })
    },
    /** The extraction test of one restore point, and its record. */
    test: async ({ clientId, restorePointId }: { clientId: Id; restorePointId: Id }, signal: AbortSignal): Promise<void> => {
      const point = await database.transaction(oneClient(clientId), (tx) => loadRestorePoint(tx, restorePointId))
      if (point === null) return
      const { deviceId } = point
      const password = { kind: 'value' as const, secret: await repositoryKey({ clientId, deviceId }) }
      const result = await deps.leases.reading({ clientId, deviceId }, signal, () =>
        prove({
          repository: join(deps.repositoriesFolder, deviceId),
          password,
          restorePoint: point.snapshotId,
          asked: point.policy?.proofLevel ?? 'L2',
          manifest: point.manifest,
          parts: point.parts,
          checks: point.policy?.checks ?? [],
          keepScreenshot: deps.screenshots.keep,
          timeoutSeconds: PROOF_TIMEOUT_S,
          workFolder: deps.workFolder,
          receivedAt: point.receivedAt,
          binary: deps.restic,
          signal,
        }),
      )
      // A server that is stopping has not tested anything: the job runs again after the start.
      signal.throwIfAborted()
      const at = clock.now()
      const expiresAt = new Date(at.getTime() + (point.policy?.proofExpiryDays ?? 31) * DAY_MS)
      const proof = {
        id: newId(at.getTime()),
        deviceId,
        restorePointId,
        at,
        takenAt: point.takenAt,
        verdict: result.verdict,
        level: result.level,
        rtoSeconds: result.rtoSeconds,
        expiresAt,
        result,
      }
      await database.transaction(oneClient(clientId), async (tx) => {
        const judged = await withPendingStatement(tx, clientId, proof)
        await insertProof(tx, clientId, judged)
        const payload = { deviceId, proofId: judged.id, level: judged.level }
        await publish(tx, { topic: `recovery.proof.${judged.verdict}`, clientId, payload, at })
      })
      await deps.lookTomorrow({ clientId, deviceId })
    },
    /** Once a day for each device that has been tested: a proof that runs out, or a test that did not pass, is followed by a new one. */
    testIfDue: async ({ clientId, deviceId }: { clientId: Id; deviceId: Id }): Promise<void> => {
      const { newest, proofs } = await database.transaction(oneClient(clientId), async (tx) => ({
        newest: await newestPoint(tx, clientId, deviceId),
        proofs: (await loadProofs(tx, clientId, [deviceId], 50)).get(deviceId) ?? [],
      }))
      if (newest === undefined) return
      const due = isTestDue(proofs, newest.policy?.proofLevel ?? 'L2', clock.now())
      // The test looks again by itself when it is through.
      await (due ? deps.enqueue({ clientId, restorePointId: newest.id }) : deps.lookTomorrow({ clientId, deviceId }))
    },
    askForTest: async (actor: Actor, deviceId: Id): Promise<void> => {
      authorise(actor, 'recovery.prove')
      const point = await database.transaction(scopeOf(actor), async (tx) => {
        const device = await loadDevice(tx, deviceId)
        const newest = device === null ? undefined : await newestPoint(tx, device.clientId, deviceId)
        if (newest === undefined) throw new AppError('platform.not-found', { what: 'restore point' })
        await recordAudit(tx, {
          actor,
          clientId: newest.clientId,
          action: 'recovery.test-asked',
          subject: deviceId,
          data: { restorePointId: newest.id },
          at: clock.now(),
        })
        return newest
      })
      await deps.enqueue({ clientId: point.clientId, restorePointId: point.id })
    },
    ofDevice: async (actor: Actor, deviceId: Id): Promise<DeviceRecovery> => {
      authorise(actor, 'recovery.read')
      const records = await database.transaction(scopeOf(actor), async (tx) => {
        const device = await loadDevice(tx, deviceId)
        if (device === null) throw new AppError('platform.not-found', { what: 'device' })
        const [one] = await recordsOf(tx, device.clientId, [device], 50)
        if (one === undefined) throw new AppError('platform.not-found', { what: 'device' })
        return one
      })
      return deviceRecovery(records, await backupPolicyOf(records.device), clock.now())
    },
    /** What its policy leaves out, and what its agent would protect. */
    coverageOf: async (actor: Actor, deviceId: Id): Promise<Coverage> => {
      authorise(actor, 'recovery.read')
      const { device, inventory } = await database.transaction(scopeOf(actor), async (tx) => {
        const device = await loadDevice(tx, deviceId)
        if (device === null) throw new AppError('platform.not-found', { what: 'device' })
        return { device, inventory: await loadInventory(tx, deviceId) }
      })
      return coverageOf(inventory, await backupPolicyOf(device))
    },
    /** The picture of the screen that a proof kept (PNG). */
    screenshotOf: async (actor: Actor, proofId: Id): Promise<Buffer> => {
      authorise(actor, 'recovery.read')
      const name = await database.transaction(scopeOf(actor), (tx) => loadScreenshotName(tx, proofId))
      const png = name === null ? null : await deps.screenshots.load(name)
      if (png === null) throw new AppError('platform.not-found', { what: 'screenshot' })
      return png
    },
    /** When the newest clean restore point of each device was taken. */
    lastCleanOf: async (actor: Actor, clientId: Id): Promise<ReadonlyMap<Id, Date>> => {
      authorise(actor, 'recovery.read', clientId)
      const standings = await database.transaction(scopeOf(actor, clientId), async (tx) =>
        loadCleanStandings(
          tx,
          clientId,
          (await loadDevices(tx)).map(({ id }) => id),
        ),
      )
      return new Map([...standings].flatMap(([id, { lastCleanAt }]) => (lastCleanAt === null ? [] : [[id, lastCleanAt] as const])))
    },
    /** Each system with its newest restore point only: a client may have hundreds. */
    ofClient: async (actor: Actor, clientId: Id): Promise<ClientRecovery> => {
      authorise(actor, 'recovery.read', clientId)
      const records = await database.transaction(scopeOf(actor, clientId), async (tx) => recordsOf(tx, clientId, await loadDevices(tx), 1))
      const policies = await deps.policiesOf(
        clientId,
        records.map(({ device }) => device.id),
      )
      const devices = records.map((one) => deviceRecovery(one, policies.get(one.device.id)?.policy.backup ?? null, clock.now()))
      return { devices }
    },
  }
}

async function newestPoint(tx: Tx, clientId: Id, deviceId: Id): Promise<PointSummary | undefined> {
  return (await loadRestorePoints(tx, clientId, [deviceId], 1)).get(deviceId)?.[0]
}

function isSigned(publicKey: Uint8Array, deviceId: Id, snapshotId: string, m: NonNullable<BackupResult['manifest']>): Promise<boolean> {
  const { entries, candidates, dropped, signature } = m
  return verifyText(toBase64Url(publicKey), signature, manifestStatement({ deviceId, snapshotId, entries, candidates, dropped }))
}
