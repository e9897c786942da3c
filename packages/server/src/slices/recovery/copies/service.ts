/** Use cases of copies in other places: they are named by a person, read what is there, and say how they stand. */
import { join } from 'node:path'
import type { CopiedFiles, CopiedFileType, CopyReport, CopyWork } from '@mainstay/contract/recovery'
import { AppError, type Clock, type Id, newId } from '@mainstay/kernel'
import { recordAudit } from '../../../platform/audit/index.ts'
import { type Actor, authorise, scopeOf } from '../../../platform/auth/index.ts'
import { type Database, oneClient, PROVIDER_ID } from '../../../platform/database/index.ts'
import { sealTo } from '../../../second-copy/sealed.ts'
import { loadDevice, loadDevices } from '../../devices/index.ts'
import type { RepositoryStorage } from '../../../repository/index.ts'
import { type CopyRow, insertCopy, loadAnnounced, loadCopies, removeCopy, saveReport } from './store.ts'

export type CopiesDeps = {
  database: Database
  clock: Clock
  storage: RepositoryStorage
  repositoryOf(device: { clientId: Id; deviceId: Id }): Promise<{ key: string }>
}

export type CopiesService = ReturnType<typeof createCopiesService>

const NEEDS = 'recovery.copy'
const provider = oneClient(PROVIDER_ID)
/** Locks are of the first place alone. */
const LISTED = ['data', 'index', 'keys', 'snapshots'] as const

export function createCopiesService({ database, clock, storage, repositoryOf }: CopiesDeps) {
  const clientOf = async (actor: Actor, deviceId: Id): Promise<Id> => {
    authorise(actor, NEEDS)
    const device = await database.transaction(scopeOf(actor), (tx) => loadDevice(tx, deviceId))
    if (device === null) throw new AppError('platform.not-found', { what: 'device' })
    return device.clientId
  }
  const named = async (publicKey: string): Promise<CopyRow> => {
    const copy = (await database.transaction(provider, loadCopies)).find((one) => one.publicKey === publicKey)
    if (copy === undefined) throw new AppError('recovery.copy.unknown')
    return copy
  }
  /** A token that leaked must not be able to name a key of its own. */
  const person = (actor: Actor): void => {
    authorise(actor, NEEDS)
    if (actor.kind === 'token' || actor.clients !== 'all')
      throw new AppError('platform.forbidden', { needs: 'a person who minds all clients' })
  }

  return {
    list: async (actor: Actor): Promise<CopyRow[]> => {
      person(actor)
      return database.transaction(provider, loadCopies)
    },
    add: async (actor: Actor, o: { name: string; publicKey: string }): Promise<CopyRow> => {
      person(actor)
      const at = clock.now()
      const copy: CopyRow = { id: newId(at.getTime()), ...o, madeBy: actor.name, madeAt: at }
      await database.transaction(provider, async (tx) => {
        if (!(await insertCopy(tx, copy))) throw new AppError('recovery.copy.known')
        await recordAudit(tx, { actor, clientId: PROVIDER_ID, action: 'recovery.copy-added', subject: copy.id, data: o, at })
      })
      return copy
    },
    remove: async (actor: Actor, copyId: Id): Promise<void> => {
      person(actor)
      const at = clock.now()
      await database.transaction(provider, async (tx) => {
        if (!(await removeCopy(tx, copyId, at))) throw new AppError('platform.not-found', { what: 'copy' })
        await recordAudit(tx, { actor, clientId: PROVIDER_ID, action: 'recovery.copy-removed', subject: copyId, at })
      })
    },
    work: async (actor: Actor): Promise<CopyWork> => {
      authorise(actor, NEEDS)
      const { devices, announced } = await database.transaction(scopeOf(actor), async (tx) => ({
        devices: await loadDevices(tx),
        announced: await loadAnnounced(tx),
      }))
      const repositories: CopyWork['repositories'] = []
      for (const { id, hostname } of devices) {
        if (!(await storage.exists(id))) continue
        const going = (announced.get(id) ?? []).map((one) => ({ ...one, effectiveAt: one.effectiveAt.toISOString() }))
        repositories.push({ deviceId: id, hostname, announced: going })
      }
      return { repositories }
    },
    files: async (actor: Actor, deviceId: Id): Promise<CopiedFiles> => {
      await clientOf(actor, deviceId)
      const files: CopiedFiles['files'] = []
      const config = await storage.stat(deviceId, { type: 'config' })
      if (config !== null) files.push({ type: 'config', name: 'config', size: config.size })
      for (const type of LISTED) for await (const { name, size } of storage.list(deviceId, type)) files.push({ type, name, size })
      return { files }
    },
    file: async (actor: Actor, deviceId: Id, type: CopiedFileType, name: string) => {
      await clientOf(actor, deviceId)
      const file = type === 'config' ? { type } : { type, name }
      const found = await storage.stat(deviceId, file)
      const stream = found === null ? null : await storage.read(deviceId, file, { start: 0, end: found.size })
      if (found === null || stream === null) throw new AppError('recovery.repository.no-file', { name: join(type, name) })
      return { size: found.size, stream }
    },
    keyFor: async (actor: Actor, deviceId: Id, publicKey: string): Promise<string> => {
      const clientId = await clientOf(actor, deviceId)
      const copy = await named(publicKey)
      const { key } = await repositoryOf({ clientId, deviceId })
      await database.transaction(oneClient(clientId), (tx) =>
        recordAudit(tx, {
          actor,
          clientId,
          action: 'recovery.key-sealed-to-copy',
          subject: deviceId,
          data: { copy: copy.name },
          at: clock.now(),
        }),
      )
      return sealTo(publicKey, key)
    },
    report: async (actor: Actor, { publicKey, devices }: CopyReport): Promise<void> => {
      authorise(actor, NEEDS)
      const copy = await named(publicKey)
      const at = clock.now()
      await database.transaction(scopeOf(actor), async (tx) => {
        const known = new Map((await loadDevices(tx)).map((device) => [device.id, device.clientId]))
        for (const report of devices) {
          const clientId = known.get(report.deviceId)
          if (clientId !== undefined) await saveReport(tx, { clientId, copyId: copy.id, copyName: copy.name, at, report })
        }
      })
    },
  }
}
